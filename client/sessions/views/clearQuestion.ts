import type { DeliveryQuestion } from "../../forwarding/views/deliveryQuestions.ts";
import { countEvents } from "../../shared/views/format.ts";
import type { ViewContext } from "../../shared/views/viewItem.ts";

/** What of the received events is kept, and where. */
export interface KeptEvents {
  readonly events: number;
  /** Items that wait to be sent. */
  readonly waiting: number;
  /** The file of the recording that is going on. */
  readonly recording: string | undefined;
  /** Files of other recordings and exported sessions that are still there. */
  readonly files: readonly string[];
}

/** So many files are named. */
const mostNamed = 10;

/** The question before sessions are forgotten: what goes, what stays, and where that is. */
export function clearQuestion(
  { events, waiting, recording, files }: KeptEvents,
  context: ViewContext,
): DeliveryQuestion {
  const { l10n } = context;
  const others = files.filter((file) => file !== recording);
  const lines = [
    l10n.t(
      "They are deleted from this machine's disk and disappear in every window that shows this listener. This cannot be undone. To keep a session, choose Export Session… in its menu first.",
    ),
    ...(waiting > 0
      ? [l10n.t("What waits to be sent to destinations stays, unless you discard it too: {0} items.", waiting)]
      : []),
    ...(recording === undefined ? [] : [l10n.t("The recording goes on, and its file stays: {0}", recording)]),
    ...(others.length === 0
      ? [l10n.t("Recorded and exported files stay: delete them where you have saved them.")]
      : [
          [
            l10n.t(
              "These recorded and exported files stay, prompts among them. Delete them where you have saved them:",
            ),
            ...others.slice(0, mostNamed),
            ...(others.length > mostNamed ? [l10n.t("and {0} more", others.length - mostNamed)] : []),
          ].join("\n"),
        ]),
  ];
  return { question: l10n.t("Clear {0}?", countEvents(events, context)), detail: lines.join("\n\n") };
}
