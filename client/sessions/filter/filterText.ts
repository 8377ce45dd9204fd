import type { DestinationFilter, EventFilter, SenderMark } from "../../../listener/protocol/eventFilter.ts";

/** A filter as it is typed, and what of it could not be understood. */
export interface ParsedFilter {
  readonly filter: EventFilter;
  /** Words like `destination:` without what they need. */
  readonly incomplete: readonly string[];
}

const word = /[^\s":]+:(?:"[^"]*"?|[^\s"])*|"[^"]*"?|[^\s"]+/g;

const unquoted = (text: string): string => text.replaceAll('"', "");

const decisions: ReadonlyMap<string, DestinationFilter["decision"]> = new Map([
  ["deliver", "deliver"],
  ["delivered", "deliver"],
  ["redacted", "deliver"],
  ["withhold", "withhold"],
  ["withheld", "withhold"],
]);

const senders: ReadonlyMap<string, SenderMark> = new Map([
  ["verified", "verified"],
  ["unverified", "unverified"],
]);

/** Reads `NAME`, `NAME=delivered`, `NAME=withheld`, `NAME=withheld:RULE` or `NAME=redacted:CLASS`. */
function parseDestination(value: string): DestinationFilter | undefined {
  const [, name = "", word = "delivered", detail = ""] = /^([^=]*)(?:=([^:]*)(?::(.*))?)?$/s.exec(value) ?? [];
  const decision = decisions.get(word.toLowerCase());
  if (name === "" || decision === undefined) return undefined;
  const isRedacted = word.toLowerCase() === "redacted";
  if (isRedacted && detail === "") return undefined;
  return {
    name,
    decision,
    ...(detail !== "" && (isRedacted ? { redacted: detail } : { rule: detail })),
  };
}

/** A filter by a destination, as it is typed. */
export function destinationWord({ name, decision, rule, redacted }: DestinationFilter): string {
  const quoted = /\s/.test(name) ? `"${name}"` : name;
  if (redacted !== undefined) return `destination:${quoted}=redacted:${redacted}`;
  const decided = decision === "deliver" ? "delivered" : "withheld";
  return `destination:${quoted}=${decided}${rule === undefined ? "" : `:${rule}`}`;
}

/**
 * Reads a filter: `event:NAME` (globs allowed), `finding:any` or `finding:ID`, `destination:NAME=delivered` or `=withheld`,
 * `=withheld:RULE` with the last part of the rule that decided, `=redacted:CLASS` with a data class or the name of a secret,
 * `attribute:NAME`, `attribute:NAME=VALUE` or `attribute:NAME~PART`, `sender:verified` or `:unverified`; everything else is text that has to occur. Double
 * quotes hold words together. Entries of one kind widen the filter for events and findings, and narrow it for attributes.
 */
export function parseFilter(text: string): ParsedFilter {
  const events: string[] = [];
  const findings: string[] = [];
  const attributes: NonNullable<EventFilter["attributes"]>[number][] = [];
  const words: string[] = [];
  const incomplete: string[] = [];
  let destination: EventFilter["destination"];
  let sender: EventFilter["sender"];
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
        const parsed = parseDestination(value);
        if (parsed === undefined) incomplete.push(part);
        else destination = parsed;
        break;
      }
      case "sender": {
        const mark = senders.get(value.toLowerCase());
        if (mark === undefined) incomplete.push(part);
        else sender = mark;
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
      ...(sender !== undefined && { sender }),
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
