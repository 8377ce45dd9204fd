import * as vscode from "vscode";
import type { EventFilter } from "../../listener/protocol/eventFilter.ts";
import type { EventRow } from "../../listener/protocol/events.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { createPick, pickRow, showError } from "../shared/messages.ts";
import { formatTime } from "../shared/views/format.ts";
import { joinParts, type ViewContext, type ViewIcon } from "../shared/views/viewItem.ts";
import { parseFilter } from "./filter/filterText.ts";
import { findEvents } from "./findEvents.ts";
import { revealEvent } from "./goToEvent.ts";
import type { SessionsTree } from "./sessionsTree.ts";
import { eventItem } from "./views/eventItem.ts";
import { severityIcon } from "./views/findingItem.ts";

const pageSize = 100;
const settleMilliseconds = 150;

interface Found extends vscode.QuickPickItem {
  /** Undefined for the entry that shows more. */
  readonly row?: EventRow;
}

/** Searches all kept events while the person types, newest first; the chosen one is selected in the tree. */
export function searchEvents({ service, tree, context }: Services): void {
  const title = vscode.l10n.t("Search Events");
  const placeholder = vscode.l10n.t(
    "Text that occurs in an event, or words such as event:codex.tool_result finding:any",
  );
  const filterOf = (text: string) => parseFilter(text).filter;
  pickEvent(service, tree, context, { title, placeholder, filterOf, itemsOf: (row) => [foundItem(row, context)] });
}

/** Lists the findings, newest first; the event of the chosen one is selected in the tree. */
export function showFindings({ service, tree, context }: Services): void {
  const title = vscode.l10n.t("Findings");
  const placeholder = vscode.l10n.t("Choose a finding to go to its event");
  pickEvent(service, tree, context, { title, placeholder, itemsOf: findingItems });
}

interface Picker {
  readonly title: string;
  readonly placeholder: string;
  /** What the listener searches for; without it all findings, among which the editor looks for what is typed. */
  readonly filterOf?: (text: string) => EventFilter;
  readonly itemsOf: (row: EventRow, context: ViewContext) => readonly Found[];
}

function pickEvent(
  service: ListenerService,
  tree: SessionsTree,
  context: ViewContext,
  { title, placeholder, filterOf, itemsOf }: Picker,
): void {
  const { l10n } = vscode;
  const input = createPick<Found>(title, placeholder);
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  let shownRows = 0;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const search = async (limit: number) => {
    const number = ++asked;
    const filter: EventFilter = filterOf?.(input.value.trim()) ?? { findings: "any" };
    input.busy = true;
    try {
      await findEvents(
        (method, parameters) => service.query(method, parameters),
        filter,
        limit,
        ({ rows, matches }) => {
          if (number !== asked) return false;
          shownRows = rows.length;
          input.items = [
            ...rows.flatMap((row) => itemsOf(row, context)).map(pickRow),
            ...(matches > rows.length
              ? [
                  pickRow<Found>({
                    label: l10n.t("Show more…"),
                    description: l10n.t("{0} matches", matches),
                    alwaysShow: true,
                  }),
                ]
              : []),
          ];
          return true;
        },
      );
      if (number !== asked) return;
    } catch (error) {
      const reason = reasonOf(error);
      void showError(l10n.t("The search failed. {0}", reason));
    }
    input.busy = false;
  };
  input.onDidChangeValue(() => {
    if (filterOf === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => void search(pageSize), settleMilliseconds);
  });
  input.onDidAccept(async () => {
    const chosen = input.activeItems[0]?.item;
    if (chosen === undefined) return;
    if (chosen.row === undefined) {
      await search(shownRows + pageSize);
      return;
    }
    input.hide();
    await revealEvent(chosen.row, tree);
  });
  input.onDidHide(() => {
    asked++;
    clearTimeout(timer);
    input.dispose();
  });
  input.show();
  void search(pageSize);
}

/** Every item is shown: the listener has searched already, in more than what is seen here. */
function foundItem(row: EventRow, context: ViewContext): Found {
  const { label, description, icon } = eventItem(row, context);
  const detail = [formatTime(row.timeUnixMilliseconds, context), ...row.findings.map(({ message }) => message)];
  return { ...found(row, label, description, detail, icon), alwaysShow: true };
}

/** One item for each finding of an event. */
const findingItems = (row: EventRow, context: ViewContext): readonly Found[] =>
  row.findings.map(({ id, severity, message }) => {
    const { label, description } = eventItem({ ...row, findings: [] }, context);
    const detail = [formatTime(row.timeUnixMilliseconds, context), message];
    return found(row, id, joinParts([label, description]), detail, severityIcon(severity));
  });

const found = (
  row: EventRow,
  label: string,
  description: string,
  detail: readonly string[],
  icon: ViewIcon | undefined,
): Found => ({
  label,
  description,
  detail: detail.join(" · "),
  row,
  ...(icon && { iconPath: new vscode.ThemeIcon(icon.id, icon.color ? new vscode.ThemeColor(icon.color) : undefined) }),
});
