import * as vscode from "vscode";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { DestinationNode } from "../destinations/destinationsModel.ts";
import type { Services } from "../services.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { askInDialog, pick, showError, showInformation } from "../shared/messages.ts";
import {
  type DeliveryQuestion,
  discardQuestion,
  queuedIn,
  queueLabel,
  sendAgainQuestion,
  sendQuestion,
} from "./views/deliveryQuestions.ts";

/** Sends what is at rest to the endpoint that it was queued for. */
export async function sendResting(services: Services, node: DestinationNode | undefined): Promise<void> {
  const { l10n } = vscode;
  const isOne = ({ state, rest }: RelayStatus) => state === "resting" && rest !== "unknown";
  const status = await choose(services, node, isOne, l10n.t("Send What Is At Rest"));
  if (status === undefined || !(await confirm(sendQuestion(status, l10n), l10n.t("Send")))) return;
  const secrets = await services.secrets.read(status.variables);
  const { queue, endpoint, variables } = status;
  await ask(services, () => services.service.query("sendQueue", { queue, secrets, asked: { endpoint, variables } }));
}

/** Forgets what waits or is at rest. */
export async function discardWaiting(services: Services, node: DestinationNode | undefined): Promise<void> {
  const { l10n } = vscode;
  const status = await choose(services, node, (one) => queuedIn(one) > 0, l10n.t("Discard What Waits"));
  if (status === undefined || !(await confirm(discardQuestion(status, l10n), l10n.t("Discard")))) return;
  await ask(services, () => services.service.query("discardQueue", { queue: status.queue }));
}

/** Lets a destination be asked again at once. */
export async function tryForwardingAgain(services: Services, node: DestinationNode | undefined): Promise<void> {
  const isOne = ({ state }: RelayStatus) => state === "paused" || state === "waiting";
  const status = await choose(services, node, isOne, vscode.l10n.t("Try Again"));
  if (status !== undefined) await ask(services, () => services.service.query("tryAgain", { queue: status.queue }));
}

/** Sends once more what was refused or lost, as far as it is kept and today's policy lets it through. */
export async function sendMissedAgain(services: Services, node: DestinationNode | undefined): Promise<void> {
  const { l10n } = vscode;
  const isOne = ({ isCurrent, missed }: RelayStatus) => isCurrent && missed > 0;
  const status = await choose(services, node, isOne, l10n.t("Send Missed Events Again"));
  if (status === undefined) return;
  const { destination } = status;
  await ask(services, async () => {
    const events = (await services.service.query("missedEvents", { destination })) ?? 0;
    if (events === 0) {
      void showInformation(
        l10n.t("Nothing of what was refused or lost is still kept and let through by the policy of today."),
      );
      return;
    }
    if (await confirm(sendAgainQuestion(status, events, l10n), l10n.t("Send Again")))
      await services.service.query("sendAgain", { destination });
  });
}

/** The queue that a command is about: that of the row, or the only one, or one that the person chooses. */
async function choose(
  { service, destinations }: Services,
  node: DestinationNode | undefined,
  isOne: (status: RelayStatus) => boolean,
  title: string,
): Promise<RelayStatus | undefined> {
  const { l10n } = vscode;
  if (!service.isOwner) {
    void showInformation(
      l10n.t("What leaves this machine is decided in the window that has started the listener: do it there."),
    );
    return undefined;
  }
  const row = node ?? destinations.selected;
  const ofRow = row === undefined ? [] : destinations.queuesOf(row).filter(isOne);
  const candidates = ofRow.length > 0 ? ofRow : ((await service.query("relays", undefined)) ?? []).filter(isOne);
  if (candidates.length === 0) {
    void showInformation(l10n.t("There is nothing like that now. The Destinations view shows what is."));
    return undefined;
  }
  if (candidates.length === 1) return candidates[0];
  const items = candidates.map((status) => ({
    label: queueLabel(status, l10n),
    description: l10n.t("{0} items", queuedIn(status)),
    status,
  }));
  return (await pick(items, { title }))?.status;
}

async function confirm({ question, detail }: DeliveryQuestion, yes: string): Promise<boolean> {
  return (await askInDialog(question, detail, yes)) === yes;
}

async function ask({ destinations }: Services, task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch (error) {
    void showError(vscode.l10n.t("That could not be done. {0}", reasonOf(error)));
  }
  destinations.refresh();
}
