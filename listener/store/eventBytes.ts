import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { type AnyValue, byteLength } from "../../core/otlp/anyValue.ts";

/** Roughly what an event costs beside its values: the objects, the maps and their slots. */
const overhead = 512;
const overheadOfAttribute = 64;

/** Roughly the bytes that an event takes in memory. The resource counts once for the events that share it. */
export function eventBytes(event: CodexEvent, withResource: boolean): number {
  const ofResource = withResource ? ofAttributes(event.resource) : 0;
  return overhead + ofAttributes(event.attributes) + byteLength(event.body) + ofResource;
}

function ofAttributes(attributes: ReadonlyMap<string, AnyValue>): number {
  let bytes = 0;
  for (const [name, value] of attributes) bytes += overheadOfAttribute + name.length + byteLength(value);
  return bytes;
}
