import type { AccountStep, AttributeAccount, DetectionAccount } from "../../core/policy/evaluate/explain.ts";
import type { Finding, Redaction } from "../../core/policy/model/outcome.ts";
import type { Transcript, UnloggedStep } from "../../core/transcript/readTranscript.ts";
import type { SenderMark } from "../../listener/protocol/eventFilter.ts";
import type { AttributeRow, EventDetail, EventRow, IdRow, RouteRow } from "../../listener/protocol/events.ts";
import type { SessionSummary, TurnSummary } from "../../listener/protocol/sessions.ts";
import type { GroupName } from "./views/groupItem.ts";

/** What the sessions below a session come to. */
export interface SessionsBelow {
  readonly sessions: number;
  readonly findings: number;
}

/** What a node of the tree shows. */
export type NodeContent =
  | {
      readonly kind: "session";
      readonly session: SessionSummary;
      readonly expanded: boolean;
      readonly below: SessionsBelow;
    }
  /** Of a sub-agent that was given its task by another agent, all may be before any prompt. */
  | { readonly kind: "turn"; readonly turn: TurnSummary; readonly isOfAgent: boolean }
  /** `inner`: the events of the calls that were made within this one. */
  | { readonly kind: "event"; readonly row: EventRow; readonly inner: readonly EventRow[] }
  /** Rows that say nothing of what happened, one after the other. */
  | { readonly kind: "noise"; readonly rows: readonly EventRow[] }
  | { readonly kind: "earlier" | "more"; readonly remaining: number }
  /** What only Codex's own transcript of the session tells. */
  | { readonly kind: "transcript"; readonly session: string }
  | { readonly kind: "unlogged"; readonly step: UnloggedStep }
  /** So many more are in the transcript, and are not shown. */
  | { readonly kind: "furtherSteps"; readonly count: number }
  | { readonly kind: "origin"; readonly parent: Transcript["parent"] }
  | { readonly kind: "group"; readonly group: GroupName; readonly detail: EventDetail }
  | { readonly kind: "sender"; readonly sender: SenderMark }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "attribute"; readonly row: AttributeRow }
  | { readonly kind: "route"; readonly route: RouteRow; readonly detail: EventDetail }
  | { readonly kind: "rule"; readonly route: RouteRow }
  | { readonly kind: "step"; readonly step: AccountStep }
  | { readonly kind: "keptGroup"; readonly route: RouteRow }
  | { readonly kind: "kept"; readonly account: AttributeAccount; readonly route: RouteRow }
  | { readonly kind: "recordId"; readonly id: IdRow; readonly route: RouteRow }
  | { readonly kind: "detection"; readonly detection: DetectionAccount }
  | {
      readonly kind: "redaction";
      readonly redaction: Redaction;
      readonly route: RouteRow;
      readonly detail: EventDetail;
    };

/** One node. The object stays the same while its content changes, so that the editor can be told what to refresh. */
export interface SessionNode {
  readonly id: string;
  readonly parent: SessionNode | undefined;
  content: NodeContent;
}
