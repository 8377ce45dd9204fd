import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { parseRequestJson } from "../../core/otlp/json.ts";
import { type OtlpProtocol, otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { encodeRequest } from "../../core/otlp/protobuf.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { readCapture } from "../../listener/record/captureFile.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import type { OtlpSender } from "../../listener/send/sender.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { SeededRandom } from "../unit/model/seededRandom.ts";
import { scratchFolder } from "./commandLine.ts";
import { MisbehavingGrpc } from "./misbehavingGrpc.ts";
import { MisbehavingHttp, type MisbehavingReceiver, recordsOf } from "./misbehavingReceiver.ts";

const headerValue = "ApiKey what-must-be-in-no-file";
const session = "one-session";
const requests = 60;
const policyOrigin = "file:/policy.toml";

/** What a destination gets by one policy: where it is, and whether prompts stay. */
interface Choice {
  readonly endpoint: 0 | 1;
  readonly keepsPrompts: boolean;
}

/** What a run has found. */
export interface RunReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly uncertain: number;
  /** How often a record that was acknowledged came to a receiver more than once. */
  readonly twice: number;
  /** Sentences about what is wrong. */
  readonly wrong: readonly string[];
  /** What the receivers did, as often as they did it. */
  readonly answers: ReadonlyMap<string, number>;
  /** How it was sent on. */
  readonly protocol: OtlpProtocol;
  /** How many requests were acknowledged that came so. */
  readonly received: ReadonlyMap<OtlpProtocol, number>;
}

/**
 * The product's own worker with store, recording and queues in a folder, that sends to two receivers that misbehave, while it
 * is killed at any moment, and while its policy changes. All by a seed, but for when what happens.
 */
export class KilledWorkerRun {
  readonly #random: SeededRandom;
  readonly #workerFile: string;
  /** Each as often as the others, over all runs. */
  readonly #protocol: OtlpProtocol;
  readonly #received = new Map<OtlpProtocol, number>();
  #folder = "";
  #receivers: readonly [MisbehavingReceiver, MisbehavingReceiver] | undefined;
  #host: ListenerWorkerHost | undefined;
  #http = "";
  #grpc: OtlpSender | undefined;
  #choice: Choice = { endpoint: 0, keepsPrompts: false };
  #kills = 0;
  /** Markers of requests that were acknowledged, and of those of which nobody knows, by endpoint. */
  readonly #acknowledged = [new Set<string>(), new Set<string>()] as const;
  readonly #uncertain = [new Set<string>(), new Set<string>()] as const;
  /** Markers whose prompts a receiver may be sent. */
  readonly #clear = [new Set<string>(), new Set<string>()] as const;
  readonly #wrong: string[] = [];

  constructor(seed: number, workerFile: string) {
    this.#random = new SeededRandom(seed);
    this.#workerFile = workerFile;
    this.#protocol = otlpProtocols[seed % otlpProtocols.length] ?? "grpc";
  }

  async run(): Promise<RunReport> {
    const random = this.#random;
    this.#folder = await scratchFolder();
    const Receiver = this.#protocol === "grpc" ? MisbehavingGrpc : MisbehavingHttp;
    this.#receivers = [await Receiver.start(random), await Receiver.start(random)];
    await this.#start();
    for (let i = 1; i <= requests; i++) {
      if (random.chance(0.08)) await this.#changePolicy();
      if (random.chance(0.06)) this.#killSoon();
      await this.#post(i);
      if (this.#isDead) await this.#start();
    }
    await this.#comeToAnEnd();
    const answers = new Map<string, number>();
    for (const { done } of this.#receivers)
      for (const [name, count] of done) answers.set(name, (answers.get(name) ?? 0) + count);
    const taken = this.#receivers.map((receiver) => receiver.taken.map(({ marker }) => marker));
    return {
      kills: this.#kills,
      acknowledged: this.#acknowledged[0].size + this.#acknowledged[1].size,
      uncertain: this.#uncertain[0].size + this.#uncertain[1].size,
      twice: taken.reduce((sum, markers) => sum + markers.length - new Set(markers).size, 0),
      wrong: this.#wrong,
      answers,
      protocol: this.#protocol,
      received: this.#received,
    };
  }

  get #policyText(): string {
    const { endpoint, keepsPrompts } = this.#choice;
    return `version = 1
built_in_secrets = false
[classes]
prompt = ["prompt"]
[destinations.siem]
signals = ["logs"]
receives = ["*"]
redact = { prompt = "${keepsPrompts ? "keep" : "drop"}", unknown = "keep" }
forward = { endpoint = "${this.#receivers?.[endpoint].url}", protocol = "${this.#protocol}", headers_env = { Authorization = "SIEM_KEY" } }
`;
  }

  get #running(): ListenerWorkerHost {
    if (this.#host === undefined) throw new Error("There is no worker.");
    return this.#host;
  }

  get #isDead(): boolean {
    return this.#host === undefined;
  }

