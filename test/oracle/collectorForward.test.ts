import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseOtlpJson, writeOtlpJson } from "../../core/otlp/json.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest, Signal } from "../../core/otlp/requests.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { type ReceivedExport, startLocalReceiver } from "../programs/localReceiver.ts";
import { captureRequests } from "../unit/otlp/captures.ts";
import { policyOf } from "../unit/policy/policyFixtures.ts";
import { comparable, salt, sendThroughCollector, withoutDocumentedDifferences } from "./collectorRun.ts";
import { collector } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, collector);
const protocols = ["grpc", "http-protobuf", "http-json"] as const;

const signalOf = (path: string): Signal =>
  (["traces", "metrics"] as const).find((signal) => path.toLowerCase().includes(signal.slice(0, 5))) ?? "logs";

function requestsIn({ path, headers, body }: ReceivedExport): readonly OtlpRequest[] {
  if (String(headers["content-type"]).includes("json")) return parseOtlpJson(body.toString("utf8"));
  return [decodeRequest(signalOf(path), body)];
}

/** Requests may overtake each other on their way. */
const inAnyOrder = (requests: readonly OtlpRequest[]) =>
  requests.map((request) => JSON.stringify(withoutDocumentedDifferences(comparable(request)))).toSorted();

/** A policy that forwards by each protocol, to receivers at these ports. */
const policyTo = (ports: readonly number[]) =>
  policyOf(`
[classes]
prompt = ["prompt"]
identifier = ["conversation.id", "call_id"]
[hashing]
salt_env = "CODEX_OTEL_HASH_SALT"
${protocols
  .map(
    (protocol, i) => `
[destinations.by_${protocol.replace("-", "_")}]
signals = ["logs", "traces", "metrics"]
receives = ["codex.*"]
redact = { prompt = "drop", identifier = "hash", default = "keep" }
forward = { endpoint = "http://127.0.0.1:${ports[i]}", protocol = "${protocol}", headers_env = { Authorization = "KEY_${i}", X-Team = "TEAM" } }`,
  )
  .join("")}`);

const environment: Record<string, string> = {
  CODEX_OTEL_HASH_SALT: salt,
  KEY_0: "Bearer a $b",
  KEY_1: "ApiKey k: 1=",
  KEY_2: 'Basic "q"',
  TEAM: "security",
};

describe("The real Collector, configured by the export,", () => {
  test("sends every destination what route gives, by each protocol and with the headers of the policy", async () => {
    const requests = captureRequests("shell-tools.all.otlp.jsonl.gz");
    // of the receivers that run another time
    const policy = policyTo([1, 2, 3]);
    const { text, notes } = collectorConfig(policy);
    for (const value of Object.values(environment)) expect(text).not.toContain(value);
    expect(notes.join(" ")).toContain("KEY_0, TEAM, KEY_1, KEY_2");
    const compiled = compilePolicy(policy, (name) => environment[name]);
    const routes = policy.destinations.map(({ name }) => {
      const route = requests.flatMap((request) => deliverRequest(compiled, name, request).request ?? []);
      expect(new Set(route.map(({ signal }) => signal)), name).toEqual(new Set(["logs", "traces", "metrics"]));
      return { name, route: inAnyOrder(route) };
    });

    await verdicts.of({ text, environment, requests: requests.map(writeOtlpJson), routes }, async () => {
      const receivers = await Promise.all(protocols.map(() => startLocalReceiver()));
      const folder = await mkdtemp(join(tmpdir(), "codex-otel-forward-"));
      onTestFinished(async () => {
        await Promise.all(receivers.map((receiver) => receiver.close()));
        await rm(folder, { recursive: true, force: true });
      });
      const toReceivers = policyTo(receivers.map(({ port }) => port));
      await sendThroughCollector(collectorConfig(toReceivers).text, folder, environment, toReceivers, requests);
      for (const [i, { name, route }] of routes.entries()) {
        const exports = receivers[i]?.exports ?? [];
        expect(inAnyOrder(exports.flatMap(requestsIn)), name).toEqual(route);
        for (const { headers } of exports)
          expect(headers, name).toMatchObject({ authorization: environment[`KEY_${i}`], "x-team": "security" });
      }
      return "as expected";
    });
  });
});
