const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Distances that a person reads easily, in milliseconds, ascending. */
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7, 30, 90, 365].map((days) => days * day),
];

/** The smallest easy distance of ticks that puts at most `most` of them into `range` milliseconds. */
export function tickStep(range: number, most: number): number {
  const least = range / Math.max(1, most);
  return steps.find((step) => step >= least) ?? Math.ceil(least / (365 * day)) * 365 * day;
}

/** Where the ticks between two offsets stand, in milliseconds since the beginning, both ends included. */
export function ticks(from: number, to: number, most: number): readonly number[] {
  const step = tickStep(to - from, most);
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** An offset since the beginning: `250 ms`, `1.5 s`, `2:05`, `1:02:05`, `3 d 04:00:00`. Milliseconds show where `step` needs them. */
export function formatOffset(milliseconds: number, step = 1): string {
  const sign = milliseconds < 0 ? "−" : "";
  const offset = Math.abs(Math.round(milliseconds));
  if (offset === 0) return "0";
  if (offset < second) return `${sign}${offset} ms`;
  const fraction = step % second === 0 ? "" : `.${String(offset % second).padStart(3, "0")}`.replace(/0+$/, "");
  if (offset < minute) return `${sign}${Math.floor(offset / second)}${fraction === "." ? "" : fraction} s`;
  const rest = twoDigits(Math.floor(offset / second) % 60) + (fraction === "." ? "" : fraction);
  const minutes = Math.floor(offset / minute) % 60;
  if (offset < hour) return `${sign}${minutes}:${rest}`;
  const clock = `${Math.floor(offset / hour) % 24}:${twoDigits(minutes)}:${rest}`;
  return offset < day ? sign + clock : `${sign}${Math.floor(offset / day)} d ${clock.padStart(8, "0")}`;
}
