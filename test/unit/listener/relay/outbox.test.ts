import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { decodeRequest } from "../../../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest, type PartialSuccess } from "../../../../core/otlp/requests.ts";
import type { RelayStatus } from "../../../../listener/protocol/delivery.ts";
import { DeliveryLedger, type QueueOwner } from "../../../../listener/relay/deliveryLedger.ts";
import type { KeptEvents } from "../../../../listener/relay/keptEvents.ts";
import { LedgerFile } from "../../../../listener/relay/ledgerFile.ts";
import { Outbox } from "../../../../listener/relay/outbox.ts";
import { RelayQueue, type RelayQueueOptions } from "../../../../listener/relay/relayQueue.ts";
import type { RelayTarget } from "../../../../listener/relay/relayTarget.ts";
import { systemWorld } from "../../../../listener/relay/relayWorld.ts";
import { totalOf } from "../../../../listener/relay/signalCounts.ts";
import { OtlpSendError } from "../../../../listener/send/sender.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";
import { idsOf, rangesOf } from "./keptIds.ts";

const [request] = captureRequests("shell-tools.logs.otlp.jsonl") as [OtlpRequest];
const items = countItems(request);
const store = "00000000000000a1";
const otherStore = "00000000000000a2";
const eventsOf = (of: string | undefined, ...ids: readonly number[]): KeptEvents => ({
  ranges: rangesOf(ids),
  store: of,
});
const target = (host = "siem.example.com", key = "one"): RelayTarget => ({
  url: new URL(`https://${host}:4317`),
  protocol: "grpc",
  headers: { Authorization: key },
});
const owner: QueueOwner = {
  destination: "siem",
  endpoint: "https://siem.example.com:4317",
  policyOrigin: "file:a",
  name: "a",
  protocol: "grpc",
  headers: [["Authorization", "SIEM_KEY"]],
};
const refused = (status: number) =>
  new OtlpSendError("no", { kind: "http", status, words: "", contentType: "" }, status === 503 ? 0 : undefined);

type Answer = PartialSuccess | OtlpSendError | undefined | Promise<PartialSuccess | undefined>;

interface Relayed {
  readonly relay: Outbox;
  readonly queue: RelayQueue;
  /** How many items each attempt had. */
  readonly attempts: number[];
  /** How many senders were opened and closed. */
  readonly senders: { opened: number; closed: number };
  /** What was said of losses. */
  readonly told: string[];
}

/** A relay whose receiver answers as a test says. */
function relayTo(
  answer: (items: number, attempt: number) => Answer,
  options: Partial<RelayQueueOptions> = {},
  now: () => number = () => 0,
): Relayed {
  const { folder } = options;
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const ledger = new DeliveryLedger(folder === undefined ? undefined : join(folder, "ledger"), owner, now);
  const queue = new RelayQueue({ folder: undefined, maximumBytes: 1e9, ...options });
  const attempts: number[] = [];
  const senders = { opened: 0, closed: 0 };
  const told: string[] = [];
  const world = {
    ...systemWorld,
    now,
    random: () => 0,
    openSender: () => {
      senders.opened++;
      return {
        send: async (sent: OtlpRequest) => {
          attempts.push(countItems(sent));
          const answered = await answer(countItems(sent), attempts.length);
          if (answered instanceof OtlpSendError) throw answered;
          return answered;
        },
        close: () => void senders.closed++,
      };
    },
  };
  const events = {
    changed: () => undefined,
    told: (message: string) => void told.push(message),
    isOwn: () => true,
  };
  const relay = new Outbox("queue", queue, ledger, world, events);
  onTestFinished(() => relay.stop(0));
  return { relay, queue, attempts, senders, told };
}

const logs = (count: number) => ({ logs: count, traces: 0, metrics: 0 });

function expectToAddUp({ items: { accepted, ...rest }, refusals, losses }: RelayStatus): void {
  for (const signal of ["logs", "traces", "metrics"] as const)
    expect(Object.values(rest).reduce((sum, counts) => sum + counts[signal], 0)).toBe(accepted[signal]);
  const reasons = (counted: RelayStatus["losses"]) => counted.reduce((sum, one) => sum + one.items, 0);
  expect([reasons(refusals), reasons(losses)]).toEqual([totalOf(rest.refused), totalOf(rest.lost)]);
}

