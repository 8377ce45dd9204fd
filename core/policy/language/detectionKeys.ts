import type { CorrelationKind } from "../correlations/correlation.ts";
import type { PolicyKey, PolicyWord } from "../model/policyKeyTypes.ts";
import { eventNames, when } from "../model/ruleKeys.ts";

const word = (word: string, documentation: string): PolicyWord => ({ word, documentation });

const sampleKeys: readonly PolicyKey[] = [
  {
    name: "title",
    type: { kind: "string" },
    required: true,
    documentation: "What the sample shows, in a person's words.",
    example: '"what it shows"',
  },
  {
    name: "finds",
    type: { kind: "boolean" },
    required: true,
    documentation: "Whether the detection must find something in these events. Checked while you type.",
    example: "true",
  },
  {
    name: "events",
    type: {
      kind: "many",
      of: { kind: "named", names: "eventAttribute", of: { kind: "scalar" } },
    },
    required: true,
    documentation:
      "The attributes of each event, in the order in which they arrive; `event.name` names it, `event.timestamp` says when it happened.",
    example: '[{ "event.name" = "codex.tool_result" }]',
  },
];

/** What stands in `[[detections]]`. */
export const detectionKeys = (correlations: readonly CorrelationKind[]): readonly PolicyKey[] => [
  {
    name: "id",
    type: { kind: "string" },
    required: true,
    documentation: "A name of its own, by which the finding is known.",
    example: '"my-detection"',
  },
  {
    name: "severity",
    type: {
      kind: "word",
      words: [
        word("low", "Good to know."),
        word("medium", "Somebody should look at it."),
        word("high", "Somebody must look at it soon."),
        word("critical", "Somebody must look at it now."),
      ],
    },
    required: true,
    documentation: "How much the finding matters.",
    example: '"medium"',
  },
  {
    name: "message",
    type: { kind: "string" },
    required: true,
    documentation: "What was found, in one sentence for the person who reads it.",
    example: '"What was found."',
  },
  {
    name: "event",
    type: eventNames,
    required: true,
    documentation: "Names of the events that are looked at, globs allowed.",
    example: '"codex.tool_result"',
  },
  when("Conditions that must all hold for a finding."),
  ...correlations.map(
    ({ key, keys, documentation, example }): PolicyKey => ({
      name: key,
      type: { kind: "table", keys },
      default: "one event is enough",
      documentation,
      example,
    }),
  ),
  {
    name: "samples",
    type: { kind: "many", of: { kind: "table", keys: sampleKeys } },
    default: "none",
    documentation: "Short streams of events by which the detection proves itself, as `[[detections.samples]]`.",
    example: '[{ title = "what it shows", finds = true, events = [{ "event.name" = "codex.tool_result" }] }]',
  },
];
