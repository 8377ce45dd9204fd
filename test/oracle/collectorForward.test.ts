import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest, Signal } from "../../core/otlp/requests.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { collectorProgram } from "../programs/collector.ts";
import { type ReceivedExport, startLocalReceiver } from "../programs/localReceiver.ts";
import { captureRequests } from "../unit/otlp/captures.ts";
import { policyOf } from "../unit/policy/policyFixtures.ts";
import { comparable, salt, sendThroughCollector, withoutDocumentedDifferences } from "./collectorRun.ts";

const program = await collectorProgram();
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

describe.skipIf(program === undefined)("The real Collector, configured by the export,", () => {
  test("sends every destination what route gives, by each protocol and with the headers of the policy", async () => {
    const receivers = await Promise.all(protocols.map(() => startLocalReceiver()));
    const folder = await mkdtemp(join(tmpdir(), "codex-otel-forward-"));
    onTestFinished(async () => {
      await Promise.all(receivers.map((receiver) => receiver.close()));
      await rm(folder, { recursive: true, force: true });
    });
    const policy = policyOf(`
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
forward = { endpoint = "http://127.0.0.1:${receivers[i]?.port}", protocol = "${protocol}", headers_env = { Authorization = "KEY_${i}", X-Team = "TEAM" } }`,
  )
  .join("")}`);
    const environment: Record<string, string> = {
      CODEX_OTEL_HASH_SALT: salt,
      KEY_0: "Bearer a $b",
      KEY_1: "ApiKey k: 1=",
      KEY_2: 'Basic "q"',
      TEAM: "security",
    };
    const requests = captureRequests("shell-tools.all.otlp.jsonl.gz");
    const { text, notes } = collectorConfig(policy);
    for (const value of Object.values(environment)) expect(text).not.toContain(value);
    expect(notes.join(" ")).toContain("KEY_0, TEAM, KEY_1, KEY_2");

    await sendThroughCollector(program ?? "", text, folder, environment, policy, requests);

    const compiled = compilePolicy(policy, (name) => environment[name]);
    for (const [i, { name }] of policy.destinations.entries()) {
      const exports = receivers[i]?.exports ?? [];
      const route = requests.flatMap((request) => deliverRequest(compiled, name, request).request ?? []);
      expect(inAnyOrder(exports.flatMap(requestsIn)), name).toEqual(inAnyOrder(route));
      expect(new Set(route.map(({ signal }) => signal)), name).toEqual(new Set(["logs", "traces", "metrics"]));
      for (const { headers } of exports)
        expect(headers, name).toMatchObject({ authorization: environment[`KEY_${i}`], "x-team": "security" });
    }
  });
});
