import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { eventsOf } from "../../core/events/normalise.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest, type Signal } from "../../core/otlp/requests.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import { DetectionEngine } from "../../core/policy/detect/detections.ts";
import { type CompiledPolicy, compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluate } from "../../core/policy/evaluate/evaluate.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { milliseconds, percentile, table } from "../statistics.ts";
import type { Suite } from "../suite.ts";

const rounds = 120;
const warmUp = 40;

interface Received {
  readonly signal: Signal;
  readonly protobuf: Uint8Array;
  readonly json: string;
}

/** What the built-in policy costs over the recorded sessions, beside what decoding them costs. */
export const policy: Suite = {
  name: "policy",
  title: "The built-in policy over the recorded sessions, beside decoding them",
  async run({ root, print }) {
    const captured = await captures(join(root, "test/fixtures/captures"));
    const built = loadDefaultPolicy();
    print(
      `${built.destinations.length} destinations, ${built.secrets.length} secrets, ${built.detections.length} detections; ${rounds} rounds, the first ${warmUp} not counted\n`,
    );
    for (const signal of ["logs", "traces", "metrics"] as const) {
      const requests = captured.filter((one) => one.signal === signal);
      if (requests.length === 0) continue;
      const times = new Map<string, number[]>();
      let items = 0;
      for (let round = 0; round < rounds; round++) {
        // A policy that has seen nothing: what it remembers of one session must not help it with the same one again.
        const compiled = compilePolicy({ ...built, secrets: [...built.secrets] });
        // The search for secrets is built when it is first needed.
        compiled.tools.isClean({ kind: "string", value: "" });
        items = measureRound(signal, requests, compiled, (step, time) => {
          if (round >= warmUp) times.set(step, [...(times.get(step) ?? []), time]);
        });
      }
      const bytes = requests.reduce((sum, { protobuf }) => sum + protobuf.length, 0);
      print(`### ${signal}: ${requests.length} requests, ${items} items, ${Math.round(bytes / 1000)} KB of protobuf\n`);
      print(`${report(times, items)}\n`);
    }
    print(legend);
  },
};

const legend = `CPU: processor milliseconds of all threads for one pass over all captures, so garbage collection counts; the steps of a round
follow each other. To JSON, to protobuf: as many times what decoding the captures as they are recorded, and as Codex sends
them over gRPC, costs. The policy is compiled anew for each round, outside of the measure.`;

/** One pass over all requests, each step over all before the next; what a step makes is what the next one takes. */
function measureRound(
  signal: Signal,
  requests: readonly Received[],
  compiled: CompiledPolicy,
  note: (step: string, time: number) => void,
): number {
  const step = <T>(name: string, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    note(name, (user + system) / 1000);
    return result;
  };
  step("decode JSON", () => requests.map(({ json }) => parseOtlpJson(json)));
  const decoded = step("decode protobuf", () => requests.map(({ protobuf }) => decodeRequest(signal, protobuf)));
  if (signal === "logs") {
    const events = step("find the events in it", () =>
      decoded.flatMap((one) => (one.signal === "logs" ? eventsOf(one.request) : [])),
    );
    step("evaluate, all destinations", () => events.map((event) => evaluate(compiled, event)));
    const engine = new DetectionEngine(compiled.policy);
    step("detect", () => events.map((event) => engine.inspect(event)));
  }
  const again = requests.map(({ protobuf }) => decodeRequest(signal, protobuf));
  step("deliver, all destinations", () =>
    again.map((one) => compiled.destinations.map(({ definition }) => deliverRequest(compiled, definition.name, one))),
  );
  return decoded.reduce((sum, one) => sum + countItems(one), 0);
}

function report(times: ReadonlyMap<string, readonly number[]>, items: number): string {
  const medians = new Map([...times].map(([step, values]) => [step, percentile(values, 0.5)]));
  const [json, protobuf] = ["decode JSON", "decode protobuf"].map((step) => medians.get(step) ?? Number.NaN);
  const asMany = (median: number, decoding = Number.NaN) => (median / decoding).toFixed(2);
  const rows = [...times].map(([step, values]) => {
    const median = medians.get(step) ?? Number.NaN;
    const perItem = `${((median * 1000) / items).toFixed(1)}`;
    return [
      step,
      milliseconds(median),
      milliseconds(percentile(values, 0.95)),
      perItem,
      asMany(median, json),
      asMany(median, protobuf),
    ];
  });
  return table([["step", "CPU median", "CPU p95", "µs an item", "to JSON", "to protobuf"], ...rows]);
}

async function captures(folder: string): Promise<Received[]> {
  const names = (await readdir(folder)).filter((name) => /\.otlp\.jsonl(?:\.gz)?$/.test(name)).sort();
  const texts = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    }),
  );
  return texts
    .flatMap((text) => text.split("\n").filter((line) => line !== ""))
    .flatMap((json) => parseOtlpJson(json).map((request) => receivedAs(request, json)));
}

function receivedAs(request: OtlpRequest, json: string): Received {
  return { signal: request.signal, protobuf: encodeRequest(request), json };
}
