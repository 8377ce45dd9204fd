import * as vscode from "vscode";
import { isEmptyFilter, parseFilter, withSuggestion } from "../filter/filterText.ts";
import type { ListenerService } from "../listenerService.ts";
import type { SessionsTree } from "../sessionsTree.ts";

interface Choice extends vscode.QuickPickItem {
  /** What is put in the place of the word that is being typed; undefined for the entry that applies the filter. */
  readonly suggestion?: string;
}

/** Asks for a filter, with its words as suggestions, and shows only what passes. An empty one shows everything again. */
export async function filterEvents(service: ListenerService, tree: SessionsTree): Promise<void> {
  const { l10n } = vscode;
  const suggestions = await suggestedWords(service);
  const input = vscode.window.createQuickPick<Choice>();
  input.title = l10n.t("Filter Events");
  input.placeholder = l10n.t("Text that occurs in an event, or words such as event:codex.tool_result finding:any");
  input.value = tree.filterText;
  input.matchOnDescription = true;
  const offer = () => {
    const { incomplete } = parseFilter(input.value);
    const typed = input.value.trim();
    const begun = /(?:^|\s)(\S*)$/.exec(input.value)?.[1] ?? "";
    const apply: Choice = {
      label: typed === "" ? l10n.t("Show everything") : l10n.t("Filter by {0}", typed),
      iconPath: new vscode.ThemeIcon("filter"),
      alwaysShow: true,
      ...(incomplete.length > 0 && { description: l10n.t("{0} says nothing yet", incomplete.join(", ")) }),
    };
    const fitting = suggestions.filter(({ suggestion }) => suggestion?.includes(begun.toLowerCase()));
    input.items = [apply, ...fitting.map((choice) => ({ ...choice, alwaysShow: true }))];
  };
  offer();
  input.onDidChangeValue(offer);
  input.onDidAccept(() => {
    const [chosen] = input.activeItems;
    if (chosen?.suggestion !== undefined) {
      input.value = withSuggestion(input.value, chosen.suggestion);
      offer();
      return;
    }
    const text = input.value.trim();
    const { filter } = parseFilter(text);
    tree.setFilter(text, isEmptyFilter(filter) ? undefined : filter);
    input.hide();
  });
  input.onDidHide(() => input.dispose());
  input.show();
}

async function suggestedWords(service: ListenerService): Promise<readonly Choice[]> {
  const { l10n } = vscode;
  const [{ events }, destinations] = await Promise.all([
    import("../../core/events/catalogue.ts"),
    service.query("destinations", undefined),
  ]);
  const choice = (suggestion: string, description: string, icon: string): Choice => ({
    label: suggestion,
    suggestion,
    description,
    iconPath: new vscode.ThemeIcon(icon),
  });
  const quoted = (name: string) => (/\s/.test(name) ? `"${name}"` : name);
  return [
    choice("finding:any", l10n.t("with a finding"), "warning"),
    ...(destinations ?? []).flatMap(({ name }) => [
      choice(`destination:${quoted(name)}=delivered`, l10n.t("delivered to {0}", name), "pass"),
      choice(`destination:${quoted(name)}=withheld`, l10n.t("withheld from {0}", name), "circle-slash"),
    ]),
    ...events.map(({ name, title }) => choice(`event:${name}`, l10n.t(title), "symbol-event")),
    choice("attribute:", l10n.t("attribute:NAME, attribute:NAME=VALUE or attribute:NAME~PART"), "symbol-field"),
  ];
}
