import * as vscode from "vscode";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import { queuedIn } from "../forwarding/views/deliveryQuestions.ts";
import type { Services } from "../services.ts";
import { askInDialog, showWarning } from "../shared/messages.ts";
import { clearQuestion } from "./views/clearQuestion.ts";

/** So many events may go without a question. */
const handful = 20;

/**
 * Forgets all sessions; the listener goes on. More than a handful of events are deleted only after a question. What else is
 * kept of them, and stays, is said; what waits to be sent can go with them.
 */
export async function clearSessions({ service, recordedFiles: recorded, context }: Services): Promise<void> {
  const { l10n } = vscode;
  const { events, evicted } = service.totals;
  const kept = events - evicted;
  const queues = ((await service.query("relays", undefined)) ?? []).filter((status) => queuedIn(status) > 0);
  if (kept <= handful && queues.length === 0) return service.clear();
  const [clear, clearAndDiscard] = [l10n.t("Clear"), l10n.t("Clear and Discard What Waits")];
  const waiting = queues.reduce((sum, { items }) => sum + totalOf(items.waiting) + totalOf(items.atRest), 0);
  const { question, detail } = clearQuestion(
    { events: kept, waiting, recording: service.recording?.file, files: await recorded.existing() },
    context,
  );
  const mayDiscard = queues.length > 0 && service.isOwner;
  const chosen = await askInDialog(question, detail, clear, ...(mayDiscard ? [clearAndDiscard] : []));
  if (chosen === undefined) return;
  await service.clear();
  if (chosen !== clearAndDiscard) return;
  const discarded = queues.map(({ queue }) => service.query("discardQueue", { queue }));
  const failures = (await Promise.allSettled(discarded)).filter(({ status }) => status === "rejected");
  if (failures.length > 0)
    void showWarning(l10n.t("Something is being sent right now and was not discarded: see the Destinations view."));
}
