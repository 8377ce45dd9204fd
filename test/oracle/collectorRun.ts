import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOtlpJson, writeOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { ActionIndex } from "../../core/policy/actions/actionIndex.ts";
import { productActions } from "../../core/policy/actions/index.ts";
import type { RedactAction } from "../../core/policy/actions/redactAction.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { startCollector } from "../programs/collector.ts";
import { collectorProgram } from "./recorded/engines.ts";
import type { VerdictRecords } from "./recorded/verdictRecords.ts";

export const salt = "a-salt_of.tests";

/** What each destination got, request by request: from the Collector, and as `codex-otel route` says. */
export interface Comparison {
  readonly destination: string;
  readonly collector: readonly unknown[];
  readonly route: readonly unknown[];
}

/** What a test of the Collector judged, with expectations that fail otherwise. */
export type CollectorVerdicts = Pick<VerdictRecords<"as expected">, "of">;

/**
 * Sends requests, one after the other, to a Collector that is configured by the exported policy, into files. `judge` compares
 * what each destination got with what route gives, unless it did so already with the same configuration, requests and route.
 */
export async function compareWithCollector(
  verdicts: CollectorVerdicts,
  policy: Policy,
  requests: readonly OtlpRequest[],
  judge: (compared: readonly Comparison[]) => void,
  actions: ActionIndex = productActions,
): Promise<void> {
  const variable = policy.hashing.saltEnvironmentVariable;
  const environment: Record<string, string> = variable === undefined ? {} : { [variable]: salt };
  const toFiles = { ...policy, destinations: policy.destinations.map((one) => ({ ...one, forward: undefined })) };
  const { text: configuration } = collectorConfig(toFiles, actions);
  const compiled = compilePolicy(masksImpossible(policy, actions), (name) => environment[name], actions);
  const routes = policy.destinations.map(({ name }) => ({
    destination: name,
    route: requests.flatMap((request) => {
      const { request: delivered } = deliverRequest(compiled, name, request);
      return delivered === undefined ? [] : [comparable(delivered)];
    }),
  }));
  await verdicts.of({ configuration, environment, requests: requests.map(writeOtlpJson), routes }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "codex-otel-collector-"));
    try {
      await sendThroughCollector(configuration, folder, environment, policy, requests);
      judge(
        await Promise.all(
          routes.map(async (one) => ({ ...one, collector: await readDelivered(folder, one.destination) })),
        ),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return "as expected";
  });
}

/** What the Collector wrote for a destination. */
async function readDelivered(folder: string, destination: string): Promise<unknown[]> {
  const file = `codex-otel-${destination.replace(/[^A-Za-z0-9_-]/g, "_")}.jsonl`;
  const lines = await readFile(join(folder, file), "utf8").catch(() => "");
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => parseOtlpJson(line).map(comparable));
}

/** What the Collector cannot do is masked there. */
function masksImpossible(policy: Policy, actions: ActionIndex): Policy {
  const possible = (action: RedactAction): RedactAction =>
    actions.of(action.kind).collector.form === "impossible" ? { kind: "mask" } : action;
  const destinations = policy.destinations.map((one) => ({
    ...one,
    redact: new Map([...one.redact].map(([name, action]) => [name, possible(action)])),
    redactDefault: one.redactDefault && possible(one.redactDefault),
  }));
  return { ...policy, destinations };
}

/** Runs the Collector with a configuration and gives it those of the requests that some destination lists. */
export async function sendThroughCollector(
  configuration: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
  { destinations }: Pick<Policy, "destinations">,
  requests: readonly OtlpRequest[],
): Promise<void> {
  const file = join(folder, "config.yaml");
  await writeFile(file, configuration);
  const collector = await startCollector(await collectorProgram(), file, folder, environment);
  const sender = openSender(collector.http, "http-protobuf");
  try {
    const listed = new Set(destinations.flatMap((one) => one.signals));
    for (const request of requests) {
      if (!listed.has(request.signal)) continue;
      const partial = await sender.send(request);
      if (partial) throw new Error(`The Collector rejects ${partial.rejected}: ${partial.message}`);
    }
  } finally {
    sender.close();
    await collector.stop();
  }
}

/** A request as plain JSON with attributes by name: their order says nothing. */
export function comparable(request: OtlpRequest): unknown {
  return byName(JSON.parse(writeOtlpJson(request)));
}

const attributeLists = ["attributes", "filteredAttributes", "metadata"];

function byName(json: unknown, field = ""): unknown {
  if (Array.isArray(json)) {
    const items = json.map((item) => byName(item));
    if (!attributeLists.includes(field)) return items;
    const key = (item: unknown) => String((item as { key: string }).key);
    return items.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
  }
  if (typeof json !== "object" || json === null) return json;
  const fields = Object.entries(json).map(([name, value]) => [name, byName(value, name)] as const);
  return Object.fromEntries(fields.filter(([name, value]) => !isAbsent(name, value)));
}

/** The Collector writes messages without content where none came. */
function isAbsent(field: string, value: unknown): boolean {
  return (
    ["resource", "scope", "status", "body", "value", "positive", "negative"].includes(field) &&
    JSON.stringify(value) === "{}"
  );
}

/** The request without what docs/policy.md says the Collector does differently: a body that was dropped is an empty text. */
export function withoutDocumentedDifferences(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutDocumentedDifferences);
  if (typeof json !== "object" || json === null) return json;
  const fields = Object.entries(json).filter(
    ([name, value]) => !(name === "body" && JSON.stringify(value) === '{"stringValue":""}'),
  );
  return Object.fromEntries(fields.map(([name, value]) => [name, withoutDocumentedDifferences(value)]));
}
