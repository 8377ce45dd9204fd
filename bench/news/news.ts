import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { openClient } from "../load/clients.ts";
import { type Load, startGenerator } from "../load/generator.ts";
import { buildProduct } from "../productBuild.ts";
import { SessionStream } from "../records/sessionStream.ts";
import { milliseconds, percentile, table } from "../statistics.ts";
import type { BenchContext, Suite } from "../suite.ts";

const probes = 50;
const eventsOfProbe = 10;
/** So long is the listener left alone between two probes, longer than its news wait for each other. */
const pause = 200;
const loadMilliseconds = 20_000;

const loads: readonly (readonly [name: string, load: Omit<Load, "address" | "milliseconds"> | undefined])[] = [
  ["nothing else arrives", undefined],
  ["500 events a second", { protocol: "grpc", batch: 10, clients: 1, requestsPerSecond: 50 }],
  ["as many as are answered", { protocol: "grpc", batch: 100, clients: 4 }],
];

/** How long after its request was answered an event is known to the window that owns the listener. */
export const news: Suite = {
  name: "news",
  title: "From the answer to a request to the tree model",
  run: async (context) => {
    buildProduct(context.root);
    const host = new ListenerWorkerHost(join(context.root, "dist/listener-worker.js"));
    const generator = startGenerator(context.bundles, context.root);
    const rows: string[][] = [];
    try {
      const options = { host: "127.0.0.1", grpcPort: 0, httpPort: 0, policyText: undefined };
      const folder = join(context.scratch, "events");
      const { grpc } = await host.request("start", { ...options, maximumEvents: 100_000, folder });
      const stream = new SessionStream(context.root);
      for (const [name, load] of loads) {
        const running = load && generator.send({ ...load, address: grpc, milliseconds: loadMilliseconds });
        if (running) await delay(1000);
        rows.push([name, ...(await probe(host, grpc, stream))]);
        const { records = 0, milliseconds: took = 1 } = (await running) ?? {};
        rows.at(-1)?.push(String(Math.round((records / took) * 1000)));
      }
    } finally {
      generator.stop();
      await host.close();
    }
    print(context, rows);
  },
};

function print(context: BenchContext, rows: readonly (readonly string[])[]): void {
  context.print(
    `milliseconds after the answer to a request with ${eventsOfProbe} events, median and 99th percentile of ${probes}: until the owner is told that its session has changed, and until it has the new summaries of all sessions\n`,
  );
  context.print(table([["meanwhile", "told", "99 %", "summaries", "99 %", "events a second"], ...rows]));
}

/** Sends a request now and then. */
async function probe(host: ListenerWorkerHost, grpc: string, stream: SessionStream): Promise<string[]> {
  const client = await openClient("grpc", grpc);
  const told: number[] = [];
  const summarised: number[] = [];
  for (let i = 0; i < probes; i++) {
    await delay(pause + Math.random() * 200);
    const { bytes, session } = stream.next(eventsOfProbe);
    const heard = new Promise<void>((resolve) => {
      const stop = host.onChanged(({ sessions }) => {
        if (!sessions.includes(session)) return;
        stop();
        resolve();
      });
    });
    const known = heard.then(async () => {
      const at = performance.now();
      await host.request("sessions", undefined);
      return [at, performance.now()] as const;
    });
    if (!(await client.send(bytes))) throw new Error("the listener refused a request");
    const answered = performance.now();
    const [toldAt, summarisedAt] = await known;
    told.push(Math.max(0, toldAt - answered));
    summarised.push(Math.max(0, summarisedAt - answered));
  }
  client.close();
  return [told, summarised].flatMap((times) => [0.5, 0.99].map((part) => milliseconds(percentile(times, part))));
}
