import type { CodexEvent } from "../../../events/codexEvent.ts";
import { shortKey } from "../../detect/sessionMemory.ts";
import { valueNamed } from "../../evaluate/conditions.ts";
import { textOfValue } from "../../evaluate/valueText.ts";

const nanosecondsPerSecond = 1_000_000_000n;

export const nanoseconds = (seconds: number): bigint => BigInt(seconds) * nanosecondsPerSecond;

/** What events share, as a part of a key; undefined when the event does not have it. */
export function sharedKey(event: CodexEvent, on: string | undefined): string | undefined {
  if (on === undefined) return "";
  const shared = valueNamed(event, on);
  return shared === undefined ? undefined : shortKey(textOfValue(shared));
}
