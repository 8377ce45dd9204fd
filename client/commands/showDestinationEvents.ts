import * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { EventFilter } from "../../listener/protocol.ts";
import { findEvents } from "../findEvents.ts";
import type { ListenerService } from "../listenerService.ts";
import type { PreviewDocuments } from "../previewDocuments.ts";
import { formatTime } from "../views/format.ts";
import type { ViewContext } from "../views/item.ts";

const shownEvents = 200;

/** Lists the newest events that a destination gets, or that are withheld from it, and opens the preview of the chosen one. */
export async function showDestinationEvents(
  asked: string | undefined,
  service: ListenerService,
  previews: PreviewDocuments,
  context: ViewContext,
): Promise<void> {
  const { l10n } = vscode;
  const destination = asked ?? (await chooseDestination(service, l10n.t("Show Events of a Destination")));
  if (destination === undefined) return;
  const list = async (decision: "deliver" | "withhold") => {
    const filter: EventFilter = { destination: { name: destination, decision } };
    const found = await findEvents((method, parameters) => service.query(method, parameters), filter, shownEvents);
    return found?.rows ?? [];
  };
  const [delivered, withheld] = await Promise.all([list("deliver"), list("withhold")]);
  const items = (rows: typeof delivered, isDelivered: boolean) =>
    rows.map((row) => ({
      label: escapeControlCharacters(row.name),
      description: escapeControlCharacters(row.summary),
      detail: formatTime(row.timeUnixMilliseconds, context),
      row,
      isDelivered,
    }));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const chosen = await vscode.window.showQuickPick(
    [
      separator(l10n.t("delivered")),
      ...items(delivered, true),
      separator(l10n.t("withheld")),
      ...items(withheld, false),
    ],
    {
      title: l10n.t("Events of {0}", destination),
      placeHolder: l10n.t("Compare what was received with what {0} gets", destination),
      matchOnDescription: true,
    },
  );
  if (chosen === undefined || !("row" in chosen)) return;
  const { row, isDelivered } = chosen;
  await previews.open({ event: row.id, name: row.name, destination, delivered: isDelivered });
}

/** Asks for one of the policy's destinations. */
export async function chooseDestination(service: ListenerService, title: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const destinations = (await service.query("destinations", undefined)) ?? [];
  if (destinations.length === 0) {
    void vscode.window.showInformationMessage(
      l10n.t("Start the listener first: it tells which destinations there are."),
    );
    return undefined;
  }
  const items = destinations.map(({ name, description }) => ({ label: name, description }));
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}
