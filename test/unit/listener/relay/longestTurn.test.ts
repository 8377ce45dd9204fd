import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { countItems, type OtlpRequest } from "../../../../core/otlp/requests.ts";
import { preparePolicy } from "../../../../listener/query/policyInForce.ts";
import { Relay, type RelayOptions } from "../../../../listener/relay/relay.ts";
import { RelayQueue } from "../../../../listener/relay/relayQueue.ts";
import { systemWorld } from "../../../../listener/relay/relayWorld.ts";
import { OtlpSendError } from "../../../../listener/send/sender.ts";
import type { Slices } from "../../../../listener/store/slices.ts";
import { Listener } from "../../../../listener/worker/listener.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

/** What is done with frames and files: how often, and with how many bytes. */
const work = vi.hoisted(() => ({ steps: 0, bytes: 0 }));

vi.mock("node:zlib", async (original) => {
  const actual = await original<typeof import("node:zlib")>();
  const crc32: typeof actual.crc32 = (data, value) => {
    work.steps++;
    work.bytes += typeof data === "string" ? data.length : data.byteLength;
    return actual.crc32(data, value);
  };
  return { ...actual, crc32 };
});
vi.mock("node:fs", async (original) => {
  const actual = await original<typeof import("node:fs")>();
  const counted = (["readSync", "writeSync", "writevSync"] as const).map((name) => [
    name,
    (...parameters: unknown[]) => {
      work.steps++;
      const done = Reflect.apply(actual[name], undefined, parameters) as number;
      work.bytes += done;
      return done;
    },
  ]);
  return { ...actual, ...Object.fromEntries(counted) };
});

interface Work {
  readonly steps: number;
  readonly bytes: number;
}

function workOf(task: () => unknown): Work {
  Object.assign(work, { steps: 0, bytes: 0 });
  task();
  return { ...work };
}

const most = (all: readonly Work[]): Work => ({
  steps: Math.max(...all.map(({ steps }) => steps)),
  bytes: Math.max(...all.map(({ bytes }) => bytes)),
});

/** The most that is done in one slice, and how many slices there are. */
function slicesOf<T>(opening: Slices<T>): { readonly slices: number; readonly most: Work; readonly result: T } {
  const all: Work[] = [];
  for (;;) {
    let step: IteratorResult<void, T> | undefined;
    all.push(
      workOf(() => {
        step = opening.next();
      }),
    );
    if (step?.done) return { slices: all.length, most: most(all), result: step.value };
  }
}

const [captured] = captureRequests("shell-tools.logs.otlp.jsonl") as [OtlpRequest];
const policyText = `version = 1
[destinations.siem]
receives = ["*"]
forward = { endpoint = "https://siem", protocol = "grpc" }
`;
const [record] =
  captured.signal === "logs"
    ? captured.request.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs[0]?.logRecords ?? [])
    : [];
const request = {
  signal: "logs",
  request: { resourceLogs: [{ scopeLogs: [{ logRecords: [record], schemaUrl: "" }], schemaUrl: "" }] },
} as unknown as OtlpRequest;
const day = 24 * 3_600_000;
const many = 6000;

