import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { eventsOf } from "../core/events/normalise.ts";
import { writeOtlpJson } from "../core/otlp/json.ts";
import type { CompiledPolicy } from "../core/policy/compilePolicy.ts";
import { deliverRequest } from "../core/policy/deliverRequest.ts";
import { DeliveryStatisticsCounter } from "../core/policy/deliveryStatistics.ts";
import { unsaltedHashes } from "../core/policy/unsaltedHashes.ts";
import { printableJson } from "../listener/present/printableJson.ts";
import { CaptureError, readCapture } from "../listener/record/captureFile.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";
import { policyHelp, readCompiledPolicy } from "./policyFile.ts";

export const routeHelp = `codex-otel route FILE…: recorded telemetry as a destination of the policy would receive it

  --policy FILE         ${policyHelp("                        ")}
  --destination NAME    the destination
  --statistics          instead, what the policy does to the events for each destination, as JSON: events and bytes
                        received and delivered, withheld by rule, redactions by class, secrets replaced

A FILE holds OTLP JSON lines, as "tail --record" and the Collector's file exporter write them; it may be gzipped. What
the destination receives appears on standard output in the same form: one line for each request of which anything is
delivered. Exit code 0, or 1 when a file is no capture.
`;

/** `codex-otel route`: applies a policy to a capture. */
export async function runRoute(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      policy: { type: "string" },
      destination: { type: "string" },
      statistics: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) throw new UsageError("Name at least one recorded file.");
  const policy = await readCompiledPolicy(values.policy, io);
  const names = policy.destinations.map(({ definition }) => definition.name);
  if (values.statistics) return printStatistics(policy, positionals, io);
  const destination = names.find((name) => name === values.destination);
  if (destination === undefined)
    throw new UsageError(`--destination must be one of the policy's destinations (${names.join(", ")}).`);
  const chosen = policy.policy.destinations.filter(({ name }) => name === destination);
  const unsalted = unsaltedHashes({ ...policy.policy, destinations: chosen }, (name) => io.environment[name]);
  if (unsalted !== undefined) io.stderr(`warning: ${unsalted}\n`);
  let delivered = 0;
  let withheld = 0;
  let failed = false;
  try {
    for (const file of positionals)
      for await (const received of readCapture(resolve(io.currentDirectory, file))) {
        const delivery = deliverRequest(policy, destination, received);
        delivered += delivery.delivered;
        withheld += delivery.withheld;
        if (delivery.request) io.stdout(`${writeOtlpJson(delivery.request)}\n`);
      }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    failed = true;
  }
  io.stderr(`${destination} receives ${delivered} of ${delivered + withheld} records, spans and metric points\n`);
  return failed ? 1 : 0;
}

async function printStatistics(policy: CompiledPolicy, files: readonly string[], io: CommandIo): Promise<number> {
  const counter = new DeliveryStatisticsCounter(policy);
  try {
    for (const file of files)
      for await (const received of readCapture(resolve(io.currentDirectory, file)))
        if (received.signal === "logs") for (const event of eventsOf(received.request)) counter.add(event);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    return 1;
  }
  io.stdout(`${printableJson(counter.result(), 2)}\n`);
  return 0;
}
