import type { OffsetRange } from "../../text/range.ts";

export type CompletionKind = "option" | "header" | "table" | "value" | "snippet" | "file" | "folder";

/** One proposal. Applying it replaces `range` by `newText`. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly range: OffsetRange;
  readonly newText: string;
  /** `newText` has tab stops in the snippet syntax of LSP. */
  readonly snippet: boolean;
  /** What the typed text is compared with, where that is not the label. */
  readonly filterText?: string;
  readonly sortText: string;
}
