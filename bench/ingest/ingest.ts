import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { peakMemory, settledProcessTime } from "../keystroke/processTime.ts";
import { type Generator, type Load, startGenerator } from "../load/generator.ts";
import { pinning } from "../load/pinning.ts";
import { buildProduct } from "../productBuild.ts";
import { percentile, table } from "../statistics.ts";
import type { BenchContext, Suite } from "../suite.ts";
import { type Server, startCollector, startListener, startOtelite } from "./server.ts";

const batches = [1, 10, 100, 512];
const clientCounts = [1, 64];
const protocols = ["grpc", "http", "json"] as const;
const protocolNames = { grpc: "gRPC", http: "HTTP, protobuf", json: "HTTP, JSON" } as const;
const rounds = 3;
const milliseconds = 800;
const warmUp = 600;
const warmUpClients = 8;
/** All clients' requests are waited for. A receiver that takes so long for them is measured once, not in each round. */
const slow = 5000;

interface Contender {
  readonly name: string;
  readonly start: (folder: string) => Promise<Server>;
}

interface Measured {
  readonly recordsPerSecond: number;
  readonly microsecondsPerRecord: number;
  readonly failed: number;
}

/** The whole path from the socket to the store, beside the OpenTelemetry Collector. */
export const ingest: Suite = {
  name: "ingest",
  title: "Receiving: records of the real Codex, from the socket to the store",
  run: async (context) => {
    buildProduct(context.root);
    const contenders = await contendersOf(context);
    context.print(
      `${pinning}; median of ${rounds} interleaved rounds of ${milliseconds / 1000} s, each client one request at a time\n`,
    );
    const generator = startGenerator(context.bundles, context.root);
    const servers = new Map<string, Server>();
    const memory = new Map<string, number>();
    try {
      for (const [i, contender] of contenders.entries()) {
        const server = await startOf(contender, join(context.scratch, String(i)), context.print);
        if (server !== undefined) servers.set(contender.name, server);
      }
      await measureAll(context, generator, servers);
      for (const [name, { pid }] of servers) memory.set(name, peakMemory(pid));
    } finally {
      generator.stop();
      for (const server of servers.values()) await server.stop();
    }
    context.print(
      `\nMost memory held over all of it: ${[...memory].map(([name, peak]) => `${name} ${peak.toFixed(0)} MiB`).join(", ")}`,
    );
  },
};

async function contendersOf({
  root,
  bundles,
  obtainCollector,
  obtainOtelite,
  print,
}: BenchContext): Promise<Contender[]> {
  const ours: Contender[] = [
    { name: "listener", start: (folder) => startListener(bundles, root, folder, false) },
    { name: "listener, writing", start: (folder) => startListener(bundles, root, folder, true) },
  ];
  print("listener: as the extension runs it: decode, detections, routing, a store on disk, news to its owner");
  print("listener, writing: in addition writes what each of the three destinations receives as JSON lines");
  const viewer = await obtainOtelite();
  if ("unobtainable" in viewer) print(`Otelite is not here to compare with: ${viewer.unobtainable}`);
  else {
    print(`Otelite ${viewer.version}: a viewer for one's own machine, with its store in SQLite`);
    ours.push({ name: "Otelite", start: (folder) => startOtelite(viewer.path, folder) });
  }
  const collector = await obtainCollector();
  if ("unobtainable" in collector) {
    print(`The Collector is not here to compare with: ${collector.unobtainable}`);
    return ours;
  }
  const arguments_ = [
    join(root, "dist/cli.js"),
    "export",
    "--policy",
    join(root, "policies/default.toml"),
    "--to",
    "otelcol",
  ];
  const policy = execFileSync(process.execPath, arguments_, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  print(
    "Collector, policy: the OpenTelemetry Collector with the same policy exported, a file exporter for each destination",
  );
  print("Collector, plain: no policy, everything into one file");
  return [
    ...ours,
    { name: "Collector, policy", start: (folder) => startCollector(collector.path, folder, policy) },
    { name: "Collector, plain", start: (folder) => startCollector(collector.path, folder, undefined) },
  ];
}

/** Others may be unable to start here: they are then left out, and it is said. Without our own there is nothing to measure. */
async function startOf({ name, start }: Contender, folder: string, print: BenchContext["print"]) {
  try {
    return await start(folder);
  } catch (error) {
    if (name.startsWith("listener")) throw error;
    print(`${name} is left out: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function measureAll(
  context: BenchContext,
  generator: Generator,
  servers: ReadonlyMap<string, Server>,
): Promise<void> {
  const names = [...servers.keys()];
  for (const protocol of protocols) {
    const rows: string[][] = [];
    for (const batch of batches)
      for (const clients of clientCounts)
        rows.push(row(batch, clients, names, await measureCell(generator, servers, { protocol, batch, clients })));
    context.print(
      `\n${protocolNames[protocol]}: records a second (processor time of the receiver, µs a record; × = the listener's throughput to it)\n`,
    );
    context.print(table([["records a request", "clients", ...names], ...rows]));
  }
}

async function measureCell(
  generator: Generator,
  servers: ReadonlyMap<string, Server>,
  { protocol, batch, clients }: Pick<Load, "protocol" | "batch" | "clients">,
): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const measured = new Map<string, Measured[]>([...servers.keys()].map((name) => [name, []]));
  const isSlow = new Set<string>();
  for (let round = 0; round < rounds; round++)
    for (const [name, server] of servers) {
      if (isSlow.has(name)) continue;
      const address = protocol === "grpc" ? server.grpc : server.http;
      const load = { protocol, address, batch, clients };
      if (round === 0)
        await generator.send({ ...load, clients: Math.min(clients, warmUpClients), milliseconds: warmUp });
      const started = performance.now();
      measured.get(name)?.push(await measure(generator, server, { ...load, milliseconds }));
      if (performance.now() - started > slow) isSlow.add(name);
    }
  return measured;
}

function row(
  batch: number,
  clients: number,
  names: readonly string[],
  measured: ReadonlyMap<string, readonly Measured[]>,
): string[] {
  const rate = (name: string) =>
    percentile(
      (measured.get(name) ?? []).map(({ recordsPerSecond }) => recordsPerSecond),
      0.5,
    );
  const cost = (name: string) =>
    percentile(
      (measured.get(name) ?? []).map(({ microsecondsPerRecord }) => microsecondsPerRecord),
      0.5,
    );
  const ours: Readonly<Record<string, string>> = {
    "Collector, policy": "listener, writing",
    "Collector, plain": "listener",
    Otelite: "listener",
  };
  const cells = names.map((name) => {
    const failed = (measured.get(name) ?? []).reduce((sum, one) => sum + one.failed, 0);
    const twin = ours[name];
    const ratio = twin === undefined ? "" : ` ×${(rate(twin) / rate(name)).toFixed(1)}`;
    return `${Math.round(rate(name))} (${cost(name).toFixed(1)}${ratio})${failed > 0 ? ` ${failed} refused` : ""}`;
  });
  return [String(batch), String(clients), ...cells];
}

async function measure(generator: Generator, server: Server, load: Load): Promise<Measured> {
  const before = await settledProcessTime(server.pid);
  const { records, failed, milliseconds: took } = await generator.send(load);
  const spent = (await settledProcessTime(server.pid)) - before;
  return { recordsPerSecond: (records / took) * 1000, microsecondsPerRecord: (spent * 1000) / records, failed };
}
