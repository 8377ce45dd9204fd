const version = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/;

/** Whether a text is a version that others can be compared with: three numbers, such as `0.150.0`. */
export function isVersion(text: string): boolean {
  return version.test(text);
}

/**
 * The RE2 pattern of all versions that came before one: `0.149.3`, `v0.9.0` and `0.150.0-alpha.1` before `0.150.0`. A
 * pattern, so that a Collector and a Sigma rule, which cannot compare versions, mean the very same by it. A preview came
 * before its release, as in Semantic Versioning.
 *
 * Throws a RangeError for what `isVersion` refuses.
 */
export function versionBelowPattern(below: string): string {
  const numbers = version.exec(below)?.slice(1).map(Number);
  if (numbers === undefined) throw new RangeError(`${below} is not a version such as 0.150.0`);
  const branches: string[] = [];
  let prefix = "";
  for (const [index, number] of numbers.entries()) {
    const rest = index < 2 ? `${"\\.[0-9]+".repeat(2 - index)}` : "";
    for (const smaller of numbersBelow(number)) branches.push(`${prefix}${smaller}${rest}(?:[-+].*)?`);
    prefix += `${number}${index < 2 ? "\\." : ""}`;
  }
  branches.push(`${prefix}-.*`);
  return `^v?(?:${branches.join("|")})$`;
}

/** Patterns of the decimal numbers below one, by their length and first digit that differs. */
function numbersBelow(number: number): string[] {
  const digits = String(number);
  const patterns: string[] = [];
  for (let length = 1; length < digits.length; length++) {
    patterns.push(length === 1 ? "[0-9]" : `[1-9][0-9]{${length - 1}}`);
  }
  for (const [index, digit] of [...digits].entries()) {
    const lowest = index === 0 && digits.length > 1 ? 1 : 0;
    const highest = Number(digit) - 1;
    if (highest < lowest) continue;
    const rest = digits.length - index - 1;
    patterns.push(`${digits.slice(0, index)}[${lowest}-${highest}]${rest > 0 ? `[0-9]{${rest}}` : ""}`);
  }
  return patterns;
}
