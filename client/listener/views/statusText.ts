import { escapeControlCharacters, shorten } from "../../../core/text/escapeControl.ts";
import type { ListenerTotals } from "../../../listener/protocol/totals.ts";
import type { FollowedWindow } from "../../../listener/windows/followedListener.ts";
import { countEvents, countFindings, formatCount } from "../../shared/views/format.ts";
import { joinParts, type ViewContext } from "../../shared/views/viewItem.ts";
import type { ListenerState } from "../listenerState.ts";

export interface StatusText {
  /** With codicons, as status bar items write them: `$(broadcast) 24`. */
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  readonly severity: "none" | "warning" | "error";
}

/**
 * The status bar item: what the listener does, how many events it keeps, how many arrive, how many findings they gave, and
 * whether they are recorded to a file.
 */
export function statusText(
  state: ListenerState,
  totals: ListenerTotals,
  activity: { readonly recording: string | undefined; readonly eventsPerSecond: number },
  context: ViewContext,
): StatusText {
  const { l10n } = context;
  const { recording, eventsPerSecond } = activity;
  const findings = countFindings(totals.findings, context);
  const counted = totals.events > 0 ? joinParts([countEvents(totals.events, context), findings]) : undefined;
  const letGo =
    totals.evicted > 0
      ? l10n.t("{0} of them are no longer kept: the limit is a setting.", formatCount(totals.evicted))
      : undefined;
  const recorded = recording === undefined ? undefined : l10n.t("Recording to {0}", recording);
  const numbers = [
    recording === undefined ? undefined : "$(record)",
    totals.events > 0 ? formatCount(totals.events) : undefined,
    eventsPerSecond > 0 ? l10n.t("{0}/s", formatCount(eventsPerSecond)) : undefined,
    totals.findings > 0 ? `$(warning) ${formatCount(totals.findings)}` : undefined,
  ].filter((part) => part !== undefined);
  const show = (icon: string, sentence: string, severity: StatusText["severity"], detail: readonly string[] = []) => ({
    text: [`$(${icon}) Codex OTel`, ...numbers].join(" "),
    tooltip: [sentence, ...detail, counted, letGo, recorded, l10n.t("Select to see what can be done.")]
      .filter((line) => line !== undefined)
      .map(escapeControlCharacters)
      .join("\n"),
    accessibilityLabel: escapeControlCharacters(
      [sentence, counted, recorded].filter((line) => line !== undefined).join(" "),
    ),
    severity,
  });
  switch (state.kind) {
    case "stopped":
      return show("circle-slash", l10n.t("Codex OTel: the listener is stopped."), "none");
    case "starting":
      return show("loading~spin", l10n.t("Codex OTel: the listener is starting."), "none");
    case "listening":
      return show(state.followed === undefined ? "broadcast" : "link", listening(state.followed, context), "none", [
        l10n.t("gRPC: {0}", state.addresses.grpc),
        l10n.t("HTTP: {0}", state.addresses.http),
      ]);
    case "failed":
      return state.failure.code === "port-in-use"
        ? show("debug-disconnect", l10n.t("Codex OTel: another program holds the port."), "warning", [
            state.failure.message,
          ])
        : show("error", l10n.t("Codex OTel: the listener could not start."), "error", [state.failure.message]);
  }
}

/** Names whose listener it is. The name of a window is that of a folder, which may hold anything. */
function listening(followed: FollowedWindow | undefined, { l10n }: ViewContext): string {
  if (followed === undefined) return l10n.t("Codex OTel: listening.");
  return l10n.t('Codex OTel: showing the listener of the window "{0}".', windowName(followed));
}

/** The name of another window as it may be shown. */
export const windowName = ({ window }: FollowedWindow): string => shorten(escapeControlCharacters(window), 60);
