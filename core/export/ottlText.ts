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
    if (whole >= -(2n ** 63n) && whole < 2n ** 63n) return String(whole);
  }
  const [mantissa = "0", exponent = "+0"] = Number(number).toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}

/** A text as a regular expression that matches just this. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Globs as one regular expression (RE2) for a whole name. */
export function globsPattern(globs: readonly string[]): string {
  const parts = globs.map((glob) => escapePattern(glob).replaceAll("\\*", ".*").replaceAll("\\?", "."));
  return `(?s)^(?:${parts.join("|")})$`;
}

/** Several patterns as one that is found wherever any of them is. */
export function anyPattern(patterns: readonly string[]): string {
  return patterns.map((pattern) => `(?:${pattern})`).join("|");
}

/** Matches nothing. */
export const neverPattern = "[^\\x00-\\x{10FFFF}]";
