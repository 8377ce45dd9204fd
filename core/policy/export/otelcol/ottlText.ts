/**
 * A string of the Collector's transformation language (OTTL) as its configuration file has it: in double quotes, with the
 * escapes of JSON, which Go reads too, and `$` doubled, for one alone begins a variable.
 */
export function ottlString(text: string): string {
  return JSON.stringify(text).replaceAll("$", "$$$$");
}

/** A number of OTTL: whole ones of 64 bits exactly, all others with a point, as its grammar wants. */
export function ottlNumber(number: number | bigint): string {
  if (typeof number === "bigint" || Number.isInteger(number)) {
    const whole = BigInt(number);
    // its grammar reads the sign apart, and the smallest number has no opposite
    if (whole === -(2n ** 63n)) return `Int(${ottlString(String(whole))})`;
    if (whole > -(2n ** 63n) && whole < 2n ** 63n) return String(whole);
  }
  const [mantissa = "0", exponent = "+0"] = Number(number).toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}

/** Expressions joined by a word; in parentheses where there are several. */
export function ottlJoined(parts: readonly string[], word: "and" | "or", empty: "true" | "false"): string {
  if (parts.length === 0) return empty;
  return parts.length === 1 ? parts.join("") : `(${parts.join(` ${word} `)})`;
}
