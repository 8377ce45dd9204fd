import * as vscode from "vscode";
import type { ViewItem } from "./views/viewItem.ts";

const collapsibleStates: Record<ViewItem["collapsible"], vscode.TreeItemCollapsibleState> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** A row as the editor shows it. All texts are plain. */
export function treeItemOf(id: string, view: ViewItem): vscode.TreeItem {
  const item = new vscode.TreeItem(view.label, collapsibleStates[view.collapsible]);
  item.id = id;
  item.description = view.description;
  item.tooltip = view.tooltip;
  item.contextValue = view.context;
  item.accessibilityInformation = { label: view.accessibilityLabel };
  if (view.icon !== undefined) {
    const { id: icon, color } = view.icon;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  }
  return item;
}
