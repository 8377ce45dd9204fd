import type { ViewContext } from "../../../../client/shared/views/viewItem.ts";
import type { EventDetail, RouteRow } from "../../../../listener/protocol/events.ts";
import type { SessionSummary, TurnSummary } from "../../../../listener/protocol/sessions.ts";

/** English in a fixed zone, at noon of the day of the recorded sessions. */
export const context: ViewContext = {
  l10n: { t: (message, ...values) => message.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])) },
  now: () => Date.UTC(2026, 10, 23, 12, 0, 0),
  locale: "en",
  timeZone: "UTC",
};

export const session: SessionSummary = {
  id: "01a20842-8d4e-7652-a753-a4fd01efb373",
  services: ["codex_exec"],
  originator: "codex_exec",
  prompt: "",
  model: "gpt-5.2-codex",
  startUnixMilliseconds: Date.UTC(2026, 10, 23, 11, 55, 9, 17),
  lastUnixMilliseconds: Date.UTC(2026, 10, 23, 11, 55, 12),
  turns: 1,
  events: 25,
  findings: 0,
  failures: 0,
  denials: 0,
  unverified: 0,
  inputTokens: 2100,
  outputTokens: 140,
  cachedTokens: 0,
  reasoningTokens: 0,
};

export const turn: TurnSummary = {
  session: session.id,
  turn: 1,
  prompt: "List the files",
  startUnixMilliseconds: session.startUnixMilliseconds,
  lastUnixMilliseconds: session.lastUnixMilliseconds,
  events: 20,
  findings: 0,
  failures: 0,
  denials: 0,
  unverified: 0,
  inputTokens: 2100,
  outputTokens: 140,
  cachedTokens: 0,
  reasoningTokens: 0,
};

export const delivered: RouteRow = {
  destination: "siem",
  decision: "deliver",
  rule: "destinations.siem.receives[2]",
  reason: "Receives codex.tool_result.",
  redactions: [
    { attribute: "output", class: "tool_output", action: "drop", rule: "destinations.siem.redact.tool_output" },
    { attribute: "resource.host.name", class: "host", action: "hash", rule: "destinations.siem.redact.host" },
    {
      attribute: "arguments",
      class: "tool_arguments",
      action: "secrets",
      rule: "secrets",
      secrets: { github_token: 2 },
    },
  ],
  attributes: [
    { name: "arguments", type: "string", class: "tool_arguments", text: '{"cmd":"echo [SECRET:github_token]"}' },
    { name: "resource.host.name", type: "string", class: "host", text: "3f1c" },
  ],
  steps: [
    { rule: "destinations.siem.signals", outcome: "holds", text: "siem takes logs." },
    { rule: "destinations.siem.receives[0]", outcome: "does-not-hold", text: "codex.api_request names other events." },
    { rule: "destinations.siem.receives[1]", outcome: "holds", text: "codex.tool_result names this event." },
  ],
  account: [
    { attribute: "tool_name", class: "metadata", action: "keep", rule: "destinations.siem" },
    { attribute: "output", class: "tool_output", action: "drop", rule: "destinations.siem.redact.tool_output" },
  ],
  ids: [],
};

const ofId = { class: "identifier", rule: "destinations.siem.redact.identifier" } as const;

/** With the ids that its record has itself: one is hashed, the other goes because it cannot be masked. */
export const deliveredWithIds: RouteRow = {
  ...delivered,
  ids: [
    {
      ...ofId,
      id: "trace_id",
      action: "hash",
      written: "hash",
      received: "0af7651916cd43dd",
      text: "b7ad6b7169203331",
    },
    { ...ofId, id: "span_id", action: "drop", written: "mask", received: "00f067aa0ba902b7", text: "" },
  ],
  salt: { kind: "none" },
};

/** With those ids as they were received. */
export const deliveredWithKeptIds: RouteRow = {
  ...delivered,
  ids: deliveredWithIds.ids.map((id) => ({ ...id, action: "keep", written: "keep", text: id.received })),
};

export const withheld: RouteRow = {
  destination: "lake",
  decision: "withhold",
  rule: "destinations.lake.when[0]",
  reason: "success is not false.",
  redactions: delivered.redactions,
  attributes: [],
  steps: [
    {
      rule: "destinations.lake.when[0]",
      outcome: "does-not-hold",
      text: "The condition does not hold: success equals false.",
    },
  ],
  account: [],
  ids: [],
};

export const detail: EventDetail = {
  id: 7,
  session: session.id,
  turn: 1,
  name: "codex.tool_result",
  timeUnixMilliseconds: session.startUnixMilliseconds,
  summary: "exec_command: ls -la",
  findings: [],
  related: [],
  attributes: [
    { name: "tool_name", type: "string", class: "metadata", text: "exec_command" },
    { name: "arguments", type: "string", class: "tool_arguments", text: '{"cmd":"echo ghp_…"}' },
    { name: "output", type: "string", class: "tool_output", text: "README.md" },
  ],
  resource: [{ name: "resource.host.name", type: "string", class: "host", text: "vm" }],
  routes: [delivered, withheld],
  detections: [
    {
      id: "destructive-tool-approval",
      found: false,
      rule: "detections[2].when[0]",
      text: "The condition does not hold: decision equals approved.",
    },
  ],
};
