/** The colours that the picture is drawn with, by the names that its style has for them. */
export const colorNames = [
  "background",
  "lane",
  "foreground",
  "muted",
  "grid",
  "turn",
  "model",
  "tool",
  "other",
  "failed",
  "waiting",
  "onBar",
  "outline",
  "selection",
  "low",
  "medium",
  "high",
  "input",
  "output",
] as const;

export type ColorName = (typeof colorNames)[number];

/** The theme colour of each, with what counts where a theme has none. Names: https://code.visualstudio.com/api/references/theme-color */
export const themeColors: Readonly<Record<ColorName, string>> = {
  background: "var(--vscode-editor-background)",
  lane: "var(--vscode-sideBar-background, transparent)",
  foreground: "var(--vscode-editor-foreground)",
  muted: "var(--vscode-descriptionForeground)",
  grid: "var(--vscode-editorIndentGuide-background1, var(--vscode-contrastBorder, #8884))",
  turn: "var(--vscode-badge-background)",
  model: "var(--vscode-charts-blue)",
  tool: "var(--vscode-charts-green)",
  other: "var(--vscode-charts-purple)",
  failed: "var(--vscode-errorForeground)",
  waiting: "var(--vscode-descriptionForeground)",
  onBar: "var(--vscode-badge-foreground)",
  outline: "var(--vscode-contrastBorder, transparent)",
  selection: "var(--vscode-focusBorder)",
  low: "var(--vscode-charts-blue)",
  medium: "var(--vscode-charts-yellow)",
  high: "var(--vscode-errorForeground)",
  input: "var(--vscode-charts-blue)",
  output: "var(--vscode-charts-purple)",
};

/** The style of the picture. In a panel the colours are those of the theme, in a file they are written out. */
export function timelineStyle(color: Readonly<Record<ColorName, string>>, font: string): string {
  return `
.timeline { font: 11px ${font}; }
.timeline text { fill: ${color.foreground}; pointer-events: none; font: 11px ${font}; }
.timeline .background { fill: ${color.background}; }
.timeline .lane { fill: none; }
.timeline .lane.even { fill: ${color.lane}; }
.timeline .lane-name { font-weight: 600; }
.timeline .tick-label, .timeline .lane-note { fill: ${color.muted}; }
.timeline .tick { stroke: ${color.grid}; stroke-width: 1; stroke-opacity: 0.5; }
.timeline .bar { stroke: ${color.outline}; stroke-width: 1; }
.timeline .bar.turn { fill: ${color.turn}; }
.timeline .bar.model { fill: ${color.model}; fill-opacity: 0.35; stroke: ${color.model}; }
.timeline .bar.tool, .timeline .bar.decision { fill: ${color.tool}; fill-opacity: 0.35; stroke: ${color.tool}; }
.timeline .bar.other { fill: ${color.other}; fill-opacity: 0.35; stroke: ${color.other}; }
.timeline .bar.failed, .timeline .bar.denied { fill: ${color.failed}; fill-opacity: 0.25; stroke: ${color.failed}; }
.timeline .bar.waiting { fill: none; stroke: ${color.waiting}; stroke-dasharray: 2 2; }
.timeline .hatch { stroke: ${color.failed}; stroke-width: 2; stroke-opacity: 0.6; }
.timeline .bar.turn ~ .bar-label { fill: ${color.onBar}; }
.timeline .decision { stroke: ${color.foreground}; stroke-width: 1; fill: ${color.background}; }
.timeline .decision.approved { fill: ${color.tool}; }
.timeline .decision.denied { fill: ${color.failed}; }
.timeline .decision-line { stroke: ${color.muted}; stroke-width: 1; stroke-dasharray: 2 2; }
.timeline .finding { fill-opacity: 0.25; stroke-width: 1.5; }
.timeline .finding.low { fill: ${color.low}; stroke: ${color.low}; }
.timeline .finding.medium { fill: ${color.medium}; stroke: ${color.medium}; }
.timeline .finding.high, .timeline .finding.critical { fill: ${color.high}; stroke: ${color.high}; }
.timeline .finding-count { font-weight: 700; font-size: 9px; }
.timeline .area { fill-opacity: 0.2; }
.timeline .area.input { fill: ${color.input}; }
.timeline .area.output { fill: ${color.output}; }
.timeline .curve { fill: none; stroke-width: 1.5; }
.timeline .curve.input { stroke: ${color.input}; }
.timeline .curve.output { stroke: ${color.output}; stroke-dasharray: 4 2; }
.timeline .selected .bar, .timeline .selected .finding { stroke: ${color.selection}; stroke-width: 2.5; stroke-dasharray: none; }
`;
}
