import type { EventFilter } from "../../listener/protocol.ts";

/** A filter as it is typed, and what of it could not be understood. */
export interface ParsedFilter {
  readonly filter: EventFilter;
  /** Words like `destination:` without what they need. */
  readonly incomplete: readonly string[];
}

const word = /[^\s":]+:(?:"[^"]*"?|[^\s"])*|"[^"]*"?|[^\s"]+/g;

const unquoted = (text: string): string => text.replaceAll('"', "");

const decisions: ReadonlyMap<string, "deliver" | "withhold"> = new Map([
  ["deliver", "deliver"],
  ["delivered", "deliver"],
  ["withhold", "withhold"],
  ["withheld", "withhold"],
]);

/**
 * Reads a filter: `event:NAME` (globs allowed), `finding:any` or `finding:ID`, `destination:NAME=delivered` or `=withheld`,
 * `attribute:NAME`, `attribute:NAME=VALUE` or `attribute:NAME~PART`; everything else is text that has to occur. Double
 * quotes hold words together. Entries of one kind widen the filter for events and findings, and narrow it for attributes.
 */
export function parseFilter(text: string): ParsedFilter {
  const events: string[] = [];
  const findings: string[] = [];
  const attributes: NonNullable<EventFilter["attributes"]>[number][] = [];
  const words: string[] = [];
  const incomplete: string[] = [];
  let destination: EventFilter["destination"];
  for (const [part] of text.matchAll(word)) {
    const colon = part.startsWith('"') ? -1 : part.indexOf(":");
    const kind = part.slice(0, Math.max(0, colon)).toLowerCase();
    const value = unquoted(part.slice(colon + 1));
    switch (kind) {
      case "event":
        if (value === "") incomplete.push(part);
        else events.push(value);
        break;
      case "finding":
        if (value === "") incomplete.push(part);
        else findings.push(value);
        break;
      case "destination": {
        const [name = "", decision = "delivered"] = value.split("=");
        const known = decisions.get(decision.toLowerCase());
        if (name === "" || known === undefined) incomplete.push(part);
        else destination = { name, decision: known };
        break;
      }
      case "attribute": {
        const [, name = "", operator, wanted = ""] = /^([^=~]*)([=~])?(.*)$/s.exec(value) ?? [];
        if (name === "") incomplete.push(part);
        else
          attributes.push({
            name,
            ...(operator === "=" && { equals: wanted }),
            ...(operator === "~" && { contains: wanted }),
          });
        break;
      }
      default:
        words.push(unquoted(part));
    }
  }
  const search = words.join(" ").trim();
  return {
    incomplete,
    filter: {
      ...(events.length > 0 && { events }),
      ...(findings.length > 0 && { findings: findings.includes("any") ? ("any" as const) : findings }),
      ...(attributes.length > 0 && { attributes }),
      ...(destination !== undefined && { destination }),
      ...(search !== "" && { text: search }),
    },
  };
}

/** Whether a filter lets everything pass. */
export const isEmptyFilter = (filter: EventFilter): boolean => Object.keys(filter).length === 0;

/** The word that is being typed at the end of a text; empty after a space. */
export function begunWord(text: string): string {
  const last = [...text.matchAll(word)].at(-1);
  return last !== undefined && last.index + last[0].length === text.length ? last[0] : "";
}

/** Puts a suggestion in the place of the word that is being typed. One that ends with a colon is to be typed further. */
export function withSuggestion(text: string, suggestion: string): string {
  const before = text.slice(0, text.length - begunWord(text).length);
  return `${before}${suggestion}${suggestion.endsWith(":") ? "" : " "}`;
}
