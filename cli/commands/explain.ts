import { resolve } from "node:path";
import { formatTimestamp } from "../../core/events/eventTime.ts";
import { productActions } from "../../core/policy/actions/index.ts";
import {
  type AccountStep,
  type AttributeAccount,
  type EventAccount,
  explainEvent,
} from "../../core/policy/evaluate/explain.ts";
import { isUnsearched } from "../../core/policy/model/outcome.ts";
import { compileGlob } from "../../core/policy/patterns/glob.ts";
import { tooLongForPatterns } from "../../core/policy/secrets/stepMeter.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import { maskedText } from "../../listener/query/rows/maskedText.ts";
import type { ReceivedEvent } from "../../listener/store/receivedEvent.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { aboutCaptures, captures } from "../captures.ts";
import { commandTable } from "../command/commandTable.ts";
import { option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { count, name, oneOf } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { findPolicy, policyOption, saySaltUnread } from "../policyFile.ts";

export const explainTable = commandTable({
  name: "explain",
  summary: "what the policy does with each recorded event, rule by rule",
  positionals: captures,
  options: {
    policy: policyOption,
    destination: option("NAME", name, { meaning: "only what it says for this destination" }),
    name: option("GLOB", name, { meaning: "only events of these names, such as `codex.tool_*`" }),
    event: option("N", count("the number of an event, from 1", 1, 10), { meaning: "only the Nth event of the files" }),
    format: option("FORMAT", oneOf({ pretty: "for people", json: "one JSON object a line" }), {
      ...{ meaning: "how it is told", default: "pretty" },
    }),
  },
  about: [
    "For each event and destination: every rule that was asked, in order, with the one that decided; for each attribute, and each id of trace and span that the record has itself, its class, what becomes of it and by which rule; and for each detection why it found the event or didn't. It has the words of the policy and names of attributes, and no value of an event.",
    aboutCaptures,
  ],
  examples: [
    {
      line: "codex-otel explain --destination siem --event 3 session.jsonl",
      meaning: "why the third event reaches this destination or doesn't",
    },
  ],
  exitCodes: { 0: "all was read", 1: "a file is no capture" },
});

/** `codex-otel explain`. */
export async function runExplain(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(explainTable, argv);
  const { format, destination, event: number } = values;
  const glob = values.name === undefined ? undefined : compileGlob(values.name);
  const found = await findPolicy(values.policy, io);
  const policy = { policyText: found.text, policyOrigin: found.origin };
  const listener = new Listener({ ...policy, maximumEvents: 1 }, (variable) => io.environment[variable], {
    events: (events) => {
      for (const received of events) {
        if (number !== undefined && received.id !== number) continue;
        if (glob !== undefined && !glob.matches(received.event.name)) continue;
        const account = explainEvent(listener.policy, received.event, received.findings);
        const shown = destination === undefined ? account : onlyFor(account, destination);
        io.stdout(
          format === "json"
            ? `${printableJson(line(listener, received, shown))}\n`
            : withoutWorkflowCommands(pretty(listener, received, shown)),
        );
      }
    },
  });
  saySaltUnread(listener.policy, found, io);
  const names = listener.queries.destinations().map((known) => known.name);
  if (destination !== undefined && !names.includes(destination))
    throw new UsageError(`--destination must be one of the policy's destinations (${names.join(", ")}).`);
  try {
    const files = positionals.map((file) => resolve(io.currentDirectory, file));
    const { broken, firstFailure = "" } = await listener.importFiles(files, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (broken === 0) return 0;
    io.stderr(`codex-otel: ${firstFailure}\n`);
    return 1;
  } finally {
    await listener.close();
  }
}

const onlyFor = ({ destinations, detections }: EventAccount, name: string): EventAccount => ({
  destinations: destinations.filter(({ destination }) => destination === name),
  detections,
});

function line(listener: Listener, { id, event, turn }: ReceivedEvent, { destinations, detections }: EventAccount) {
  return {
    number: id,
    time: event.timeSource === "none" ? null : formatTimestamp(event.timeUnixNano),
    turn,
    event: maskedText(listener.policy, event.name),
    routes: Object.fromEntries(
      destinations.map(({ destination, decision, rule, reason, steps, attributes, ids }) => [
        destination,
        { decision, rule, reason, steps, attributes, ids },
      ]),
    ),
    detections,
  };
}

const marks: Readonly<Record<AccountStep["outcome"], string>> = { holds: "✓", "does-not-hold": "✗", "not-asked": "·" };

const done = (action: AttributeAccount["action"]): string =>
  action === "secrets" ? "secrets replaced" : productActions.of(action).done.title;

const whyMasked = (action: AttributeAccount["action"], rule: string): string =>
  isUnsearched({ action, rule }) ? `, for ${tooLongForPatterns}` : "";

function pretty(
  listener: Listener,
  { id, event, turn }: ReceivedEvent,
  { destinations, detections }: EventAccount,
): string {
  const time = event.timeSource === "none" ? "" : formatTimestamp(event.timeUnixNano);
  const lines = [`#${id}  ${maskedText(listener.policy, event.name)}  ${time}  turn ${turn}`];
  for (const { destination, decision, rule, steps, attributes, ids } of destinations) {
    lines.push(`  ${destination}: ${decision === "deliver" ? "delivered" : "withheld"} (${rule})`);
    for (const step of steps)
      if (step.outcome !== "not-asked") lines.push(`    ${marks[step.outcome]} ${step.text}  ${step.rule}`);
    if (decision === "withhold") continue;
    for (const { attribute, class: dataClass, action, rule: by } of attributes)
      lines.push(`      ${attribute}  ${dataClass}  ${done(action)}${whyMasked(action, by)}  ${by}`);
    for (const { id: name, class: dataClass, action, rule: by } of ids)
      lines.push(`      ${name} of the record  ${dataClass}  ${done(action)}  ${by}`);
  }
  if (detections.length > 0) lines.push("  detections");
  for (const { id: detection, found, rule, text } of detections)
    lines.push(`    ${found ? "!" : "✗"} ${detection}: ${text}  ${rule}`);
  return `${lines.map(escapeControlCharacters).join("\n")}\n`;
}