const queued = (relay: Outbox) => totalOf(relay.status().items.waiting) + totalOf(relay.status().items.atRest);
const sentAll = (relay: Outbox) => expect.poll(() => queued(relay)).toBe(0);

describe("A request that will never be taken", () => {
  test("is dropped alone when what it was sent together with is good", async () => {
    // the receiver finds the second of three unreadable
    const bad = 2;
    let accepted = 0;
    const { relay, attempts } = relayTo((sent, attempt) => {
      if (attempt === 1 || attempt === 1 + bad) return refused(400);
      accepted += sent;
      return undefined;
    });
    for (let i = 0; i < 3; i++) relay.accept(request, items);
    relay.setTarget(target());
    await sentAll(relay);
    expect(attempts).toEqual([3 * items, items, items, items]);
    expect(accepted).toBe(2 * items);
    expect(relay.status()).toMatchObject({ items: { sent: logs(2 * items) }, retries: 0, state: "idle" });
    expect(relay.status().refusals).toEqual([{ reason: expect.stringContaining("400"), items }]);
    expectToAddUp(relay.status());
  });

  test("does not stop the destination when its bytes are no request any more", async () => {
    const { relay, queue } = relayTo(() => undefined);
    queue.add("logs", 7, Uint8Array.of(0x0a, 0xff, 0xff));
    relay.setTarget(target());
    relay.accept(request, items);
    await sentAll(relay);
    expect(relay.status()).toMatchObject({
      items: { sent: logs(items), lost: logs(7) },
      losses: [{ reason: "it could not be read again", items: 7 }],
    });
    expectToAddUp(relay.status());
  });
});

describe("At the end", () => {
  test("what waits in memory alone is still sent, for it would be lost", async () => {
    const { relay, attempts } = relayTo(() => new Promise((resolve) => setTimeout(resolve, 5, undefined)));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => attempts.length).toBe(1);
    for (let i = 0; i < 3; i++) relay.accept(request, items);
    await relay.stop(60_000);
    expect(relay.status().items).toMatchObject({ sent: logs(4 * items), lost: logs(0) });
  });

  test("a receiver that is busy is asked once more and not waited for; what waits in memory alone is lost", async () => {
    const { relay, attempts } = relayTo(() => refused(503));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().state).toBe("waiting");
    const before = attempts.length;
    await relay.stop(60_000);
    expect(attempts.length).toBe(before + 1);
    expect(relay.status()).toMatchObject({
      items: { sent: logs(0), waiting: logs(0), lost: logs(items) },
      losses: [{ reason: "it waited in memory alone when the listener ended", items }],
    });
  });

  test("what waits in a folder stays there for the next time", async () => {
    let answerFirst = (_: undefined): void => undefined;
    const first = new Promise<undefined>((resolve) => {
      answerFirst = resolve;
    });
    const { relay, attempts } = relayTo(() => first, { folder: temporaryFolder() });
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => attempts.length).toBe(1);
    relay.accept(request, items);
    const stopped = relay.stop(60_000);
    answerFirst(undefined);
    await stopped;
    expect(attempts).toEqual([items]);
  });
});

