import type { ReceivedValue, RedactedValue } from "../evaluate/receivedValue.ts";
import type { RedactAction } from "./redactAction.ts";
import type { CollectorForm, MonadForm } from "./targetForms.ts";
import type { Visibility } from "./visibility.ts";

export type IdForm = "dropped" | "hashed" | "kept";

/** A text in English, translated where it is shown; `{0}` is the number of bytes. */
export interface Phrase {
  readonly title: string;
}

/** One word of a redaction, with everything that the product knows about it. The index lists them all. */
export interface Action {
  readonly kind: string;
  /** There for an action that takes a number of bytes, and so is written as a table: the number to begin with. */
  readonly proposedBytes?: number;
  /** What is left of a value: one sentence, Markdown. */
  readonly documentation: string;
  /** Other words that people write for it, in lower case. */
  readonly synonyms: readonly string[];
  /** What was done to one value: `masked`. */
  readonly done: Phrase;
  /** How a kind of data arrives: `in clear`. */
  readonly arrives: Phrase;
  /** Whether what is left depends on the salt of hashes. */
  readonly usesSalt: boolean;
  /** What the receiver can still see. */
  readonly visibility: (action: RedactAction) => Visibility;
  /** What is left of a value. Secrets never are. */
  readonly redact: (value: ReceivedValue, action: RedactAction) => RedactedValue;
  /**
   * What is left of the id of a trace or span. It has a fixed size: it can't be masked or cut, and is hashed to an id of the
   * same size, so that what belonged together still does.
   */
  readonly id: IdForm;
  /** What it becomes in the Collector's configuration. */
  readonly collector: CollectorForm;
  /** What it becomes in a query of Monad. */
  readonly monad: MonadForm;
  /** What is left of one text, without a salt; undefined when nothing is. */
  readonly example: { readonly bytes?: number; readonly before: string; readonly after: string | undefined };
}

/** As it is written into a policy when nothing else is known: `"mask"`, `{ truncate = 64 }`. */
export function proposedText({ kind, proposedBytes }: Action): string {
  return proposedBytes === undefined ? JSON.stringify(kind) : actionText({ kind, bytes: proposedBytes });
}

/** As a policy has it, without quotes: `mask`, `{ truncate = 64 }`. */
export function actionText({ kind, bytes }: RedactAction): string {
  return bytes === undefined ? kind : `{ ${kind} = ${bytes} }`;
}

/** Two actions are one when their keys are. */
export function actionKey({ kind, bytes }: RedactAction): string {
  return bytes === undefined ? kind : `${kind} ${bytes}`;
}
