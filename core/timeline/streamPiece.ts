import type { CodexEvent } from "../events/codexEvent.ts";
import { tokenUsageOf } from "../events/tokenUsage.ts";

const streamEvents: ReadonlySet<string> = new Set(["codex.sse_event", "codex.websocket_event"]);

/** Whether events of a name are pieces of a streamed answer. */
export const isOfStream = (name: string): boolean => streamEvents.has(name);

/** Whether an event is a piece of a streamed answer that has no tokens to tell of. */
export const isStreamPiece = (event: Pick<CodexEvent, "name" | "attributes">): boolean =>
  isOfStream(event.name) && tokenUsageOf(event) === undefined;
