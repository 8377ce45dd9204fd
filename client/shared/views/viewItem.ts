import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import type { Localizer } from "../../../core/text/localizer.ts";

export type { Localizer };

/** What a view needs to know of the world to put protocol data into words. */
export interface ViewContext {
  readonly l10n: Localizer;
  /** Now, in Unix milliseconds; decides whether a time needs its date. */
  readonly now: () => number;
  /** BCP 47 tag of the display language. */
  readonly locale: string;
  /** IANA name; undefined means the machine's. */
  readonly timeZone?: string;
}

/** A codicon with an optional theme colour, see https://code.visualstudio.com/api/references/icons-in-labels. */
export interface ViewIcon {
  readonly id: string;
  readonly color?: string;
}

/** A tree item without the editor: every text is plain and is never rendered as markup. */
export interface ViewItem {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: ViewIcon | undefined;
  readonly collapsible: "none" | "collapsed" | "expanded";
  /** Matches `viewItem` in menus. */
  readonly context: string;
  /** Read aloud in place of label and description. */
  readonly accessibilityLabel: string;
}

/** A row without children. */
export function row(label: string, description: string, icon: ViewIcon, tooltip = label, context = ""): ViewItem {
  return {
    label,
    description,
    tooltip,
    icon,
    collapsible: "none",
    context,
    accessibilityLabel: description === "" ? label : `${label}, ${description}`,
  };
}

/** Joins the parts that say something with a middle dot. */
export const joinParts = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" · ");

/** The same row, safe to show: names from telemetry may hold control characters. */
export const safeToShow = (item: ViewItem): ViewItem => ({
  ...item,
  label: escapeControlCharacters(item.label),
  description: escapeControlCharacters(item.description),
  tooltip: item.tooltip.split("\n").map(escapeControlCharacters).join("\n"),
  accessibilityLabel: escapeControlCharacters(item.accessibilityLabel),
});
