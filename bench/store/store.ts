import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { rememberedSelections } from "../../listener/store/eventStore.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { peakMemory, residentMemory, settledProcessTime } from "../keystroke/processTime.ts";
import { openClient } from "../load/clients.ts";
import { buildProduct } from "../productBuild.ts";
import { SessionStream } from "../records/sessionStream.ts";
import { milliseconds, percentile, table } from "../statistics.ts";
import type { BenchContext, Suite } from "../suite.ts";
import { filtersFor, plantedText, type Sent } from "./filters.ts";

const kept = 1_000_000;
/** Sent beyond what is kept. */
const beyond = 200_000;
const batch = 100;
const plantedEvery = 50_000;
const filterRounds = 3;
const pageSize = 100;

/** A million events in the listener as the extension starts it: memory, filters, a restart, and what is beyond. */
export const store: Suite = {
  name: "store",
  title: "A million events kept: memory, filters, a restart, eviction",
  run: async (context) => {
    buildProduct(context.root);
    const worker = new Worker(context);
    const stream = new SessionStream(context.root);
    try {
      await worker.start();
      context.print(`empty: ${worker.memory()}`);
      const sent = await fill(context, worker, stream, kept);
      await settle(worker.pid);
      context.print(`${kept} events kept: ${worker.memory()}`);
      await measureFilters(context, worker, sent);
      context.print(`after the filters: ${worker.memory()}`);
      await measureLists(context, worker, sent);
      await reopen(context, worker);
      await fill(context, worker, stream, beyond);
      await settle(worker.pid);
      const { events, evicted } = await worker.host.request("totals", undefined);
      context.print(`${events} events received, ${evicted} let go: ${worker.memory()}`);
    } finally {
      await worker.host.close();
    }
  },
};

/** The listener's worker, with a folder. */
class Worker {
  readonly #file: string;
  readonly #options: ListenerOptions;
  host: ListenerWorkerHost;
  grpc = "";

  constructor({ root, scratch }: BenchContext) {
    this.#file = join(root, "dist/listener-worker.js");
    this.#options = {
      host: "127.0.0.1",
      grpcPort: 0,
      httpPort: 0,
      policyText: undefined,
      maximumEvents: kept,
      folder: join(scratch, "events"),
    };
    this.host = new ListenerWorkerHost(this.#file);
  }

  get pid(): number {
    return this.host.processId ?? -1;
  }

