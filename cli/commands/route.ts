import { resolve } from "node:path";
import { eventsOf } from "../../core/events/normalise.ts";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { DeliveryStatisticsCounter } from "../../core/policy/deliver/deliveryStatistics.ts";
import { SignalStatisticsCounter } from "../../core/policy/deliver/signalStatistics.ts";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { unsaltedHashes } from "../../core/policy/evaluate/unsaltedHashes.ts";
import { printable, printableJson } from "../../core/text/printableJson.ts";
import { maskedText } from "../../listener/query/rows/maskedText.ts";
import { CaptureError, readCapture } from "../../listener/record/captureFile.ts";
import { aboutCaptures, captures } from "../captures.ts";
import { commandTable } from "../command/commandTable.ts";
import { flag, option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { name } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { tellLongLines } from "../output/longLines.ts";
import { policyOption, readCompiledPolicy } from "../policyFile.ts";

export const routeTable = commandTable({
  name: "route",
  summary: "recorded telemetry as a destination of the policy would receive it",
  positionals: captures,
  options: {
    policy: policyOption,
    destination: option("NAME", name, { meaning: "the destination; it is needed unless `--statistics` is given" }),
    statistics: flag(
      "instead, what the policy does to the events for each destination, as JSON: events and bytes received and delivered, withheld by rule, redactions by class, secrets replaced; for spans and metric points how many and how large. Bytes of events are those of names and values as text, those of spans and metric points the ones of OTLP protobuf",
    ),
    "by-session": flag("the events of each session apart; spans and metric points belong to none", {
      goesWith: "statistics",
    }),
  },
  about: [
    `${aboutCaptures} What the destination receives appears on standard output in the same form, chosen and redacted: one line for each request of logs, traces or metrics of which anything is delivered. The salt of hashes comes from the environment, as the policy names it.`,
  ],
  examples: [
    { line: "codex-otel route --destination siem session.jsonl", meaning: "what this destination would get" },
    { line: "codex-otel route --statistics session.jsonl", meaning: "how much each destination would get" },
  ],
  exitCodes: { 0: "all was read", 1: "a file is no capture" },
});

/** `codex-otel route`: applies a policy to a capture. */
export async function runRoute(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(routeTable, argv);
  const policy = await readCompiledPolicy(values.policy, io);
  const names = policy.destinations.map(({ definition }) => definition.name);
  if (values.statistics) return printStatistics(policy, positionals, values["by-session"], io);
  const destination = names.find((known) => known === values.destination);
  if (destination === undefined)
    throw new UsageError(`--destination must be one of the policy's destinations (${names.join(", ")}).`);
  const chosen = policy.policy.destinations.filter((known) => known.name === destination);
  const unsalted = unsaltedHashes({ ...policy.policy, destinations: chosen }, (name) => io.environment[name]);
  if (unsalted !== undefined && policy.salt !== "unread") io.stderr(`warning: ${unsalted}\n`);
  let delivered = 0;
  let withheld = 0;
  let failed = false;
  const onLongLine = tellLongLines(io, () => {
    failed = true;
  });
  try {
    for (const file of positionals)
      for await (const received of readCapture(resolve(io.currentDirectory, file), { onLongLine })) {
        const delivery = deliverRequest(policy, destination, received);
        delivered += delivery.delivered;
        withheld += delivery.withheld;
        if (delivery.request) io.stdout(`${printable(writeOtlpJson(delivery.request))}\n`);
      }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    failed = true;
  }
  io.stderr(`${destination} receives ${delivered} of ${delivered + withheld} records, spans and metric points\n`);
  return failed ? 1 : 0;
}

async function printStatistics(
  policy: CompiledPolicy,
  files: readonly string[],
  bySession: boolean,
  io: CommandIo,
): Promise<number> {
  const sessions = new Map<string, DeliveryStatisticsCounter>();
  const all = new DeliveryStatisticsCounter(policy);
  const others = new SignalStatisticsCounter(policy);
  const counterOf = (session: string): DeliveryStatisticsCounter => {
    const counter = sessions.get(session) ?? new DeliveryStatisticsCounter(policy);
    sessions.set(session, counter);
    return counter;
  };
  let failed = false;
  const onLongLine = tellLongLines(io, () => {
    failed = true;
  });
  try {
    for (const file of files)
      for await (const received of readCapture(resolve(io.currentDirectory, file), { onLongLine })) {
        others.add(received);
        if (received.signal !== "logs") continue;
        for (const event of eventsOf(received.request)) (bySession ? counterOf(event.session ?? "") : all).add(event);
      }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    return 1;
  }
  const signals = others.result();
  const result = bySession
    ? [...sessions].map(([session, counter]) => ({
        session: session === "" ? null : maskedText(policy, session),
        destinations: counter.result(),
      }))
    : all.result().map((statistics, i) => ({ ...statistics, signals: signals[i]?.signals ?? [] }));
  io.stdout(`${printableJson(result, 2)}\n`);
  return failed ? 1 : 0;
}