  async #start(): Promise<void> {
    await this.#checkQueues();
    const host = new ListenerWorkerHost(this.#workerFile);
    onTestFinished(() => host.dispose());
    this.#host = host;
    host.onExit(() => {
      if (this.#host === host) this.#host = undefined;
    });
    const options: ListenerOptions = {
      ...{ grpcPort: 0, httpPort: 0, host: "127.0.0.1", maximumEvents: 100_000, forward: true },
      ...{ policyText: this.#policyText, policyOrigin, secrets: { SIEM_KEY: headerValue } },
      ...{ folder: join(this.#folder, "store"), relayFolder: join(this.#folder, "relay") },
      resumeRecording: { file: this.#recording },
    };
    try {
      const { http, grpc } = await host.request("start", options);
      this.#http = http;
      this.#grpc?.close();
      const sender = openSender(new URL(`http://${grpc}`), "grpc");
      onTestFinished(() => sender.close());
      this.#grpc = sender;
    } catch (error) {
      // it was killed while it started
      if (this.#host !== undefined) throw error;
      await this.#start();
    }
  }

  get #recording(): string {
    return join(this.#folder, "recording.otlp.jsonl");
  }

  /** At some moment of what comes next. */
  #killSoon(): void {
    const host = this.#running;
    const signal = this.#random.pick(["SIGKILL", "SIGKILL", "SIGTERM"] as const);
    setTimeout(() => {
      if (host.processId === undefined || this.#host !== host) return;
      this.#kills++;
      process.kill(host.processId, signal);
    }, this.#random.below(40));
  }

  async #changePolicy(): Promise<void> {
    this.#choice = { endpoint: this.#random.below(2) as 0 | 1, keepsPrompts: this.#random.chance(0.5) };
    await this.#ask((host) => host.request("setPolicy", { policyText: this.#policyText, policyOrigin }));
  }

  /** Asks the worker; undefined, and another worker runs, when it died meanwhile. */
  async #ask<T>(question: (host: ListenerWorkerHost) => Promise<T>): Promise<T | undefined> {
    const host = this.#running;
    try {
      return await question(host);
    } catch (error) {
      if (this.#host === host) throw error;
      await this.#start();
      return undefined;
    }
  }

  async #post(number: number): Promise<void> {
    const { endpoint, keepsPrompts } = this.#choice;
    const markers = Array.from({ length: 1 + this.#random.below(4) }, (_, i) => `marker-${number}-${i}.`);
    if (keepsPrompts) for (const marker of markers) this.#clear[endpoint].add(marker);
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const logRecords = markers.map((marker) => ({
      attributes: [
        attribute("event.name", "codex.user_prompt"),
        attribute("conversation.id", session),
        attribute("prompt", promptOf(marker)),
        attribute("marker", marker),
      ],
    }));
    const protocol = this.#random.pick(otlpProtocols);
    const isAcknowledged = await this.#send(
      protocol,
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    );
    if (isAcknowledged) this.#received.set(protocol, (this.#received.get(protocol) ?? 0) + 1);
    const into = isAcknowledged ? this.#acknowledged : this.#uncertain;
    for (const marker of markers) into[endpoint].add(marker);
    // a sender that was told no waits a moment
    await sleep(isAcknowledged ? this.#random.below(10) : 20);
  }

  /** Whether it was acknowledged. */
  async #send(protocol: OtlpProtocol, json: string): Promise<boolean> {
    const request = parseRequestJson("logs", Buffer.from(json));
    if (protocol === "grpc") {
      const sent = await Promise.allSettled([this.#grpc?.send(request) ?? Promise.reject(new Error("no worker"))]);
      return sent[0].status === "fulfilled";
    }
    const isJson = protocol === "http-json";
    const headers = { "content-type": isJson ? "application/json" : "application/x-protobuf" };
    const body = isJson ? json : encodeRequest(request);
    return fetch(`http://${this.#http}/v1/logs`, { method: "POST", headers, body }).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** Everything that may be sent is sent, and what did not arrive must have been counted. */
  async #comeToAnEnd(): Promise<void> {
    await sleep(60);
    await this.#checkQueues();
    if (this.#isDead) await this.#start();
    for (const receiver of this.#receivers ?? []) receiver.isGood = true;
    for (const endpoint of [0, 1] as const) {
      this.#choice = { endpoint, keepsPrompts: false };
      await this.#ask((host) => host.request("setPolicy", { policyText: this.#policyText, policyOrigin }));
      this.#balance(endpoint, await this.#drained());
    }
    await this.#checkKept();
    await this.#running.close();
    await this.#checkFiles();
  }

  /** The queue of the endpoint, once nothing is in it. */
  async #drained(): Promise<RelayStatus | undefined> {
    for (;;) {
      const relays = await this.#running.request("relays", undefined);
      for (const status of relays) this.#addUp(status);
      const current = relays.find(({ isCurrent }) => isCurrent);
      if (current === undefined || totalOf(current.items.waiting) + totalOf(current.items.atRest) === 0) return current;
      await this.#running.request("tryAgain", { queue: current.queue });
      await sleep(50);
    }
  }

  #addUp({ items }: RelayStatus): void {
    const { accepted, ...rest } = items;
    const sum = Object.values(rest).reduce((total, counts) => total + totalOf(counts), 0);
    if (sum !== totalOf(accepted)) this.#wrong.push(`counters do not add up: ${JSON.stringify(items)}`);
  }

  #balance(endpoint: 0 | 1, status: RelayStatus | undefined): void {
    const { taken = [], keys } = this.#receivers?.[endpoint] ?? {};
    const [acknowledged, uncertain] = [this.#acknowledged[endpoint], this.#uncertain[endpoint]];
    const arrived = new Set(taken.map(({ marker }) => marker));
    const missing = [...acknowledged].filter((marker) => !arrived.has(marker));
    const accepted = status === undefined ? 0 : totalOf(status.items.accepted);
    const given = status === undefined ? 0 : totalOf(status.items.refused) + totalOf(status.items.lost);
    if (missing.length > given)
      this.#wrong.push(`${missing.length} did not arrive, and ${given} were counted: ${missing.join(" ")}`);
    if (accepted < acknowledged.size || accepted > acknowledged.size + uncertain.size)
      this.#wrong.push(`${accepted} were counted, ${acknowledged.size} acknowledged, ${uncertain.size} uncertain`);
    const known = new Set([...acknowledged, ...uncertain]);
    for (const { marker, prompt } of taken) {
      if (!known.has(marker)) this.#wrong.push(`${marker} was for another receiver`);
      if (prompt !== undefined && !this.#clear[endpoint].has(marker))
        this.#wrong.push(`the prompt of ${marker} was sent`);
    }
    for (const key of keys ?? []) if (key !== headerValue) this.#wrong.push("a request had no key");
  }

  /** What was acknowledged is in the store and in the recording. */
  async #checkKept(): Promise<void> {
    const file = join(this.#folder, "exported.otlp.jsonl");
    await this.#running.request("exportSession", { session, file });
    for (const [where, markers] of [
      ["store", await markersIn(file)],
      ["recording", await markersIn(this.#recording)],
    ] as const) {
      const missing = this.#acknowledged.flatMap((all) => [...all].filter((marker) => !markers.has(marker)));
      if (missing.length > 0) this.#wrong.push(`not in the ${where}: ${missing.join(" ")}`);
    }
  }

  /** A prompt that every policy has removed is in no queue. */
  async #checkQueues(): Promise<void> {
    const all = [this.#acknowledged, this.#uncertain].flat().flatMap((markers) => [...markers]);
    const removed = all.filter((marker) => !this.#clear.some((markers) => markers.has(marker)));
    for (const { path, bytes } of await filesIn(join(this.#folder, "relay")))
      for (const marker of removed)
        if (bytes.includes(promptOf(marker))) this.#wrong.push(`the prompt of ${marker} is in ${path}`);
  }

  async #checkFiles(): Promise<void> {
    const secret = headerValue.split(" ")[1] ?? "";
    for (const { path, bytes } of await filesIn(this.#folder)) {
      if (bytes.includes(secret) || bytes.includes(Buffer.from(secret).toString("base64").slice(0, 20)))
        this.#wrong.push(`the header value is in ${path}`);
    }
  }
}

const promptOf = (marker: string): string => `prompt-of-${marker}`;

async function filesIn(folder: string): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
}

async function markersIn(file: string): Promise<ReadonlySet<string>> {
  const markers = new Set<string>();
  // a line that was cut off when the process was killed is passed over
  for await (const otlp of readCapture(file, { onBrokenLine: () => undefined }))
    if (otlp.signal === "logs") for (const { marker } of recordsOf(otlp.request)) markers.add(marker);
  return markers;
}
