import type { OffsetRange, TextEdit } from "../text/range.ts";

/**
 * How much a finding in a configuration file matters.
 * error: Codex refuses to start or builds no exporter; warning: something is silently not sent or surely refused by the
 * backend; information: works, but unsafe or not portable; hint: style.
 */
export type Severity = (typeof severities)[number];
/** The most severe first. */
export const severities = ["error", "warning", "information", "hint"] as const;

/** What Codex does with the file because of this finding (the words of `codex-otel-config-cases.json`). */
export type Verdict = "fatal" | "exporter-off" | "warning" | "dropped" | "ok";

/** One edit of a fix. */
export interface FixEdit extends TextEdit {
  /** What it takes out is said elsewhere: by the rest of the file, or by the other edits in other words. */
  readonly restates?: true;
}

/**
 * A fix: minimal text edits that keep comments and layout. The preferred fix of a diagnostic is the one that `--fix` and the
 * editor's fix of all apply: nothing that was written is lost by it.
 */
export interface Fix {
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: readonly FixEdit[];
}

/** One finding about a configuration file, with the offsets it concerns in the text that was parsed. */
export interface Diagnostic {
  /** Stable, `area/kebab-name`, for example `otel/header-name-invalid`. */
  readonly code: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly range: OffsetRange;
  readonly message: string;
  readonly fixes: readonly Fix[];
}
