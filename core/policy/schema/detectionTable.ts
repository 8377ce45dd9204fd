import { type FindingSeverity, severities } from "../model/outcome.ts";
import type { PolicyKey, PolicyWord } from "./policyType.ts";
import { event, when } from "./ruleKeys.ts";

const severityWords: Readonly<Record<FindingSeverity, Omit<PolicyWord, "name">>> = {
  low: { documentation: "Good to know.", foreignNames: ["info", "informational"] },
  medium: { documentation: "Somebody should look at it.", foreignNames: ["warning", "moderate"] },
  high: { documentation: "Somebody must look at it soon.", foreignNames: ["error"] },
  critical: { documentation: "Somebody must look at it now.", foreignNames: ["severe"] },
};

/** `[[detections.samples]]` */
export const sampleTable = [
  {
    name: "title",
    foreignNames: ["name", "description"],
    type: { kind: "string" },
    required: true,
    documentation: "What the sample shows, in a person's words.",
    example: '"what it shows"',
    likely: ['""'],
  },
  {
    name: "finds",
    foreignNames: ["expected", "expect"],
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
    likely: [],
  },
] as const satisfies readonly PolicyKey[];

/** `[[detections]]`; the correlations stand behind `when`. */
export const detectionTable = [
  {
    name: "id",
    foreignNames: ["name"],
    type: { kind: "string" },
    required: true,
    documentation: "A name of its own, by which the finding is known.",
    example: '"my-detection"',
    likely: ['""'],
  },
  {
    name: "severity",
    foreignNames: ["level"],
    type: { kind: "word", words: severities.map((name) => ({ name, ...severityWords[name] })) },
    required: true,
    documentation: "How much the finding matters.",
    example: '"medium"',
  },
  {
    name: "message",
    foreignNames: ["text", "title", "description"],
    type: { kind: "string" },
    required: true,
    documentation: "What was found, in one sentence for the person who reads it.",
    example: '"What was found."',
    likely: ['""'],
  },
  event("Names of the events that are looked at, globs allowed."),
  when("Conditions that must all hold for a finding."),
  {
    name: "samples",
    foreignNames: ["tests", "examples"],
    type: { kind: "many", of: { kind: "table", keys: "sample" } },
    default: "none",
    documentation: "Short streams of events by which the detection proves itself, as `[[detections.samples]]`.",
    example: '[{ title = "what it shows", finds = true, events = [{ "event.name" = "codex.tool_result" }] }]',
  },
] as const satisfies readonly PolicyKey[];