describe("The counters", () => {
  test("add up over restarts, with what waited too long", async () => {
    const folder = temporaryFolder();
    let time = 1_000_000;
    const now = () => time;
    const hours = (count: number) => count * 3_600_000;
    const first = relayTo(() => undefined, { folder }, now);
    first.relay.setTarget({ problem: "The key is missing." });
    first.relay.accept(request, items);
    await first.relay.stop(0);
    time += hours(20);
    const second = relayTo(() => undefined, { folder }, now);
    second.relay.accept(request, items);
    await second.relay.stop(0);

    time += hours(5);
    const third = relayTo(() => undefined, { folder }, now);
    expectToAddUp(third.relay.status());
    expect(third.relay.status()).toMatchObject({
      items: { accepted: logs(2 * items), atRest: logs(items), lost: logs(items) },
      losses: [{ reason: "it waited for more than a day", items }],
    });
    expect(third.told).toEqual([expect.stringMatching(/siem at https:.*: it waited for more than a day/)]);
    third.relay.setTarget(target());
    await sentAll(third.relay);
    await third.relay.stop(0);
    const fourth = relayTo(() => undefined, { folder }, now);
    expect(fourth.relay.status().items).toMatchObject({
      accepted: logs(2 * items),
      sent: logs(items),
      lost: logs(items),
    });
    expectToAddUp(fourth.relay.status());
  });

  test("tell what becomes too old while it waits, and keep nothing longer because the clock was ahead", async () => {
    const folder = temporaryFolder();
    let time = 100 * 24 * 3_600_000;
    const first = relayTo(
      () => undefined,
      { folder },
      () => time,
    );
    first.relay.accept(request, items);
    await first.relay.stop(0);
    time = 0;
    const { relay, told } = relayTo(
      () => undefined,
      { folder },
      () => time,
    );
    time = 23 * 3_600_000;
    relay.loseExpired();
    expect(relay.status().items).toMatchObject({ atRest: logs(items), lost: logs(0) });
    time = 25 * 3_600_000;
    relay.loseExpired();
    expect(relay.status().items).toMatchObject({ atRest: logs(0), lost: logs(items) });
    expect(told).toHaveLength(1);
  });

  test("are told by signal, of what a queue does not take too", async () => {
    const traces = decodeRequest("traces", new Uint8Array());
    const { relay, told } = relayTo(() => undefined, { maximumBytes: 1 });
    relay.accept(request, items);
    relay.accept(traces, 3);
    expect(relay.status().items).toMatchObject({
      accepted: { logs: items, traces: 3, metrics: 0 },
      lost: { logs: items, traces: 3, metrics: 0 },
    });
    expect(relay.status().losses).toEqual([{ reason: "the queue is full", items: items + 3 }]);
    expect(told).toEqual([
      expect.stringMatching(/lost, and so is what follows until there is room: the queue is full/),
    ]);
    expectToAddUp(relay.status());
  });

  test("survive a ledger that was cut off while it was written, and say when nothing of it can be read", async () => {
    const folder = temporaryFolder();
    const ledger = join(folder, "ledger");
    const first = relayTo(() => undefined, { folder });
    first.relay.setTarget(target());
    first.relay.accept(request, items);
    await sentAll(first.relay);
    await first.relay.stop(0);
    const bytes = readFileSync(ledger);
    const second = relayTo(() => undefined, { folder });
    second.relay.accept(request, items);
    await second.relay.stop(0);
    // as long as one of the two places is whole
    const torn = readFileSync(ledger);
    const changed = torn.findIndex((byte, i) => byte !== bytes[i]);
    torn.fill(0x20, changed, changed + 9);
    writeFileSync(ledger, torn);
    const third = relayTo(() => undefined, { folder });
    expect(third.told).toEqual([]);
    expect(third.relay.status().items).toMatchObject({ sent: logs(items), atRest: logs(items) });
    expectToAddUp(third.relay.status());
    await third.relay.stop(0);

    truncateSync(ledger, 10);
    writeFileSync(ledger, Buffer.alloc(40_000, 0x20));
    const fourth = relayTo(() => undefined, { folder });
    expect(fourth.told).toEqual([expect.stringContaining("its counters begin anew")]);
    expect(fourth.relay.status().items).toMatchObject({ accepted: logs(items), atRest: logs(items) });
    expectToAddUp(fourth.relay.status());
  });

  test("count what was damaged in the queue as lost", async () => {
    const folder = temporaryFolder();
    const first = relayTo(() => undefined, { folder });
    for (let i = 0; i < 3; i++) first.relay.accept(request, items);
    await first.relay.stop(0);
    const [file = ""] = readdirSync(folder).filter((name) => /\.(?:segment|frames)$/.test(name));
    const bytes = readFileSync(join(folder, file));
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(join(folder, file), bytes);
    const second = relayTo(() => undefined, { folder });
    expect(second.relay.status()).toMatchObject({
      items: { accepted: logs(3 * items), atRest: logs(2 * items), lost: logs(items) },
      losses: [{ reason: "its file was damaged", items }],
    });
    expect(second.told).toEqual([expect.stringContaining("its file was damaged")]);
  });

  test.each([-5, 1e12])("add up when the receiver says that it rejected %d", async (rejected) => {
    const { relay } = relayTo(() => ({ rejected, message: "odd" }));
    relay.setTarget(target());
    relay.accept(request, items);
    await sentAll(relay);
    expect(relay.status().items.refused).toEqual(logs(rejected < 0 ? 0 : items));
    expectToAddUp(relay.status());
  });
});