/** A relay on a clock of the test; its timers are called one by one. */
function relayOf(folder: string, { time = 0, answer }: { time?: number; answer?: () => void } = {}) {
  const timers: { at: number; callback: () => void }[] = [];
  const sent: number[] = [];
  const world = {
    ...systemWorld,
    now: () => time,
    after: (milliseconds: number, callback: () => void) => {
      const timer = { at: milliseconds, callback };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    openSender: () => ({
      send: async (one: OtlpRequest) => {
        sent.push(countItems(one));
        if (answer === undefined) return new Promise<never>(() => undefined);
        answer();
        return undefined;
      },
      close: () => undefined,
    }),
  };
  const options: RelayOptions = {
    ...{ folder, environment: () => undefined, secrets: {}, allowed: undefined, policyOrigin: "file:a", world },
    onChange: () => undefined,
  };
  const opening = () =>
    Relay.opening(
      preparePolicy(policyText, () => undefined),
      options,
    );
  /** Calls what waits for its turn, and tells what is done in one. */
  const nextTurn = (): Work | undefined => {
    const next = timers.findIndex(({ at }) => at === 0);
    if (next < 0) return undefined;
    return workOf(timers.splice(next, 1)[0]?.callback ?? (() => undefined));
  };
  const stop = async (relay: Relay): Promise<void> => {
    const stopped = relay.stop(0);
    while (nextTurn() !== undefined) await Promise.resolve();
    await stopped;
  };
  return { opening, nextTurn, sent, stop };
}

/** A folder with a queue in which so many requests wait. */
async function waiting(count: number): Promise<string> {
  const folder = temporaryFolder();
  const { opening, stop } = relayOf(folder);
  const { result: relay } = slicesOf(opening());
  for (let i = 0; i < count; i++) relay.accept(request, { store: "00000000000000a1", idAt: () => 1 + i });
  await stop(relay);
  return folder;
}

const queuedIn = (relay: Relay): number =>
  relay.status().reduce((sum, { items }) => sum + items.waiting.logs + items.atRest.logs, 0);

/** Some milliseconds of work on any machine. */
const inOneTurn: Work = { steps: 2500, bytes: 2 * 1024 * 1024 };
function expectNoMoreThan({ steps, bytes }: Work): void {
  expect(steps).toBeLessThan(inOneTurn.steps);
  expect(bytes).toBeLessThan(inOneTurn.bytes);
}

describe("However many requests wait, others have their turn while", () => {
  test("they are found again at the start", async () => {
    const [few, more] = [await waiting(many / 4), await waiting(many)];
    const relays = [relayOf(few), relayOf(more)] as const;
    const [one, other] = [slicesOf(relays[0].opening()), slicesOf(relays[1].opening())];
    onTestFinished(async () => {
      await relays[0].stop(one.result);
      await relays[1].stop(other.result);
    });
    expect([queuedIn(one.result), queuedIn(other.result)]).toEqual([many / 4, many]);
    expect(other.slices).toBeGreaterThan(3 * one.slices - 3);
    expectNoMoreThan(one.most);
    expectNoMoreThan(other.most);
  });

  test("they are found again and what was settled of them is known by the ledger alone", async () => {
    const folder = await waiting(many);
    const own = join(folder, readdirSync(folder)[0] ?? "");
    const ledger = readFileSync(join(own, "ledger"));
    const first = relayOf(folder, { answer: () => undefined });
    const { result: relay } = slicesOf(first.opening());
    while (queuedIn(relay) > many / 2) {
      first.nextTurn();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await first.stop(relay);
    expect(readFileSync(join(own, "ledger")).equals(ledger)).toBe(false);
    writeFileSync(join(own, "position"), Buffer.alloc(64, 7));
    const { opening, stop } = relayOf(folder);
    const again = slicesOf(opening());
    onTestFinished(() => stop(again.result));
    expectNoMoreThan(again.most);
  });

  test("they are taken over from an earlier version", () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "000000000001-0123456789ab.segment"), legacyFileOf(many, Buffer.alloc(100, "a")));
    const { most: longest, result, slices } = slicesOf(RelayQueue.opening({ folder, maximumBytes: 1e9 }));
    onTestFinished(() => result.close());
    expect(result.size.requests).toBe(many);
    expect(slices).toBeGreaterThan(10);
    expectNoMoreThan(longest);
  });

  test("they are discarded", async () => {
    const folder = await waiting(many);
    const { opening, nextTurn, stop } = relayOf(folder);
    const { result: relay } = slicesOf(opening());
    onTestFinished(() => stop(relay));
    let discarded: Promise<number> | undefined;
    const first = workOf(() => {
      discarded = relay.discardQueue(relay.status()[0]?.queue ?? "");
    });
    expectNoMoreThan(first);
    expect(queuedIn(relay)).toBeGreaterThan(many / 2);
    // what comes in meanwhile is not discarded
    relay.accept(request);
    while (queuedIn(relay) > 1) expectNoMoreThan(nextTurn() ?? expect.fail("nobody goes on"));
    expect(await discarded).toBe(many);
    expect(queuedIn(relay)).toBe(1);
  });

  test("they are deleted because they have waited for too long", async () => {
    const folder = await waiting(many);
    const { opening, nextTurn, sent, stop } = relayOf(folder, { time: day + 1 });
    const { result: relay, most: longest } = slicesOf(opening());
    onTestFinished(() => stop(relay));
    expectNoMoreThan(longest);
    expect(queuedIn(relay)).toBeGreaterThan(many / 2);
    while (queuedIn(relay) > 0) expectNoMoreThan(nextTurn() ?? expect.fail("nobody goes on"));
    expect(relay.status()[0]).toMatchObject({ items: { lost: { logs: many } }, missed: many });
    expect(sent).toEqual([]);
  });

  test.each([
    ["sent", () => undefined],
    [
      "refused",
      () => {
        throw new OtlpSendError("no", { kind: "http", status: 404, words: "", contentType: "" });
      },
    ],
  ])("they are %s", async (_, answer) => {
    const folder = await waiting(many);
    const { opening, nextTurn, sent, stop } = relayOf(folder, { answer });
    const { result: relay } = slicesOf(opening());
    onTestFinished(() => stop(relay));
    let isIdle = nextTurn() === undefined;
    while (queuedIn(relay) > 0 && !isIdle) {
      const [before, { length }] = [queuedIn(relay), sent];
      Object.assign(work, { steps: 0, bytes: 0 });
      // a real answer comes in a turn of its own, and with it the next request goes
      for (let i = 0; i < 20 && sent.length === length; i++) await Promise.resolve();
      expectNoMoreThan(work);
      expect(before - queuedIn(relay)).toBeLessThanOrEqual(128);
      isIdle = sent.length === length && queuedIn(relay) === before;
    }
    expect(queuedIn(relay)).toBe(0);
    expect(Math.max(...sent)).toBeLessThanOrEqual(128);
  });
});

