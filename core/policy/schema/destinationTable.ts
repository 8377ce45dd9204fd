import { unnamedAction } from "../evaluate/classAction.ts";
import { defaultKey, type Signal, signals } from "../model/policyModel.ts";
import type { PolicyKey, PolicyWord } from "./policyType.ts";
import { eventNames, when } from "./ruleKeys.ts";

const signalWords: Readonly<Record<Signal, Omit<PolicyWord, "name">>> = {
  logs: { documentation: "Codex's events as log records: the richest signal.", foreignNames: ["log"] },
  traces: {
    documentation: "Spans and their events: the working directory, many identifiers, no prompt.",
    foreignNames: ["trace", "span", "spans"],
  },
  metrics: { documentation: "Counters and histograms; no single events.", foreignNames: ["metric"] },
};

/** `[destinations.*]` */
export const destinationTable = [
  {
    name: "description",
    foreignNames: ["title"],
    type: { kind: "string" },
    default: "empty",
    documentation: "What the destination is for, in a person's words.",
    example: '"Broad security monitoring"',
  },
  {
    name: "signals",
    type: {
      kind: "many",
      of: { kind: "word", words: signals.map((name) => ({ name, ...signalWords[name] })) },
    },
    isProposed: true,
    default: '["logs"]',
    documentation: "The OpenTelemetry signals that go to the destination.",
    example: '["logs"]',
  },
  {
    name: "receives",
    foreignNames: ["events", "receive"],
    type: eventNames,
    required: true,
    documentation:
      "Names of events, `*` stands for any characters and `?` for one. The first that matches lets the event through; what none matches is withheld.",
    example: '["codex.*"]',
    likely: ['["codex.*"]', '["*"]'],
  },
  when("Conditions that must all hold for an event to go to the destination."),
  {
    name: "redact",
    foreignNames: ["redaction", "redactions"],
    type: {
      kind: "named",
      names: "classOfPolicy",
      of: { kind: "action" },
      keys: [
        {
          name: defaultKey,
          type: { kind: "action" },
          default: `\`${unnamedAction.kind}\``,
          documentation:
            "What becomes of every class that `redact` does not name, also of one that is added to `classes` later.",
          example: `"${unnamedAction.kind}"`,
        },
      ],
    },
    default: "everything is masked",
    documentation:
      "What becomes of each data class on its way to the destination. **A class that is not named is masked**, unless `default` says otherwise; `unknown` speaks of every attribute that no class names.",
    example: '{ prompt = "drop", tool_output = "drop", usage = "keep", metadata = "keep" }',
  },
  {
    name: "forward",
    type: { kind: "table", keys: "forward" },
    default: "events are not sent on",
    documentation: "Where the destination's events are sent, after its redactions.",
    example: '{ endpoint = "https://collector.example.com:4317", protocol = "grpc" }',
  },
] as const satisfies readonly PolicyKey[];