  async start(): Promise<void> {
    ({ grpc: this.grpc } = await this.host.request("start", this.#options));
  }

  /** Ends the worker in order and starts another with the same folder; tells how long that one took. */
  async restart(): Promise<number> {
    await this.host.close();
    const begun = performance.now();
    this.host = new ListenerWorkerHost(this.#file);
    await this.start();
    return performance.now() - begun;
  }

  memory(): string {
    return `${residentMemory(this.pid).toFixed(0)} MiB resident, ${peakMemory(this.pid).toFixed(0)} MiB at most so far`;
  }
}

/** Sends so many events, one request at a time, and tells of them. Answers with what can be looked for. */
async function fill({ print }: BenchContext, worker: Worker, stream: SessionStream, count: number): Promise<Sent> {
  const client = await openClient("grpc", worker.grpc);
  const before = await settledProcessTime(worker.pid);
  const answers: number[] = [];
  let waited = 0;
  let middle: Sent = { session: "", call: "" };
  for (let sent = 0; sent < count; sent += batch) {
    if (sent % plantedEvery === 0) stream.plant(plantedText);
    const { bytes, session, call } = stream.next(batch);
    const begun = performance.now();
    if (!(await client.send(bytes))) throw new Error("the listener refused a request");
    answers.push(performance.now() - begun);
    waited += performance.now() - begun;
    if (sent <= count / 2 && call !== "") middle = { session, call };
  }
  client.close();
  const spent = (await settledProcessTime(worker.pid)) - before;
  const [half, most, longest] = [0.5, 0.99, 1].map((part) => milliseconds(percentile(answers, part)));
  print(
    `${count} events, ${batch} a request, one client: ${Math.round((count / waited) * 1000)} a second, ${((spent * 1000) / count).toFixed(1)} µs of processor time each; an answer after ${half} ms (median), ${most} ms (99th percentile), ${longest} ms (longest)`,
  );
  return middle;
}

/** Until the memory stays as it is, for half a minute at most. */
async function settle(pid: number): Promise<void> {
  for (let i = 0, before = residentMemory(pid); i < 10; i++) {
    await delay(3000);
    const now = residentMemory(pid);
    if (Math.abs(now - before) < before / 100) return;
    before = now;
  }
}

interface FilterTimes {
  matches: number;
  readonly first: number[];
  readonly whole: number[];
  readonly questions: number[];
}

/** Each is asked for the first time in each round: a search that is remembered only goes on. */
async function measureFilters({ print }: BenchContext, { host }: Worker, sent: Sent): Promise<void> {
  const filters = filtersFor(sent);
  const times = filters.map((): FilterTimes => ({ matches: 0, first: [], whole: [], questions: [] }));
  for (let round = 0; round < filterRounds; round++) {
    // as many others as are remembered
    for (let i = 0; i < rememberedSelections; i++)
      await host.request("filterProgress", { filter: { session: `nobody ${round} ${i}` } });
    for (const [i, [, filter]] of filters.entries()) {
      const begun = performance.now();
      let progress: { matches: number; complete: boolean } = await host.request("find", { filter, limit: pageSize });
      const first = performance.now() - begun;
      let questions = 1;
      for (; !progress.complete; questions++) progress = await host.request("filterProgress", { filter });
      const of = times[i] as FilterTimes;
      of.matches = progress.matches;
      of.first.push(first);
      of.whole.push(performance.now() - begun);
      of.questions.push(questions);
    }
  }
  const median = (values: readonly number[]) => milliseconds(percentile(values, 0.5));
  const most = (values: readonly number[]) => milliseconds(percentile(values, 1));
  print(`\nFilters over all events: milliseconds until the first ${pageSize} rows, and until all are counted\n`);
  print(
    table([
      ["filter", "matches", "first", "longest", "whole", "longest", "questions"],
      ...filters.map(([kind], i) => {
        const { matches, first, whole, questions } = times[i] as FilterTimes;
        const numbers = [median(first), most(first), median(whole), most(whole), String(percentile(questions, 0.5))];
        return [kind, String(matches), ...numbers];
      }),
    ]),
  );
  print("");
}

/** What the tree asks for. */
async function measureLists({ print }: BenchContext, { host }: Worker, { session }: Sent): Promise<void> {
  const timed = async (what: string, ask: () => Promise<{ readonly length: number }>): Promise<string> => {
    const times: number[] = [];
    let length = 0;
    for (let i = 0; i < 20; i++) {
      const begun = performance.now();
      ({ length } = await ask());
      times.push(performance.now() - begun);
    }
    return `${length} ${what} ${milliseconds(percentile(times, 0.5))} ms`;
  };
  const turn = 1;
  const lists = [
    await timed("sessions", () => host.request("sessions", undefined)),
    await timed("turns of one", () => host.request("turns", { session })),
    await timed(
      "events of a turn",
      async () => (await host.request("events", { session, turn, offset: 0, limit: 200 })).rows,
    ),
  ];
  print(`What the tree asks for, medians: ${lists.join(", ")}`);
}

async function reopen({ print }: BenchContext, worker: Worker): Promise<void> {
  const { findings } = await worker.host.request("totals", undefined);
  const opened = await worker.restart();
  const begun = performance.now();
  while ((await worker.host.request("totals", undefined)).findings < findings) await delay(20);
  const inspected = performance.now() - begun;
  const { events } = await worker.host.request("totals", undefined);
  await settle(worker.pid);
  print(
    `restarted with the same folder: ${events} events there after ${(opened / 1000).toFixed(1)} s, all looked at with the policy ${(inspected / 1000).toFixed(1)} s later; ${worker.memory()}`,
  );
}
