/**
 * Whether the request that brought an event had the header that the listener knew. What was taken in while no senders were
 * verified, or comes from a capture, has no mark.
 */
export type SenderMark = "verified" | "unverified";

/** Which events to show; everything that is given must hold. Texts are compared without case. */
export interface EventFilter {
  readonly session?: string;
  readonly turn?: number;
  /** Event names, or globs of them, any of which holds. */
  readonly events?: readonly string[];
  /** `name` is that of an attribute, `resource.NAME` or `body`; without `equals` and `contains` it must be there. */
  readonly attributes?: readonly { readonly name: string; readonly equals?: string; readonly contains?: string }[];
  readonly destination?: DestinationFilter;
  /** Ids of detections, any of which found the event; `any` for all that have a finding. */
  readonly findings?: "any" | readonly string[];
  readonly sender?: SenderMark;
  /** Occurs in the event's name, body or the text of an attribute. */
  readonly text?: string;
}

/** What becomes of an event on its way to a destination. */
export interface DestinationFilter {
  readonly name: string;
  readonly decision: "deliver" | "withhold";
  /** The last part of the rule that decided, such as `receives` or `when[0]`. */
  readonly rule?: string;
  /** A data class of which something was redacted, or the name of a secret that was replaced. */
  readonly redacted?: string;
}

/** How far a search has come. It goes on while it is asked for, and with what arrives. */
export interface FilterProgress {
  readonly matches: number;
  /** False while older events are still to be looked at. */
  readonly complete: boolean;
}

/** Which of several filters any event passes, as far as the search has come. */
export interface SeenAnswer {
  /** In the order of the filters. */
  readonly seen: readonly boolean[];
  /** False while events are still to be looked at for those that are not seen. */
  readonly complete: boolean;
}