describe("A destination whose policy is read again", () => {
  test("keeps its connection and what is on its way when nothing changed for it", async () => {
    let release: () => void = () => undefined;
    const answered = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    const { relay, senders, attempts } = relayTo(() => answered);
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => attempts.length).toBe(1);
    relay.setTarget(target());
    expect(senders).toEqual({ opened: 1, closed: 0 });
    release();
    await sentAll(relay);
    expect(attempts).toEqual([items]);
  });

  test("is sent to with its new key at once", async () => {
    const { relay, senders, attempts } = relayTo((_, attempt) => (attempt === 1 ? refused(503) : undefined));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().state).toBe("waiting");
    relay.setTarget(target("siem.example.com", "two"));
    await sentAll(relay);
    expect(senders).toEqual({ opened: 2, closed: 1 });
    expect(attempts).toHaveLength(2);
  });
});

describe("A destination whose key is refused", () => {
  test.each([401, 403])("loses nothing by a %d: it waits until the key, or the policy, has changed", async (status) => {
    let key = "wrong";
    const { relay, attempts } = relayTo(() => (key === "wrong" ? refused(status) : undefined));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().state).toBe("paused");
    relay.accept(request, items);
    relay.setTarget(target());
    expect(relay.status()).toMatchObject({
      state: "paused",
      items: { waiting: logs(2 * items), refused: logs(0), lost: logs(0) },
      lastAnswer: { good: false, summary: expect.stringContaining(String(status)) },
    });
    expect(attempts).toHaveLength(1);
    relay.endPause();
    await expect.poll(() => attempts.length).toBe(2);
    key = "right";
    relay.setTarget(target("siem.example.com", "right"));
    await sentAll(relay);
    expect(relay.status().items.sent).toEqual(logs(2 * items));
    expectToAddUp(relay.status());
  });

  test("is asked again when the person wants it", async () => {
    const { relay, attempts } = relayTo((_, attempt) => (attempt === 1 ? refused(401) : undefined));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().state).toBe("paused");
    relay.tryAgain();
    await sentAll(relay);
    expect(attempts).toHaveLength(2);
  });
});

describe("What is at rest", () => {
  test("is not sent, is counted so, and goes when the person says so", async () => {
    const { relay, attempts } = relayTo(() => undefined);
    relay.accept(request, items);
    relay.setTarget({ problem: "The key is missing." });
    expect(relay.status().items).toMatchObject({ waiting: logs(items), atRest: logs(0) });
    relay.rest("endpoint");
    expect(relay.status()).toMatchObject({ state: "resting", rest: "endpoint", items: { atRest: logs(items) } });
    relay.tryAgain();
    expect(attempts).toEqual([]);
    relay.release(target());
    expect(relay.status().items.waiting).toEqual(logs(items));
    await sentAll(relay);
    await expect.poll(() => relay.status().state).toBe("resting");
    expect(relay.status()).toMatchObject({ rest: "endpoint", items: { sent: logs(items) } });
  });

  test("is lost when the person discards it", async () => {
    const { relay, told } = relayTo(() => undefined);
    relay.accept(request, items);
    expect(await relay.discard()).toBe(items);
    expect(relay.status()).toMatchObject({
      items: { lost: logs(items) },
      losses: [{ reason: "you discarded it", items }],
      missed: 0,
    });
    expect(told).toEqual([expect.stringContaining("were discarded")]);
    expectToAddUp(relay.status());
  });

  test("cannot be discarded while it is on its way", async () => {
    let resolve = (_: undefined): void => undefined;
    const promise = new Promise<undefined>((resolved) => {
      resolve = resolved;
    });
    const { relay, attempts } = relayTo(() => promise);
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => attempts.length).toBe(1);
    expect(relay.discard()).toBeUndefined();
    resolve(undefined);
    await sentAll(relay);
    expect(relay.status().items).toMatchObject({ sent: logs(items), lost: logs(0) });
  });

  test("arrives all the same when it was on its way already, once", async () => {
    let resolve = (_: undefined): void => undefined;
    const promise = new Promise<undefined>((resolved) => {
      resolve = resolved;
    });
    const { relay, attempts, senders } = relayTo(() => promise);
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => attempts.length).toBe(1);
    relay.rest("policy");
    relay.setTarget(target());
    resolve(undefined);
    await sentAll(relay);
    expect(attempts).toHaveLength(1);
    expect(relay.status().items.sent).toEqual(logs(items));
    expect(senders).toEqual({ opened: 2, closed: 1 });
  });
});

