/** `950`, `1.2k`, `3.4M`: short enough for a row or a label. */
export function formatCount(count: number): string {
  const short = (value: number, unit: string) => `${value.toFixed(1).replace(/\.0$/, "")}${unit}`;
  if (count < 1000) return String(count);
  return count < 999_950 ? short(count / 1e3, "k") : short(count / 1e6, "M");
}

/** `950 ms`, `1.2 s`, `3 min`, `2.5 h`: short enough for a row or a label. */
export function formatDuration(milliseconds: number): string {
  const short = (value: number, unit: string) => `${value.toFixed(1).replace(/\.0$/, "")} ${unit}`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return short(milliseconds / 1000, "s");
  return milliseconds < 3_597_000 ? `${Math.round(milliseconds / 60_000)} min` : short(milliseconds / 3_600_000, "h");
}
