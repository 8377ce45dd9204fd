import type { EventFilter } from "../../listener/protocol/eventFilter.ts";

/** A text that is in a few outputs only. */
export const plantedText = "the Wombat ate 1 Llama";

/** What the stream sent that a filter can ask for. */
export interface Sent {
  readonly session: string;
  readonly call: string;
}

/** One filter of each kind and more, those that match little and those that match much. */
export function filtersFor({ session, call }: Sent): readonly (readonly [kind: string, filter: EventFilter])[] {
  return [
    ["session", { session }],
    ["turn of a session", { session, turn: 2 }],
    ["event by name", { events: ["codex.tool_result"] }],
    ["event by glob", { events: ["codex.tool_*"] }],
    ["destination receives", { destination: { name: "siem", decision: "deliver" } }],
    ["destination does not", { destination: { name: "siem", decision: "withhold" } }],
    ["any finding", { findings: "any" }],
    ["one finding", { findings: ["prompt-logging"] }],
    ["attribute, one call", { attributes: [{ name: "call_id", equals: call }] }],
    ["attribute, none", { attributes: [{ name: "http.response.status_code", equals: "418" }] }],
    ["attribute, many", { attributes: [{ name: "tool_name", equals: "exec_command" }] }],
    ["attribute and session", { session, attributes: [{ name: "tool_name", equals: "exec_command" }] }],
    ["resource, all", { attributes: [{ name: "resource.service.name", contains: "codex" }] }],
    ["resource, none", { attributes: [{ name: "resource.service.name", equals: "nobody" }] }],
    ["text, rare", { text: plantedText.toLowerCase() }],
    ["text, none", { text: "zebra crossing" }],
    ["text, many", { text: "exec_command" }],
    ["text, all", { text: "gpt" }],
    ["text and event", { text: "src/", events: ["codex.tool_result"] }],
  ];
}
