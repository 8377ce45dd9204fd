import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { sentAt } from "./sentAt.ts";

/** What a timer of Node can hold, in milliseconds: some 24 days. */
const longestTimer = 2 ** 31 - 1;

/**
 * Says how many milliseconds to wait before a recorded request, so that all go at so many times their original speed,
 * counted from the first request that has a time. Without a speed nothing waits.
 */
export function pace(speed: number | undefined): (request: OtlpRequest) => number {
  if (speed === undefined) return () => 0;
  let first: { readonly recorded: number; readonly replayed: number } | undefined;
  return (request) => {
    const recorded = sentAt(request);
    if (recorded === undefined) return 0;
    first ??= { recorded, replayed: Date.now() };
    const due = first.replayed + (recorded - first.recorded) / speed;
    return Math.min(Math.max(0, due - Date.now()), longestTimer);
  };
}
