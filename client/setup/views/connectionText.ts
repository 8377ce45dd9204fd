import type { ConnectionStep } from "../../../listener/protocol/connection.ts";
import { joinParts, type ViewContext } from "../../shared/views/viewItem.ts";

/** The outcome of a connection test in words. */
export interface ConnectionText {
  /** Undefined where it cannot be said: the receiver wants headers that a command would have brought. */
  readonly good: boolean | undefined;
  /** One or two sentences: what happened, and what to do. */
  readonly message: string;
  /** A line for each step, for the output channel. */
  readonly details: readonly string[];
}

/** What was tested, without any header value. */
export interface TestedExporter {
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly exporter: string;
  readonly endpoint: string;
  /** Names of headers that Codex drops. */
  readonly droppedHeaders: readonly string[];
  /** Host and port of the proxy that Codex uses. */
  readonly through?: string;
  /** The exporter has a `headers_helper` that was not run. */
  readonly isHelperUnasked?: boolean;
}

/** Puts the steps of a connection test into words. */
export function connectionText(
  { exporter, endpoint, droppedHeaders, through, isHelperUnasked = false }: TestedExporter,
  steps: readonly ConnectionStep[],
  { l10n }: ViewContext,
): ConnectionText {
  const names: Readonly<Record<ConnectionStep["step"], string>> = {
    resolve: l10n.t("Finding the host"),
    connect: l10n.t("Connecting"),
    proxy: l10n.t("Asking the proxy"),
    tls: l10n.t("TLS"),
    export: l10n.t("Sending an empty export request"),
  };
  const outcomes: Readonly<Record<ConnectionStep["outcome"], string>> = {
    ok: l10n.t("ok"),
    failed: l10n.t("failed"),
    skipped: l10n.t("not tried"),
  };
  const failed = steps.find(({ outcome }) => outcome === "failed");
  const dropped =
    droppedHeaders.length === 0
      ? ""
      : l10n.t("Codex drops these headers, so they were not sent: {0}.", droppedHeaders.join(", "));
  const unasked = isHelperUnasked
    ? l10n.t("headers_helper was not run, so the headers that it brings were not checked.")
    : "";
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  const message =
    failed === undefined && through !== undefined
      ? l10n.t("{0} accepted an empty export request through the proxy {1} ({2} ms).", endpoint, through, milliseconds)
      : failed === undefined
        ? l10n.t("{0} accepted an empty export request ({1} ms).", endpoint, milliseconds)
        : l10n.t("{0} failed for {1}: {2}", names[failed.step], endpoint, sentence(failed.summary));
  return {
    good: failed === undefined ? true : isHelperUnasked && failed.step === "export" ? undefined : false,
    message: [message, failed?.check, dropped, unasked].filter(Boolean).join(" "),
    details: [
      l10n.t("Connection test of {0}: {1}", exporter, endpoint),
      ...steps.map(({ step, outcome, milliseconds: took, summary }) =>
        joinParts([`${names[step]}: ${outcomes[outcome]}`, outcome === "skipped" ? undefined : `${took} ms`, summary]),
      ),
      ...[dropped, unasked].filter((line) => line !== ""),
    ],
  };
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
