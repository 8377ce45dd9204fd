import * as vscode from "vscode";
import type { DestinationFilter, EventFilter } from "../../listener/protocol/eventFilter.ts";
import { views } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import { destinationWord } from "../sessions/filter/filterText.ts";
import { findEvents } from "../sessions/findEvents.ts";
import type { SessionsTree } from "../sessions/sessionsTree.ts";
import { pick, showInformation } from "../shared/messages.ts";
import { countEvents, formatTime } from "../shared/views/format.ts";
import { countedBy, type DestinationNode } from "./destinationsModel.ts";

const shownEvents = 200;

/** Shows in the Sessions view the events that a destination gets, or that are withheld from it, and nothing else. */
export async function filterByDestination(destination: DestinationFilter, tree: SessionsTree): Promise<void> {
  tree.setFilter(destinationWord(destination), { destination });
  await vscode.commands.executeCommand(`${views.sessions}.focus`);
}

/**
 * Shows the events that a row of the Destinations view counts. For a destination as a whole, without a row the
 * selected one, it lists the newest ones, and opens the preview of the chosen one.
 */
export async function showDestinationEvents(
  { service, tree, destinations, previews, context }: Services,
  node: DestinationNode | undefined,
): Promise<void> {
  const { l10n } = vscode;
  const counted = node && countedBy(node);
  if (counted !== undefined) return filterByDestination(counted, tree);
  const asked = node?.destination ?? destinations.selected?.destination;
  const destination = asked ?? (await chooseDestination(service, l10n.t("Show Events of a Destination")));
  if (destination === undefined) return;
  const list = async (decision: "deliver" | "withhold") => {
    const filter: EventFilter = { destination: { name: destination, decision } };
    const found = await findEvents((method, parameters) => service.query(method, parameters), filter, shownEvents);
    return found ?? { rows: [], matches: 0 };
  };
  const [delivered, withheld] = await Promise.all([list("deliver"), list("withhold")]);
  const items = ({ rows, matches }: typeof delivered, isDelivered: boolean) => [
    ...rows.map((row) => ({
      label: row.name,
      description: row.summary,
      detail: formatTime(row.timeUnixMilliseconds, context),
      row,
      isDelivered,
    })),
    ...(matches === 0
      ? []
      : [
          {
            label: l10n.t("Show all in the Sessions view"),
            description: countEvents(matches, context),
            isDelivered,
            iconPath: new vscode.ThemeIcon("list-tree"),
          },
        ]),
  ];
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const chosen = await pick(
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
  if (chosen === undefined || !("isDelivered" in chosen)) return;
  const { isDelivered } = chosen;
  if (!("row" in chosen))
    return filterByDestination({ name: destination, decision: isDelivered ? "deliver" : "withhold" }, tree);
  const { row } = chosen;
  await previews.open({ event: row.id, name: row.name, destination, delivered: isDelivered });
}

/** Asks for one of the policy's destinations. */
export async function chooseDestination(service: ListenerService, title: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const destinations = (await service.query("destinations", undefined)) ?? [];
  if (destinations.length === 0) {
    void showInformation(l10n.t("Start the listener first: it tells which destinations there are."));
    return undefined;
  }
  const items = destinations.map(({ name, description }) => ({ label: name, description }));
  return (await pick(items, { title }))?.label;
}
