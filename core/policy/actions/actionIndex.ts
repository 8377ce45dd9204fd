import type { Action } from "./action.ts";
import { mask } from "./mask.ts";
import type { RedactAction } from "./redactAction.ts";
import type { Visibility } from "./visibility.ts";

/** Actions by their word. Of an action that is not among them nothing is known: it masks. */
export class ActionIndex {
  readonly all: readonly Action[];
  readonly #byKind: ReadonlyMap<string, Action>;

  constructor(all: readonly Action[]) {
    this.all = all;
    this.#byKind = new Map(all.map((action) => [action.kind, action]));
  }

  has(kind: string): boolean {
    return this.#byKind.has(kind);
  }

  of(kind: string): Action {
    return this.#byKind.get(kind) ?? mask;
  }

  visibility(action: RedactAction): Visibility {
    return this.of(action.kind).visibility(action);
  }

  /** Those that are written as a word alone. */
  get words(): readonly Action[] {
    return this.all.filter(({ proposedBytes }) => proposedBytes === undefined);
  }

  /** Those that are written as a table with a number of bytes. */
  get tables(): readonly Action[] {
    return this.all.filter(({ proposedBytes }) => proposedBytes !== undefined);
  }
}
