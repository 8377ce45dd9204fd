const firstMilliseconds = 1000;
const longestMilliseconds = 30_000;
const factor = 1.5;
/** A receiver that asks for more is asked again after it: it may have meant another unit, or mean harm. */
const longestAskedMilliseconds = 600_000;

/**
 * How long to wait before the next attempt after so many failed ones: exponential, with half of it by chance, so that
 * senders that failed together do not come back together (OTLP specification, "OTLP/HTTP Connection": exponential back-off
 * with jitter). A receiver that says when is not asked before that, unless it says more than ten minutes. `random` gives
 * 0 to 1.
 */
export function backoff(failedAttempts: number, askedMilliseconds: number | undefined, random: () => number): number {
  const ceiling = Math.min(longestMilliseconds, firstMilliseconds * factor ** Math.max(0, failedAttempts - 1));
  return Math.max(Math.min(askedMilliseconds ?? 0, longestAskedMilliseconds), ceiling * (0.5 + random() / 2));
}