test("While a listener opens what waits, others have their turn", async () => {
  const relayFolder = await waiting(many);
  let turns = 0;
  let isOpen = false;
  const count = (): void => {
    turns++;
    if (!isOpen) setImmediate(count);
  };
  setImmediate(count);
  const options = { policyText, policyOrigin: "file:a", maximumEvents: 10, relayFolder, allowed: [] };
  const listener = await Listener.open(options, () => undefined, {}, { world: { ...systemWorld, now: () => 0 } });
  isOpen = true;
  onTestFinished(() => listener.close());
  expect(turns).toBeGreaterThan(5);
  expect(listener.relays().reduce((sum, { items }) => sum + items.atRest.logs, 0)).toBe(many);
});

/** A file of format 2 with requests, see `legacyFormat.ts`. */
function legacyFileOf(count: number, content: Uint8Array): Buffer {
  const frame = Buffer.alloc(32 + 5 + content.length);
  const frames: Buffer[] = [];
  for (let id = 1; id <= count; id++) {
    frame.fill(0, 0, 32);
    frame.set([0x32, 0x4c, 0x54, 0x4f, 1]);
    frame.writeUInt32LE(5 + content.length, 8);
    frame.writeUInt32LE(1, 12);
    frame.writeDoubleLE(id, 16);
    frame.writeUInt32LE(1, 33);
    frame.set(content, 37);
    frame.writeUInt32LE(crc32(frame.subarray(32), crc32(frame.subarray(0, 24))), 24);
    frames.push(Buffer.from(frame));
  }
  return Buffer.concat(frames);
}
