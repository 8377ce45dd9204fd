import { describe, expect, test } from "vitest";
import {
  type ConnectionEvents,
  type ListenerConnection,
  ListenerService,
  portOf,
} from "../../../client/listenerService.ts";
import { ListenerError } from "../../../listener/listenerError.ts";
import type { ListenerFailure, ListenerOptions } from "../../../listener/protocol.ts";

const totals = { events: 3, spans: 0, metricPoints: 0, requests: 1, refused: 0, findings: 1, evicted: 0 };
const busy: ListenerFailure = { code: "port-in-use", message: "Port 4317 is in use.", port: 4317 };

/** A window with a worker that does as told. */
function window_() {
  const told: string[] = [];
  const states: string[] = [];
  const workers: { events: ConnectionEvents; requests: [string, unknown][]; disposed: boolean }[] = [];
  const world = { busyPorts: new Set<number>(), now: 0, nextFreePort: 50_000 };
  const service = new ListenerService({
    now: () => world.now,
    log: () => undefined,
    options: (): ListenerOptions => ({
      host: "127.0.0.1",
      grpcPort: 4317,
      httpPort: 4318,
      maximumEvents: 1000,
      policyText: undefined,
    }),
    announce: {
      startFailed: (failure) => told.push(`failed: ${failure.code}`),
      recovered: () => told.push("recovered"),
      gaveUp: () => told.push("gave up"),
    },
    connect: (events) => {
      const worker = { events, requests: [] as [string, unknown][], disposed: false };
      workers.push(worker);
      const request = async (method: string, parameters: unknown) => {
        worker.requests.push([method, parameters]);
        if (method === "totals") return { ...totals, events: 0, findings: 0 };
        if (method !== "start") return undefined;
        const { grpcPort, httpPort } = parameters as ListenerOptions;
        if (world.busyPorts.has(grpcPort)) throw new ListenerError(busy.code, busy.message, busy.port);
        const port = (wanted: number) => (wanted === 0 ? world.nextFreePort++ : wanted);
        return { grpc: `127.0.0.1:${port(grpcPort)}`, http: `127.0.0.1:${port(httpPort)}` };
      };
      return { request, dispose: () => (worker.disposed = true) } as unknown as ListenerConnection;
    },
  });
  service.onDidChangeState((state) => states.push(state.kind));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { service, told, states, workers, world, settled };
}

describe("the listener of a window", () => {
  test("loads no worker before it is started", () => {
    const { service, workers } = window_();
    expect(service.state.kind).toBe("stopped");
    expect(workers).toHaveLength(0);
  });

  test("starts on the ports of the settings and stops again, keeping what it received", async () => {
    const { service, states, workers } = window_();
    expect(await service.start({ reason: "manual" })).toEqual({ grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" });
    await service.stop();
    expect(states).toEqual(["starting", "listening", "stopped"]);
    expect(workers[0]?.disposed).toBe(false);
  });

  test("started twice listens once", async () => {
    const { service, workers } = window_();
    await Promise.all([service.start({ reason: "manual" }), service.start({ reason: "manual" })]);
    expect(workers).toHaveLength(1);
    expect(workers[0]?.requests.filter(([method]) => method === "start")).toHaveLength(1);
  });

  test("says loudly that a port is taken when a person started it", async () => {
    const { service, told, world } = window_();
    world.busyPorts.add(4317);
    expect(await service.start({ reason: "manual" })).toBeUndefined();
    expect(told).toEqual(["failed: port-in-use"]);
    expect(service.state).toEqual({ kind: "failed", failure: busy });
  });

  test("is quiet about a taken port when it started by itself", async () => {
    const { service, told, world } = window_();
    world.busyPorts.add(4317);
    await service.start({ reason: "automatic" });
    expect(told).toEqual([]);
    expect(service.state.kind).toBe("failed");
  });

  test("listens on free ports when asked to, after the usual ones were taken", async () => {
    const { service, world } = window_();
    world.busyPorts.add(4317);
    await service.start({ reason: "manual" });
    const addresses = await service.start({ reason: "manual", freePorts: true });
    expect(addresses).toEqual({ grpc: "127.0.0.1:50000", http: "127.0.0.1:50001" });
  });

  test("comes back on the same ports when its worker dies, and says so", async () => {
    const { service, told, workers, settled } = window_();
    await service.start({ reason: "manual", freePorts: true });
    workers[0]?.events.exited("exit code 1");
    await settled();
    expect(told).toEqual(["recovered"]);
    expect(workers[0]?.disposed).toBe(true);
    expect(workers[1]?.requests[0]).toMatchObject(["start", { grpcPort: 50_000, httpPort: 50_001 }]);
  });

  test("gives up when the worker dies again at once, and starts anew when a person asks", async () => {
    const { service, told, workers, world, settled } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.exited("exit code 1");
    await settled();
    world.now = 1000;
    workers[1]?.events.exited("exit code 1");
    await settled();
    expect(told).toEqual(["recovered", "gave up"]);
    expect(service.state.kind).toBe("failed");
    expect(await service.start({ reason: "manual" })).toBeDefined();
  });

  test("comes back a second time when it ran well in between", async () => {
    const { service, told, workers, world, settled } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.exited("exit code 1");
    await settled();
    world.now = 3_600_000;
    workers[1]?.events.exited("exit code 1");
    await settled();
    expect(told).toEqual(["recovered", "recovered"]);
  });

  test("passes news on, and says that everything changed after a clear", async () => {
    const { service, workers } = window_();
    const news: unknown[] = [];
    await service.start({ reason: "manual" });
    service.onDidChangeData((sessions, { events }) => news.push([sessions, events]));
    workers[0]?.events.changed({ sessions: ["a"], totals });
    await service.clear();
    expect(news).toEqual([
      [["a"], 3],
      ["all", 0],
    ]);
  });

  test("answers nothing before it was ever started, nor after a start that failed", async () => {
    const { service, world } = window_();
    expect(await service.query("sessions", undefined)).toBeUndefined();
    world.busyPorts.add(4317);
    await service.start({ reason: "manual" });
    expect(await service.query("sessions", undefined)).toBeUndefined();
    await service.clear();
  });

  test("takes its worker along when the window closes", async () => {
    const { service, workers, told, settled } = window_();
    await service.start({ reason: "manual" });
    service.dispose();
    workers[0]?.events.exited("terminated");
    await settled();
    expect(workers[0]?.disposed).toBe(true);
    expect(told).toEqual([]);
  });
});

describe("an address", () => {
  test.each([
    ["127.0.0.1:4317", 4317],
    ["[::1]:4318", 4318],
    ["nonsense", 0],
  ])("%s has port %i", (address, port) => expect(portOf(address)).toBe(port));
});
