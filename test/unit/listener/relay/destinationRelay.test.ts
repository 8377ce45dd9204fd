import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { countItems, type OtlpRequest, type PartialSuccess } from "../../../../core/otlp/requests.ts";
import type { RelayStatus } from "../../../../listener/protocol.ts";
import { DestinationRelay } from "../../../../listener/relay/destinationRelay.ts";
import { RelayQueue, type RelayQueueOptions } from "../../../../listener/relay/relayQueue.ts";
import type { RelayTarget } from "../../../../listener/relay/relayTarget.ts";
import { OtlpSendError } from "../../../../listener/send/otlpSender.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

const [request] = captureRequests("shell-tools.logs.otlp.jsonl") as [OtlpRequest];
const items = countItems(request);
const target = (host = "siem.example.com", key = "one"): RelayTarget => ({
  url: new URL(`https://${host}:4317`),
  protocol: "grpc",
  headers: { Authorization: key },
});
const refused = (status: number) =>
  new OtlpSendError("no", { kind: "http", status, words: "", contentType: "" }, status === 503 ? 0 : undefined);

type Answer = PartialSuccess | OtlpSendError | undefined | Promise<PartialSuccess | undefined>;

interface Relayed {
  readonly relay: DestinationRelay;
  readonly queue: RelayQueue;
  /** How many items each attempt had. */
  readonly attempts: number[];
  /** How many senders were opened and closed. */
  readonly senders: { opened: number; closed: number };
}

/** A relay whose receiver answers as a test says. */
function relayTo(
  answer: (items: number, attempt: number) => Answer,
  options: Partial<RelayQueueOptions> = {},
): Relayed {
  const queue = new RelayQueue({ folder: undefined, maximumBytes: 1e9, ...options });
  const attempts: number[] = [];
  const senders = { opened: 0, closed: 0 };
  const world = {
    now: () => 0,
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
  const relay = new DestinationRelay("siem", queue, world, () => undefined);
  onTestFinished(() => relay.stop(0));
  return { relay, queue, attempts, senders };
}

function expectToAddUp({ accepted, sent, rejected, dropped, queued }: RelayStatus): void {
  const lost = dropped.reduce((sum, one) => sum + one.items, 0);
  expect(sent.items + rejected + lost + queued.items).toBe(accepted.items);
}

const sentAll = (relay: DestinationRelay) => expect.poll(() => relay.status().queued.items).toBe(0);

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
    expect(relay.status()).toMatchObject({ sent: { items: 2 * items }, retries: 0, state: "idle" });
    expect(relay.status().dropped).toEqual([{ reason: expect.stringContaining("400"), items }]);
    expectToAddUp(relay.status());
  });

  test("does not stop the destination when its bytes are no request any more", async () => {
    const { relay, queue } = relayTo(() => undefined);
    queue.add("logs", 7, Uint8Array.of(0x0a, 0xff, 0xff));
    relay.setTarget(target());
    relay.accept(request, items);
    await sentAll(relay);
    expect(relay.status()).toMatchObject({
      sent: { items },
      dropped: [{ reason: "it could not be read again", items: 7 }],
    });
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
    expect(relay.status()).toMatchObject({ sent: { items: 4 * items }, queued: { items: 0 } });
  });

  test("a receiver that is busy is asked once more and not waited for", async () => {
    const { relay, attempts } = relayTo(() => refused(503));
    relay.setTarget(target());
    relay.accept(request, items);
    await expect.poll(() => relay.status().state).toBe("waiting");
    const before = attempts.length;
    await relay.stop(60_000);
    expect(attempts.length).toBe(before + 1);
    expect(relay.status()).toMatchObject({ sent: { items: 0 }, queued: { items } });
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
    const first = relayTo(() => undefined, { folder });
    first.relay.setTarget({ problem: "The key is missing." });
    first.relay.accept(request, items);
    await first.relay.stop(0);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
    const second = relayTo(() => undefined, { folder });
    second.relay.accept(request, items);
    await second.relay.stop(0);

    const third = relayTo(() => undefined, { folder, keepSince: 2000 });
    expectToAddUp(third.relay.status());
    expect(third.relay.status()).toMatchObject({
      accepted: { items: 2 * items },
      queued: { items },
      dropped: [{ reason: "it waited for more than a day", items }],
    });
    third.relay.setTarget(target());
    await sentAll(third.relay);
    expect(third.relay.status().sent.items).toBe(items);
    expectToAddUp(third.relay.status());
  });

  test.each([-5, 1e12])("add up when the receiver says that it rejected %d", async (rejected) => {
    const { relay } = relayTo(() => ({ rejected, message: "odd" }));
    relay.setTarget(target());
    relay.accept(request, items);
    await sentAll(relay);
    expect(relay.status().rejected).toBe(rejected < 0 ? 0 : items);
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
    await expect.poll(() => relay.status().sent.items).toBe(2 * items);
  },
);
