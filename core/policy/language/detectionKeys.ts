import { eventNames, when } from "./conditionKeys.ts";
import type { PolicyKey, PolicyWord } from "./policyKeyTypes.ts";

const word = (word: string, documentation: string): PolicyWord => ({ word, documentation });

const within = (documentation: string, rest: { required: true } | { default: string }): PolicyKey => ({
  name: "within",
  type: { kind: "integer" },
  documentation: `${documentation} Told by the times of the events, in whole seconds.`,
  example: "60",
  ...rest,
});

const sharedAttribute: PolicyKey = {
  name: "on",
  type: { kind: "attribute" },
  default: "the session is enough",
  documentation: "The attribute whose value the events share.",
  example: '"call_id"',
};

const joinKeys: readonly PolicyKey[] = [
  {
    name: "on",
    type: { kind: "attribute" },
    required: true,
    documentation: "The attribute whose value both events share.",
    example: '"call_id"',
  },
  {
    name: "event",
    type: eventNames,
    required: true,
    documentation: "Names of the second event, globs allowed.",
    example: '"codex.tool_result"',
  },
  when("Conditions on the second event that must all hold."),
  within("How long the two events may be apart.", { default: "any time" }),
];

const thenKeys: readonly PolicyKey[] = [
  sharedAttribute,
  {
    name: "event",
    type: eventNames,
    required: true,
    documentation: "Names of the event that follows, globs allowed.",
    example: '"codex.tool_result"',
  },
  when("Conditions on the event that follows, which must all hold."),
  within("How soon it must follow.", { required: true }),
];

const repeatsKeys: readonly PolicyKey[] = [
  {
    name: "times",
    type: { kind: "integer" },
    required: true,
    documentation: "How often the event must come for a finding, from 2 to 256. After a finding they are counted anew.",
    example: "5",
  },
  within("In how long they must come.", { required: true }),
  sharedAttribute,
];

const unlistedKeys: readonly PolicyKey[] = [
  {
    name: "attribute",
    type: { kind: "attribute" },
    required: true,
    documentation: "The attribute whose value must be in the list. Names compare without case.",
    example: '"mcp_server"',
  },
  {
    name: "event",
    type: eventNames,
    required: true,
    documentation: "Names of the events that bring the list. Before one came, nothing is found.",
    example: '"codex.conversation_starts"',
  },
  {
    name: "list",
    type: { kind: "attribute" },
    required: true,
    documentation:
      "The attribute that holds the list, its names joined by commas. The last list of the session counts.",
    example: '"mcp_servers"',
  },
];

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
export const detectionKeys: readonly PolicyKey[] = [
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
  {
    name: "join",
    type: { kind: "table", keys: joinKeys },
    default: "one event is enough",
    documentation: "A second event of the same session that must be seen too, in either order.",
    example: '{ on = "call_id", event = "codex.tool_result" }',
  },
  {
    name: "then",
    type: { kind: "table", keys: thenKeys },
    default: "one event is enough",
    documentation: "An event of the same session that must follow the first one, soon enough.",
    example: '{ event = "codex.tool_result", within = 60 }',
  },
  {
    name: "repeats",
    type: { kind: "table", keys: repeatsKeys },
    default: "one event is enough",
    documentation: "How often the event must come in one session, and in how long.",
    example: "{ times = 5, within = 60 }",
  },
  {
    name: "unlisted",
    type: { kind: "table", keys: unlistedKeys },
    default: "one event is enough",
    documentation:
      "A finding only if a list that the session told before does not have the attribute's value; once for each value.",
    example: '{ attribute = "mcp_server", event = "codex.conversation_starts", list = "mcp_servers" }',
  },
  {
    name: "samples",
    type: { kind: "many", of: { kind: "table", keys: sampleKeys } },
    default: "none",
    documentation: "Short streams of events by which the detection proves itself, as `[[detections.samples]]`.",
    example: '[{ title = "what it shows", finds = true, events = [{ "event.name" = "codex.tool_result" }] }]',
  },
];
