import type { EventRow } from "../../listener/protocol/events.ts";
import type { SessionSummary } from "../../listener/protocol/sessions.ts";
import type { NodeContent, SessionNode } from "./sessionNode.ts";

/** The content of a node or of the nearest one above it that is of a kind; undefined when there is none. */
export function enclosing<K extends NodeContent["kind"]>(
  node: SessionNode | undefined,
  ...kinds: readonly K[]
): (NodeContent & { readonly kind: K }) | undefined {
  for (let at = node; at !== undefined; at = at.parent)
    if ((kinds as readonly string[]).includes(at.content.kind)) return at.content as NodeContent & { readonly kind: K };
  return undefined;
}

/** The event that a row is, or is below of. */
export const enclosingEvent = (node: SessionNode | undefined): EventRow | undefined => enclosing(node, "event")?.row;

/** The session that a row is, or is below of. */
export const enclosingSession = (node: SessionNode | undefined): SessionSummary | undefined =>
  enclosing(node, "session")?.session;
