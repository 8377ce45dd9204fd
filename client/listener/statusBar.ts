import * as vscode from "vscode";
import { commands, statusBarItemId } from "../contributions.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import { EventRate } from "./eventRate.ts";
import type { ListenerService } from "./listenerService.ts";
import { statusText } from "./views/statusText.ts";

const backgrounds = {
  none: undefined,
  warning: "statusBarItem.warningBackground",
  error: "statusBarItem.errorBackground",
} as const;

const settleMilliseconds = 3500;

/** Shows the state of the listener, its events and its findings; a click offers what can be done. */
export function createStatusBar(service: ListenerService, context: ViewContext): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(statusBarItemId, vscode.StatusBarAlignment.Left, 0);
  item.name = "Codex OTel";
  item.command = commands.showActions;
  const rate = new EventRate();
  let settled: NodeJS.Timeout | undefined;
  const update = () => {
    const eventsPerSecond = rate.perSecond(context.now());
    const activity = { recording: service.recording?.file, eventsPerSecond };
    const { text, tooltip, accessibilityLabel, severity } = statusText(
      service.state,
      service.totals,
      activity,
      context,
    );
    const background = backgrounds[severity];
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: accessibilityLabel, role: "button" };
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
  };
  const received = () => {
    rate.note(service.totals.events, context.now());
    update();
    clearTimeout(settled);
    // no news come when nothing arrives any more
    settled = setTimeout(update, settleMilliseconds);
  };
  const changed = () => {
    rate.reset();
    update();
  };
  update();
  item.show();
  return vscode.Disposable.from(item, service.onDidChangeState(changed), service.onDidChangeData(received), {
    dispose: () => clearTimeout(settled),
  });
}
