import type { RedactAction } from "./redactAction.ts";

/** An action that a target cannot do: it masks instead, and a note of the export says why. */
interface Impossible {
  readonly form: "impossible";
  /** Whole sentences. */
  readonly why: string;
}

/** The attribute goes. */
interface Removed {
  readonly form: "removed";
}

/** Statements of the Collector's transform processor about all values of the map at a path. */
export type MapStatements = (path: string, action: RedactAction, hashed: string) => readonly string[];

/**
 * What the Collector does with values that are collected in a map. `replaced`: other texts take their place; `hashed` is the
 * last arguments of `replace_all_patterns` that hash a whole text. `readable`: they lose their secrets and stay what they
 * are; with `cut` they are texts then, and are cut.
 */
export type CollectorForm =
  | Removed
  | { readonly form: "replaced"; readonly statements: MapStatements }
  | { readonly form: "readable"; readonly cut?: MapStatements }
  | Impossible;

/**
 * What jq does with a value. In its filters `clean` takes secrets out, `text` makes a text of a value, and `cut(N)` leaves
 * the beginning of a text.
 */
export type MonadForm =
  | Removed
  | { readonly form: "filter"; readonly jq: (action: RedactAction) => string }
  | Impossible;
