import * as vscode from "vscode";
import type { ListenerService } from "../listenerService.ts";
import { askInDialog } from "../messages.ts";
import { countEvents } from "../views/format.ts";
import type { ViewContext } from "../views/item.ts";

/** So many events may go without a question. */
const handful = 20;

/** Forgets all sessions; the listener goes on. More than a handful of events are deleted only after a question. */
export async function clearSessions(service: ListenerService, context: ViewContext): Promise<void> {
  const { l10n } = vscode;
  const { events, evicted } = service.totals;
  const kept = events - evicted;
  if (kept > handful) {
    const clear = l10n.t("Clear");
    const detail = l10n.t(
      "They are deleted from this machine's disk and disappear in every window that shows this listener. This cannot be undone. To keep a session, choose Export Session… in its menu first.",
    );
    const question = l10n.t("Clear {0}?", countEvents(kept, context));
    if ((await askInDialog(question, detail, clear)) !== clear) return;
  }
  await service.clear();
}
