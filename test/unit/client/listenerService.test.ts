import { describe, expect, test } from "vitest";
import {
  type ConnectOptions,
  type ListenerConnection,
  ListenerService,
  portOf,
} from "../../../client/listener/listenerService.ts";
import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import type { ListenerFailure } from "../../../listener/protocol/listenerFailure.ts";
import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";
import type { ConnectionEvents } from "../../../listener/protocol/listenerRequests.ts";
import type { ListenerAddresses } from "../../../listener/protocol/totals.ts";

const totals = { events: 3, spans: 0, metricPoints: 0, requests: 1, refused: 0, findings: 1, evicted: 0 };
const busy: ListenerFailure = { code: "port-in-use", message: "Port 4317 is in use.", port: 4317 };

interface Worker {
  readonly events: ConnectionEvents;
  readonly how: ConnectOptions;
  readonly requests: [string, unknown][];
  disposed: boolean;
}

interface World {
  readonly busyPorts: Set<number>;
  now: number;
  nextFreePort: number;
  /** Another window that owns the listener; without addresses it has stopped it. */
  owner: { readonly window: string; readonly addresses?: ListenerAddresses } | undefined;
  fullDisk?: boolean;
  /** The owner closes when it is asked the next time. */
  hangUp?: boolean;
}

/** A window with a worker that does as told. */
function window_() {
  const told: string[] = [];
  const states: string[] = [];
  const workers: Worker[] = [];
  const world: World = { busyPorts: new Set(), now: 0, nextFreePort: 50_000, owner: undefined };
  const service = new ListenerService({
    now: () => world.now,
    log: () => undefined,
    options: async (): Promise<ListenerOptions> => ({
      host: "127.0.0.1",
      grpcPort: 4317,
      httpPort: 4318,
      maximumEvents: 1000,
      policyText: undefined,
    }),
    announce: {
      startFailed: (failure) => told.push(`failed: ${failure.code}`),
      recordingFailed: (message) => told.push(`recording: ${message}`),
      recovered: () => told.push("recovered"),
      unread: (bytes) => told.push(`unread ${bytes} bytes`),
      recordingEnded: ({ file }, reason) => told.push(`recording ${file} ended: ${reason}`),
      gaveUp: () => told.push("gave up"),
    },
    explain: async (failure) => failure,
    connect: async (how, events) => {
      const followed = world.owner && { window: world.owner.window, process: 4711 };
      const worker: Worker = { events, how, requests: [], disposed: false };
      workers.push(worker);
      const request = async (method: string, parameters: unknown) => {
        worker.requests.push([method, parameters]);
        if (method === "totals") return { ...totals, events: 0, findings: 0 };
        if (method === "addresses") return world.owner?.addresses;
        if (method === "sessions" && world.hangUp) {
          world.hangUp = false;
          events.ended("moved", "The owner has closed.");
          throw new ListenerError("gone", "The owner has closed.");
        }
        if (method === "sessions") return [];
        if (method === "startRecording" && world.fullDisk) throw new ListenerError("failed", "The disk is full.");
        if (method === "startRecording") return { ...(parameters as { file: string }), requests: 0 };
        if (method !== "start") return undefined;
        const { grpcPort, httpPort } = parameters as ListenerOptions;
        if (world.busyPorts.has(grpcPort)) throw new ListenerError(busy.code, busy.message, busy.port);
        const port = (wanted: number) => (wanted === 0 ? world.nextFreePort++ : wanted);
        return { grpc: `127.0.0.1:${port(grpcPort)}`, http: `127.0.0.1:${port(httpPort)}` };
      };
      const dispose = async () => {
        worker.disposed = true;
      };
      return { followed, request, dispose } as ListenerConnection;
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

  test("says once that some of what was kept could not be read", async () => {
    const { service, told, workers } = window_();
    await service.start({ reason: "manual" });
    const unread = { bytes: 4096, requests: 1, ids: 1, files: [], fileCount: 0 };
    for (let i = 0; i < 3; i++)
      workers[0]?.events.changed({ sessions: [], totals: { ...totals, events: 3, findings: 0, unread } });
    expect(told).toEqual(["unread 4096 bytes"]);
  });

  test("is restarted with a new worker when what is kept where has changed, and with the same one otherwise", async () => {
    const { service, workers } = window_();
    await service.start({ reason: "manual" });
    await service.restart({ reason: "manual" });
    expect(workers.map(({ disposed }) => disposed)).toEqual([false]);
    await service.restart({ reason: "manual", anew: true });
    expect(workers.map(({ disposed }) => disposed)).toEqual([true, false]);
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

  test("says when a recording has ended because its file could not be written", async () => {
    const { service, told, workers } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.recordingFailed("The disk is full.");
    expect(told).toEqual(["recording: The disk is full."]);
  });

  test("comes back on the same ports when its worker dies, and says so", async () => {
    const { service, told, workers, settled } = window_();
    await service.start({ reason: "manual", freePorts: true });
    workers[0]?.events.ended("died", "exit code 1");
    await settled();
    expect(told).toEqual(["recovered"]);
    expect(workers[0]?.disposed).toBe(true);
    expect(workers[1]?.requests[0]).toMatchObject(["start", { grpcPort: 50_000, httpPort: 50_001 }]);
  });

  test("goes on with a recording when its worker dies, and says nothing more of it", async () => {
    const { service, told, workers, settled } = window_();
    await service.start({ reason: "manual" });
    const recording = { file: "/a.jsonl", maximumBytes: 1000, keep: 3 };
    workers[0]?.events.changed({ sessions: [], totals, recording: { ...recording, requests: 7 } });
    workers[0]?.events.ended("died", "exit code 1");
    await settled();
    expect(told).toEqual(["recovered"]);
    expect(workers[1]?.requests[0]).toMatchObject(["start", { resumeRecording: recording }]);
    expect(service.recording).toMatchObject(recording);
  });

  test("says that a recording has ended when it cannot go on", async () => {
    const { service, told, workers, world, settled } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.changed({ sessions: [], totals, recording: { file: "/a.jsonl", requests: 7 } });
    world.fullDisk = true;
    workers[0]?.events.ended("died", "exit code 1");
    await settled();
    expect(told).toEqual(["recovered", "recording /a.jsonl ended: The disk is full."]);
    expect(service.recording).toBeUndefined();
  });

  test("goes on with a recording of the window that has closed, when the listener becomes its own", async () => {
    const { service, told, workers, world, settled } = window_();
    world.owner = { window: "other", addresses: { grpc: "127.0.0.1:1", http: "127.0.0.1:2" } };
    await service.start({ reason: "manual" });
    workers[0]?.events.changed({ sessions: [], totals, recording: { file: "/a.jsonl", requests: 7 } });
    world.owner = undefined;
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(told).toEqual([]);
    expect(workers[1]?.requests[0]).toMatchObject(["start", { resumeRecording: { file: "/a.jsonl" } }]);
  });

  test("leaves a recording to the window that owns the listener", async () => {
    const { service, workers, world, settled } = window_();
    world.owner = { window: "other", addresses: { grpc: "127.0.0.1:1", http: "127.0.0.1:2" } };
    await service.start({ reason: "manual" });
    workers[0]?.events.changed({ sessions: [], totals, recording: { file: "/a.jsonl", requests: 7 } });
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(workers[1]?.requests.map(([method]) => method)).not.toContain("startRecording");
  });

  test("gives up when the worker dies again at once, and starts anew when a person asks", async () => {
    const { service, told, workers, world, settled } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.ended("died", "exit code 1");
    await settled();
    world.now = 1000;
    workers[1]?.events.ended("died", "exit code 1");
    await settled();
    expect(told).toEqual(["recovered", "gave up"]);
    expect(service.state.kind).toBe("failed");
    expect(await service.start({ reason: "manual" })).toBeDefined();
  });

  test("comes back a second time when it ran well in between", async () => {
    const { service, told, workers, world, settled } = window_();
    await service.start({ reason: "manual" });
    workers[0]?.events.ended("died", "exit code 1");
    await settled();
    world.now = 3_600_000;
    workers[1]?.events.ended("died", "exit code 1");
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
      ["cleared", 0],
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
    workers[0]?.events.ended("died", "terminated");
    await settled();
    expect(workers[0]?.disposed).toBe(true);
    expect(told).toEqual([]);
  });
});

describe("a window that shows the listener of another one", () => {
  const addresses = { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" };
  const following = async () => {
    const all = window_();
    all.world.owner = { window: "first", addresses };
    await all.service.start({ reason: "automatic" });
    return all;
  };

  test("starts nothing of its own and says whose it is", async () => {
    const { service, workers, told } = await following();
    expect(service.state).toEqual({ kind: "listening", addresses, followed: { window: "first", process: 4711 } });
    expect(workers[0]?.requests.map(([method]) => method)).toEqual(["addresses", "totals"]);
    expect(told).toEqual([]);
  });

  test("starts the listener there when it had been stopped", async () => {
    const { service, workers, world } = window_();
    world.owner = { window: "first" };
    expect(await service.start({ reason: "manual" })).toEqual(addresses);
    expect(workers[0]?.requests.map(([method]) => method)).toEqual(["addresses", "start", "totals"]);
  });

  test("takes over on the same ports when the other one closes, quietly and without a moment of not listening", async () => {
    const { service, workers, world, told, states, settled } = await following();
    const news: unknown[] = [];
    service.onDidChangeData((sessions) => news.push(sessions));
    world.owner = undefined;
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(service.state).toEqual({ kind: "listening", addresses });
    expect(states).toEqual(["starting", "listening", "listening"]);
    expect(workers[1]?.how).toEqual({ takesOver: true });
    expect(workers[1]?.requests[0]).toMatchObject(["start", { grpcPort: 4317, httpPort: 4318 }]);
    expect(news).toEqual(["any"]);
    expect(told).toEqual([]);
  });

  test("answers a question that the change of owners fell into", async () => {
    const { service, workers, world } = await following();
    world.owner = undefined;
    world.hangUp = true;
    expect(await service.query("sessions", undefined)).toEqual([]);
    expect(workers).toHaveLength(2);
  });

  test("follows on when another window was faster to take over", async () => {
    const { service, workers, world, settled } = await following();
    world.owner = { window: "second", addresses };
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(service.state).toMatchObject({ kind: "listening", followed: { window: "second" } });
  });

  test("says so when it cannot take over", async () => {
    const { service, workers, world, told, settled } = await following();
    world.owner = undefined;
    world.busyPorts.add(4317);
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(told).toEqual(["gave up"]);
    expect(service.state.kind).toBe("failed");
  });

  test("shows that the listener was stopped and started by another window", async () => {
    const { service, workers } = await following();
    workers[0]?.events.listening(undefined);
    expect(service.state.kind).toBe("stopped");
    workers[0]?.events.listening({ ...addresses, grpc: "127.0.0.1:5000" });
    expect(service.state).toMatchObject({ kind: "listening", addresses: { grpc: "127.0.0.1:5000" } });
  });

  test("does not take over what a person had stopped", async () => {
    const { service, workers, world, settled } = await following();
    workers[0]?.events.listening(undefined);
    world.owner = undefined;
    workers[0]?.events.ended("moved", "The owner has closed.");
    await settled();
    expect(service.state.kind).toBe("stopped");
    expect(workers).toHaveLength(1);
  });

  test("stops it for all windows, or leaves it to the others", async () => {
    const { service, workers } = await following();
    await service.stop();
    expect(workers[0]?.requests.at(-1)).toEqual(["stop", undefined]);
    const left = await following();
    await left.service.leave();
    expect(left.service.state.kind).toBe("stopped");
    expect(left.workers[0]?.requests.map(([method]) => method)).not.toContain("stop");
    expect(left.workers[0]?.disposed).toBe(true);
    expect(await left.service.query("sessions", undefined)).toBeUndefined();
  });
});

describe("an address", () => {
  test.each([
    ["127.0.0.1:4317", 4317],
    ["[::1]:4318", 4318],
    ["nonsense", 0],
  ])("%s has port %i", (address, port) => expect(portOf(address)).toBe(port));
});
