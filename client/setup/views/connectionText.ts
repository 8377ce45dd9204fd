import type { ConnectionStep } from "../../../listener/protocol/connection.ts";
import { joinParts, type ViewContext } from "../../shared/views/viewItem.ts";

/** The outcome of a connection test in words. */
export interface ConnectionText {
  readonly good: boolean;
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
}

/** Puts the steps of a connection test into words. */
export function connectionText(
  { exporter, endpoint, droppedHeaders, through }: TestedExporter,
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
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  const message =
    failed === undefined && through !== undefined
      ? l10n.t("{0} accepted an empty export request through the proxy {1} ({2} ms).", endpoint, through, milliseconds)
      : failed === undefined
        ? l10n.t("{0} accepted an empty export request ({1} ms).", endpoint, milliseconds)
        : l10n.t("{0} failed for {1}: {2}", names[failed.step], endpoint, sentence(failed.summary));
  return {
    good: failed === undefined,
    message: [message, failed?.check, dropped].filter(Boolean).join(" "),
    details: [
      l10n.t("Connection test of {0}: {1}", exporter, endpoint),
      ...steps.map(({ step, outcome, milliseconds: took, summary }) =>
        joinParts([`${names[step]}: ${outcomes[outcome]}`, outcome === "skipped" ? undefined : `${took} ms`, summary]),
      ),
      ...(dropped === "" ? [] : [dropped]),
    ],
  };
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
