/** Everything that a person may be offered to do. */
export const setupActions = [
  "open-file",
  "point-codex-here",
  "test-connection",
  "start-listener",
  "start-listener-on-free-ports",
  "run-codex",
  "open-policy",
  "set-header-secret",
  "open-forward-setting",
  "show-destinations",
  "manage-trust",
] as const;

type SetupActionKind = (typeof setupActions)[number];

/** What a person may do about a step or a line. */
export type SetupAction =
  | { readonly kind: "open-file"; readonly path: string; readonly line?: number }
  | { readonly kind: Exclude<SetupActionKind, "open-file"> };

/**
 * A step of the setup, or a line of the troubleshooting list. `open`: not yet, and nothing is wrong. `unknown`: cannot be
 * told yet.
 */
export interface SetupItem {
  /** Stable. */
  readonly id: string;
  readonly state: "done" | "open" | "failed" | "unknown";
  readonly title: string;
  /** What was found, in one sentence. */
  readonly detail: string;
  readonly action?: SetupAction;
  readonly children?: readonly SetupItem[];
}