describe("Events that were refused or lost", () => {
  test("are remembered until they are looked for again, and nothing that lies between: it may never have been for it", async () => {
    const answers = [undefined, refused(404), refused(404), undefined, refused(404), refused(404)];
    const { relay } = relayTo((_, attempt) => answers[attempt - 1]);
    relay.setTarget(target());
    // 5, 6, 10 and 11 came in while forwarding was off; of what came with 9 and 13 the policy has withheld something
    for (const ids of [[1, 2, 3, 4], [7, 9], [12], [13, 14], [20], [21, 23]]) {
      relay.accept(request, items, eventsOf(store, ...ids));
      await sentAll(relay);
    }
    expect(idsOf(relay.ledger.missed.of(store))).toEqual([7, 9, 12, 20, 21, 23]);
    expect(relay.status()).toMatchObject({ missed: 6, forgotten: 0, items: { refused: logs(4 * items) } });
  });

  test("are those too that the queue did not take", () => {
    const { relay } = relayTo(() => undefined, { maximumBytes: 1 });
    relay.accept(request, items, eventsOf(store, 3, 5));
    relay.accept(request, items, eventsOf(store, 8, 9));
    expect(idsOf(relay.ledger.missed.of(store))).toEqual([3, 5, 8, 9]);
  });

  test("are forgotten from the oldest on when there are too many, which is said and counted", async () => {
    const folder = temporaryFolder();
    const { relay, told } = relayTo(() => undefined, { maximumBytes: 1, folder });
    const all = 200_000;
    const atOnce = 5000;
    // every third one, so that they take as much room as can be
    for (let id = 1; id <= all; id += atOnce)
      relay.accept(request, items, eventsOf(store, ...Array.from({ length: atOnce / 2 }, (_, i) => id + 2 * i)));
    const { missed, forgotten } = relay.status();
    expect(missed).toBeGreaterThan(20_000);
    expect(forgotten).toBeGreaterThan(0);
    expect(missed + forgotten).toBe(all / 2);
    expect(idsOf(relay.ledger.missed.of(store))).toEqual(
      Array.from({ length: missed }, (_, i) => 1 + 2 * (forgotten + i)),
    );
    expect(told.filter((message) => message.includes("cannot be sent again"))).toHaveLength(1);
    await relay.stop(0);
    const again = relayTo(() => undefined, { folder });
    expect(again.relay.status()).toMatchObject({ missed, forgotten });
  });

  test("are those of their own store only, after the next opening too", async () => {
    const folder = join(temporaryFolder(), "queue");
    const { relay } = relayTo(() => refused(404), { folder });
    // at rest: they are refused by the next process
    relay.accept(request, items, eventsOf(store, 1, 2, 4));
    relay.accept(request, items, eventsOf(otherStore, 3, 4, 5));
    relay.accept(request, items, eventsOf(undefined, 6, 7));
    await relay.stop(0);
    const again = relayTo(() => refused(404), { folder });
    again.relay.setTarget(target());
    await sentAll(again.relay);
    await again.relay.stop(0);
    const { missed } = relayTo(() => undefined, { folder }).relay.ledger;
    expect(idsOf(missed.of(store))).toEqual([1, 2, 4]);
    expect(idsOf(missed.of(otherStore))).toEqual([3, 4, 5]);
    expect([missed.size, ...missed.of(""), ...missed.of("0000000000000003")]).toEqual([3 + 3 + 2]);
  });

  test("that an earlier version has written down are counted, and are those of no store", () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const file = new LedgerFile(join(folder, "ledger"));
    const none = logs(0);
    const counts = { accepted: logs(items), sent: none, refused: logs(items), lost: none };
    file.write(
      JSON.stringify({
        ...{ owner, counts, sentBytes: 0, requests: 0, retries: 0, refusals: [], losses: [] },
        ...{ missed: [[2, 5]], settledId: 0, changedAt: 0 },
      }),
    );
    file.close();
    const { relay } = relayTo(() => undefined, { folder });
    const { missed } = relay.ledger;
    expect([relay.status().missed, ...missed.of(""), ...missed.of(store)]).toEqual([4]);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
  "What arrives %d turns after the queue became empty is sent too",
  async (turns) => {
    const { relay } = relayTo((_, attempt) => {
      if (attempt > 1) return undefined;
      let turn = Promise.resolve();
      for (let i = 0; i < turns; i++) turn = turn.then(() => undefined);
      void turn.then(() => relay.accept(request, items));
      return undefined;
    });
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().items.sent.logs).toBe(2 * items);
  },
);
