import type { FromTimeline, ToTimeline } from "./timelineMessages.ts";
import { themeColors, timelineStyle } from "./timelineStyle.ts";
import { TimelineView, type ViewState } from "./timelineView.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: FromTimeline): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
};

const vscode = acquireVsCodeApi();
const style = new CSSStyleSheet();
style.replaceSync(timelineStyle(themeColors, "var(--vscode-font-family)"));
document.adoptedStyleSheets = [style];

let view: TimelineView | undefined;
window.addEventListener("message", ({ data }: MessageEvent<ToTimeline>) => {
  switch (data.type) {
    case "begin":
      view = new TimelineView(
        document.body,
        data,
        vscode.getState(),
        (message) => vscode.postMessage(message),
        (state) => vscode.setState(state),
      );
      break;
    case "events":
      view?.add(data.events, data.restart, data.complete);
      break;
    case "title":
      view?.entitle(data.title);
      break;
    case "select":
      view?.select(data.event, data.turn);
      break;
    case "export":
      void view?.export(data.format);
      break;
  }
});
vscode.postMessage({ type: "ready" });
