/** What a preview compares: one event or a whole session, as received and as one destination gets it. */
export type PreviewTarget = PreviewSubject & {
  /** The event's name, or what the session is called, for the title. */
  readonly name: string;
  readonly destination: string;
  readonly delivered: boolean;
};

type PreviewSubject = { readonly event: number } | { readonly session: string };
export type PreviewSide = "received" | "delivered";

/** A document of a preview, as its address says. */
export interface PreviewDocument {
  readonly subject: PreviewSubject;
  readonly destination: string;
  readonly side: PreviewSide;
}

/** Path and query of one side of a preview; the path ends with the language in which it is shown. */
export function previewAddress(
  side: PreviewSide,
  target: PreviewTarget,
): { readonly path: string; readonly query: string } {
  const { destination, delivered } = target;
  const [subject, id] =
    "event" in target ? (["event", String(target.event)] as const) : (["session", target.session] as const);
  const name = side === "received" ? "received.json" : delivered ? "delivered.json" : "withheld.txt";
  return { path: `/${name}`, query: new URLSearchParams({ [subject]: id, destination, side }).toString() };
}

/** What the query of a preview's address stands for. */
export function previewDocument({ query }: { readonly query: string }): PreviewDocument {
  const parts = new URLSearchParams(query);
  const event = parts.get("event");
  return {
    subject: event === null ? { session: parts.get("session") ?? "" } : { event: Number(event) },
    destination: parts.get("destination") ?? "",
    side: parts.get("side") === "received" ? "received" : "delivered",
  };
}
