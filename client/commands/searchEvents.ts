import * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { EventFilter, EventRow } from "../../listener/protocol.ts";
import { parseFilter } from "../filter/filterText.ts";
import type { ListenerService } from "../listenerService.ts";
import { reasonOf } from "../reasonOf.ts";
import type { SessionsTree } from "../sessionsTree.ts";
import { eventItem } from "../views/eventItem.ts";
import { formatTime } from "../views/format.ts";
import type { ViewContext } from "../views/item.ts";

const pageSize = 100;
const settleMilliseconds = 150;

interface Found extends vscode.QuickPickItem {
  /** Undefined for the entry that shows more. */
  readonly row?: EventRow;
}

/** Searches all kept events while the person types, newest first; the chosen one is selected in the tree. */
export function searchEvents(service: ListenerService, tree: SessionsTree, context: ViewContext): void {
  const title = vscode.l10n.t("Search Events");
  const placeholder = vscode.l10n.t(
    "Text that occurs in an event, or words such as event:codex.tool_result finding:any",
  );
  pickEvent(service, tree, context, { title, placeholder, filterOf: (text) => parseFilter(text).filter });
}

/** Lists the events with findings, newest first; the chosen one is selected in the tree. */
export function showFindings(service: ListenerService, tree: SessionsTree, context: ViewContext): void {
  const title = vscode.l10n.t("Findings");
  const placeholder = vscode.l10n.t("Choose a finding to go to its event");
  const filterOf = (text: string): EventFilter => ({ findings: "any", ...(text !== "" && { text }) });
  pickEvent(service, tree, context, { title, placeholder, filterOf });
}

interface Picker {
  readonly title: string;
  readonly placeholder: string;
  readonly filterOf: (text: string) => EventFilter;
}

function pickEvent(
  service: ListenerService,
  tree: SessionsTree,
  context: ViewContext,
  { title, placeholder, filterOf }: Picker,
): void {
  const { l10n } = vscode;
  const input = vscode.window.createQuickPick<Found>();
  input.title = title;
  input.placeholder = placeholder;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const search = async (limit: number) => {
    const number = ++asked;
    const filter = filterOf(input.value.trim());
    input.busy = true;
    try {
      for (let complete = false; !complete; ) {
        const found = await service.query("find", { filter, limit });
        if (number !== asked) return;
        const rows = found?.rows ?? [];
        complete = found === undefined || found.complete || rows.length >= limit;
        input.items = [
          ...rows.map((row) => foundItem(row, context)),
          ...(found !== undefined && found.matches > rows.length
            ? [{ label: l10n.t("Show more…"), description: l10n.t("{0} matches", found.matches), alwaysShow: true }]
            : []),
        ];
      }
    } catch (error) {
      const reason = reasonOf(error);
      void vscode.window.showErrorMessage(l10n.t("The search failed. {0}", reason));
    }
    input.busy = false;
  };
  input.onDidChangeValue(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(pageSize), settleMilliseconds);
  });
  input.onDidAccept(async () => {
    const [chosen] = input.activeItems;
    if (chosen === undefined) return;
    if (chosen.row === undefined) {
      await search(input.items.length - 1 + pageSize);
      return;
    }
    input.hide();
    if (!(await tree.reveal(chosen.row)))
      void vscode.window.showInformationMessage(l10n.t("This event is no longer kept by the listener."));
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
  return {
    label: escapeControlCharacters(label),
    description: escapeControlCharacters(description),
    detail: [formatTime(row.timeUnixMilliseconds, context), ...row.findings.map(({ message }) => message)]
      .map(escapeControlCharacters)
      .join(" · "),
    alwaysShow: true,
    row,
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon.id) }),
  };
}
