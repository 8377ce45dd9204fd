import * as vscode from "vscode";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import { createPick, pickRow } from "../shared/messages.ts";
import { type FilterSuggestion, filterSuggestions, fittingSuggestions } from "./filter/filterSuggestions.ts";
import { isEmptyFilter, parseFilter, withSuggestion } from "./filter/filterText.ts";

interface Choice extends vscode.QuickPickItem {
  /** What is put in the place of the word that is being typed; undefined for the entry that applies the filter. */
  readonly suggestion?: string;
}

/** Asks for a filter, with its words as suggestions, and shows only what passes. An empty one shows everything again. */
export async function filterEvents({ service, tree }: Services): Promise<void> {
  const { l10n } = vscode;
  const suggestions = await suggestedWords(service);
  const input = createPick<Choice>(
    l10n.t("Filter Events"),
    l10n.t("Text that occurs in an event, or words such as event:codex.tool_result finding:any"),
  );
  input.value = tree.filterText;
  input.matchOnDescription = true;
  const offer = () => {
    const { incomplete } = parseFilter(input.value);
    const typed = input.value.trim();
    const apply: Choice = {
      label: typed === "" ? l10n.t("Show everything") : l10n.t("Filter by {0}", typed),
      iconPath: new vscode.ThemeIcon("filter"),
      alwaysShow: true,
      ...(incomplete.length > 0 && { description: l10n.t("{0} says nothing yet", incomplete.join(", ")) }),
    };
    const fitting = fittingSuggestions(input.value, suggestions).map(
      ({ text, description, icon }): Choice => ({
        label: text,
        suggestion: text,
        description,
        iconPath: new vscode.ThemeIcon(icon),
        alwaysShow: true,
      }),
    );
    const first = pickRow(apply);
    input.items = [first, ...fitting.map(pickRow)];
    // Enter applies what was typed or chosen, and never adds the same suggestion again
    input.activeItems = [first];
  };
  offer();
  input.onDidChangeValue(offer);
  input.onDidAccept(() => {
    const chosen = input.activeItems[0]?.item;
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

async function suggestedWords(service: ListenerService): Promise<readonly FilterSuggestion[]> {
  const [{ events, eventAttributes }, destinations = [], detections = []] = await Promise.all([
    import("../../core/events/catalogue.ts"),
    service.query("destinations", undefined),
    service.query("detections", undefined),
  ]);
  const vocabulary = {
    events,
    attributes: eventAttributes,
    destinations: destinations.map(({ name }) => name),
    detections,
  };
  return filterSuggestions(vocabulary, vscode.l10n);
}
