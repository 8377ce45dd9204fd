import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventsOf } from "../../../../core/events/normalise.ts";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../../../../core/otlp/requests.ts";
import { preparePolicy } from "../../../../listener/query/policyInForce.ts";
import { Relay, type RelayOptions } from "../../../../listener/relay/relay.ts";
import { RelayQueue } from "../../../../listener/relay/relayQueue.ts";
import { systemWorld } from "../../../../listener/relay/relayWorld.ts";
import { totalOf } from "../../../../listener/relay/signalCounts.ts";
import { allowedOf } from "../../../protocol/allowedForward.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";
import { idsOf } from "./keptIds.ts";

/** A policy whose destinations keep everything; `name=host` sends to another host than one of its name. */
const policy = (...destinations: readonly string[]) =>
  preparePolicy(
    `version = 1\n${destinations
      .map((destination) => {
        const [name, host = name] = destination.split("=");
        return `[destinations.${name}]\nreceives = ["*"]\nforward = { endpoint = "https://${host}", protocol = "grpc" }\n`;
      })
      .join("")}`,
    () => undefined,
  );

const [request] = captureRequests("shell-tools.logs.otlp.jsonl") as [OtlpRequest];
const items = countItems(request);
const logs = (count: number) => ({ logs: count, traces: 0, metrics: 0 });
const day = 24 * 60 * 60 * 1000;

/** A relay whose receivers answer when they are let. */
function relayOf(folder: string | undefined, options: Partial<RelayOptions> = {}, first = policy("siem")) {
  const sent: string[] = [];
  const told: string[] = [];
  let answer: () => void = () => undefined;
  const answered = new Promise<undefined>((resolve) => {
    answer = () => resolve(undefined);
  });
  const openSender = (url: URL) => {
    let fail: (error: Error) => void = () => undefined;
    const closed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    closed.catch(() => undefined);
    return {
      send: async (one: OtlpRequest) => {
        await Promise.race([answered, closed]);
        sent.push(`${url.host}: ${countItems(one)}`);
        return undefined;
      },
      close: () => fail(new Error("closed")),
    };
  };
  const world = { ...systemWorld, random: () => 0, openSender };
  const access = { environment: () => undefined, secrets: {}, allowed: undefined, policyOrigin: "file:a" };
  const heard = { onChange: () => undefined, onTold: (message: string) => void told.push(message) };
  const relay = new Relay(first, { folder, ...access, ...heard, world, ...options });
  onTestFinished(() => relay.stop(0));
  const of = (destination: string, isCurrent = true) =>
    relay.status().find((status) => status.destination === destination && status.isCurrent === isCurrent);
  return { relay, sent, told, answer, of };
}

const sentItems = (sent: readonly string[], host: string) =>
  sent
    .filter((line) => line.startsWith(`${host}:`))
    .reduce((sum, line) => sum + Number(line.slice(line.indexOf(" "))), 0);

describe("A destination that leaves the policy while something is on its way, and returns", () => {
  test("gets everything that was accepted, once, and its counters go on", async () => {
    const { relay, sent, answer, of } = relayOf(temporaryFolder());
    relay.accept(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    relay.setPolicy(policy("other"), "file:a");
    relay.accept(request);
    expect(relay.status().map(({ destination, rest }) => [destination, rest])).toEqual([
      ["other", undefined],
      ["siem", "gone"],
    ]);
    expect(of("siem", false)?.items).toMatchObject({ waiting: logs(0), atRest: logs(items) });
    relay.setPolicy(policy("siem", "other"), "file:a");
    relay.accept(request);
    answer();
    await expect.poll(() => of("siem")?.items.waiting).toEqual(logs(0));
    expect(of("siem")?.items).toMatchObject({ accepted: logs(2 * items), sent: logs(2 * items), lost: logs(0) });
    expect(sentItems(sent, "siem")).toBe(2 * items);
  });

  test("is sent nothing meanwhile, and keeps what waits for a later process", async () => {
    const folder = temporaryFolder();
    const first = relayOf(folder);
    first.relay.accept(request);
    first.relay.setPolicy(policy("other"), "file:a");
    first.answer();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(first.sent).toEqual([]);
    await first.relay.stop(0);
    const second = relayOf(folder);
    second.answer();
    await expect.poll(() => second.sent).toEqual([`siem: ${items}`]);
  });
});

test("What is accepted by a process that is killed before it has counted it is sent, with all that was accepted before", async () => {
  const folder = temporaryFolder();
  const first = relayOf(folder);
  first.answer();
  first.relay.accept(request);
  await expect.poll(() => first.sent).toHaveLength(1);
  await first.relay.stop();
  const second = relayOf(folder);
  second.relay.accept(request);
  const killed = temporaryFolder();
  const [queue = ""] = readdirSync(folder);
  const ledger = readFileSync(join(folder, queue, "ledger"));
  second.relay.accept(request);
  cpSync(folder, killed, { recursive: true });
  writeFileSync(join(killed, queue, "ledger"), ledger);
  const third = relayOf(killed);
  expect(third.of("siem")?.items).toMatchObject({ waiting: logs(2 * items), sent: logs(items), lost: logs(0) });
  third.answer();
  await expect.poll(() => sentItems(third.sent, "siem")).toBe(2 * items);
});

describe("What waits for a destination", () => {
  test.each([
    ["another endpoint", policy("siem=elsewhere"), "file:a", "endpoint"],
    ["the same name in another policy", policy("siem=elsewhere"), "file:b", "policy"],
    ["the same endpoint in another policy", policy("siem"), "file:b", "policy"],
  ] as const)(
    "never goes to %s: it is at rest until the person sends it where it was to go",
    async (_, next, origin, rest) => {
      const { relay, sent, answer, of } = relayOf(temporaryFolder());
      relay.accept(request);
      relay.setPolicy(next, origin);
      answer();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(sent).toEqual([]);
      expect(of("siem")?.items).toMatchObject({ accepted: logs(0), sent: logs(0) });
      const resting = of("siem", false);
      expect(resting).toMatchObject({
        state: "resting",
        rest,
        endpoint: "https://siem/",
        items: { atRest: logs(items) },
      });
      relay.sendQueue(resting?.queue ?? "", {});
      await expect.poll(() => sent).toEqual([`siem: ${items}`]);
      await expect.poll(() => of("siem", false)).toBeUndefined();
    },
  );

  describe("is sent with nothing but what is named for its endpoint", () => {
    const naming = (host: string, variable: string) =>
      `version = 1\n[destinations.siem]\nreceives = ["*"]\nforward = { endpoint = "https://${host}", protocol = "grpc", headers_env = { authorization = "${variable}" } }\n`;
    const prepared = (text: string) => preparePolicy(text, () => undefined);
    /** A queue that somebody else has made for `https://evil`, opened by a policy of one's own. */
    const carried = async (own: string, options: Partial<RelayOptions> = {}) => {
      const folder = temporaryFolder();
      const maker = { environment: () => "made", policyOrigin: "file:theirs" };
      const first = relayOf(folder, maker, prepared(naming("evil", variable)));
      first.relay.accept(request);
      await first.relay.stop(0);
      const read: string[] = [];
      const environment = (name: string) => {
        read.push(name);
        return "value";
      };
      const second = relayOf(folder, { environment, policyOrigin: "file:own", ...options }, prepared(own));
      read.length = 0;
      second.answer();
      const status = second.of("siem", false) ?? second.relay.status().find(({ state }) => state === "resting");
      return { ...second, read, status, queue: status?.queue ?? "" };
    };
    const variable = "OPENAI_API_KEY";

    test.each([
      ["for another endpoint", naming("own", variable)],
      ["another variable for this one", naming("evil", "OTHER")],
    ])("a policy that names %s does not let it be read", async (_, own) => {
      const { relay, queue, read, sent } = await carried(own);
      expect(() => relay.sendQueue(queue, {})).toThrow(
        "Sending this to https://evil/ needs the values of OPENAI_API_KEY, which neither the policy in force nor your consent names for that endpoint: nothing was read or sent. Use a policy that names them there, or discard it.",
      );
      expect(read).not.toContain(variable);
      expect(sent).toEqual([]);
    });

    test("a policy that names both lets it be read, and so does a consent or what the person was shown", async () => {
      const named = await carried(naming("evil", variable));
      named.relay.sendQueue(named.queue, {});
      await expect.poll(() => named.sent).toEqual([`evil: ${items}`]);
      const allowed = [allowedOf(naming("evil", variable), "workspace:a")];
      const consented = await carried(naming("own", variable), { allowed });
      consented.relay.sendQueue(consented.queue, {});
      await expect.poll(() => consented.sent).toEqual([`evil: ${items}`]);
      const shown = await carried(naming("own", variable));
      const [endpoint, variables] = [shown.status?.endpoint ?? "", [variable]];
      expect(() => shown.relay.sendQueue(shown.queue, {}, { endpoint: "https://own/", variables })).toThrow("consent");
      shown.relay.sendQueue(shown.queue, {}, { endpoint, variables });
      await expect.poll(() => shown.sent).toEqual([`evil: ${items}`]);
    });

    test("a policy of a workspace that nobody has allowed names nothing", async () => {
      const { relay, queue } = await carried(naming("evil", variable), { policyOrigin: "workspace:a", allowed: [] });
      expect(() => relay.sendQueue(queue, {})).toThrow("nothing was read or sent");
    });
  });

  test("is at rest after a restart under another policy, and can be discarded", async () => {
    const folder = temporaryFolder();
    const first = relayOf(folder);
    first.relay.accept(request);
    await first.relay.stop(0);
    const second = relayOf(folder, { policyOrigin: "file:b" });
    second.answer();
    const resting = second.of("siem", false);
    expect(resting).toMatchObject({ rest: "policy", policyOrigin: "file:a", items: { atRest: logs(items) } });
    expect(await second.relay.discardQueue(resting?.queue ?? "")).toBe(items);
    expect(second.of("siem", false)).toBeUndefined();
    expect(second.told).toEqual([expect.stringContaining("discarded")]);
    expect(second.sent).toEqual([]);
  });

  test("of a workspace is at rest when it asks for another consent, and goes when that is the old one again", async () => {
    const headers = (names: string) =>
      `version = 1\n[destinations.siem]\nreceives = ["*"]\nforward = { endpoint = "https://siem", protocol = "grpc", headers_env = { ${names} } }\n`;
    const [text, wider] = [headers('A = "KEY"'), headers('A = "KEY", B = "OTHER"')];
    const [one, two] = [preparePolicy(text, () => undefined), preparePolicy(wider, () => undefined)];
    const allowed = [allowedOf(text, "workspace:a")];
    const access = { allowed, policyOrigin: "workspace:a", environment: () => "value" };
    const { relay, sent, answer, of } = relayOf(temporaryFolder(), access, one);
    relay.accept(request);
    relay.setPolicy(two, "workspace:a");
    relay.accept(request);
    answer();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual([]);
    expect(of("siem", false)).toMatchObject({ rest: "consent", items: { atRest: logs(items) } });
    expect(of("siem")).toMatchObject({ needsConsent: true, items: { atRest: logs(items), waiting: logs(0) } });
    relay.setPolicy(one, "workspace:a");
    await expect.poll(() => sent).toEqual([`siem: ${items}`]);
  });

  test("is at rest while forwarding is off, also after a restart", async () => {
    const folder = temporaryFolder();
    const first = relayOf(folder);
    first.relay.accept(request);
    first.relay.setAccess({ secrets: {}, allowed: undefined, forward: false });
    first.relay.accept(request);
    first.answer();
    expect(first.relay.takes).toBe(false);
    expect(first.relay.status()).toMatchObject([
      { rest: "off", items: { accepted: logs(items), atRest: logs(items) } },
    ]);
    await first.relay.stop(0);
    const second = relayOf(folder, { forward: false });
    const [resting] = second.relay.status();
    expect(resting).toMatchObject({ rest: "off", items: { atRest: logs(items) } });
    expect(() => second.relay.sendQueue(resting?.queue ?? "", {})).toThrow("Forwarding is off: switch it on first.");
    second.answer();
    expect(second.sent).toEqual([]);
    second.relay.setAccess({ secrets: {}, allowed: undefined, forward: true });
    await expect.poll(() => second.sent).toEqual([`siem: ${items}`]);
  });

  test.each([true, false])(
    "is forgotten after a day, with a word, whether anything is forwarded (%s)",
    async (forward) => {
      const folder = temporaryFolder();
      const first = relayOf(folder);
      first.relay.accept(request);
      await first.relay.stop(0);
      const [name = ""] = readdirSync(folder);
      const later = { ...systemWorld, now: () => Date.now() + day + 1000, openSender: neverOpened };
      const second = relayOf(folder, { forward, world: later }, policy("other"));
      expect(second.told).toEqual([
        `${items} items for siem at https://siem/ are lost: it waited for more than a day.`,
      ]);
      expect(second.relay.status().filter(({ isCurrent }) => !isCurrent)).toEqual([]);
      await second.relay.stop(0);
      // its counters are kept for another day
      const latest = { ...later, now: () => Date.now() + 2 * day + 2000 };
      await relayOf(folder, { forward, world: latest }, policy("other")).relay.stop(0);
      expect(existsSync(join(folder, name))).toBe(false);
    },
  );
});

const neverOpened = () => ({ send: () => Promise.reject(new Error("nothing is to be sent")), close: () => undefined });

describe("A relay whose folder another process has taken", () => {
  /** Two that believe to own a folder, as after one of them stood still, and what the second has made of it. */
  function taken() {
    const folder = temporaryFolder();
    let isOwner = true;
    const first = relayOf(folder, { isOwner: () => isOwner });
    first.relay.accept(request);
    isOwner = false;
    const second = relayOf(folder);
    second.relay.accept(request);
    const contentNow = () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
        const file = join(folder, name);
        return [name, statSync(file).isFile() ? readFileSync(file, "hex") : ""];
      });
    return { first, contentNow, content: contentNow() };
  }

  test("sends nothing, takes nothing and changes nothing of it", async () => {
    const { first, content, contentNow } = taken();
    first.answer();
    expect(() => first.relay.accept(request)).toThrow("Another window has what waits to be sent");
    first.relay.setPolicy(policy("other"), "file:a");
    const [status] = first.relay.status();
    expect(() => first.relay.discardQueue(status?.queue ?? "")).toThrow("Another window has what waits to be sent");
    first.relay.forgetMissed();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await first.relay.stop();
    expect(first.sent).toEqual([]);
    expect(contentNow()).toEqual(content);
  });

  test("leaves a request that is on its way to that one, which counts it", async () => {
    const folder = temporaryFolder();
    let isOwner = true;
    const first = relayOf(folder, { isOwner: () => isOwner });
    first.relay.accept(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    isOwner = false;
    const second = relayOf(folder);
    first.answer();
    await expect.poll(() => first.sent).toHaveLength(1);
    expect(second.of("siem")?.items).toMatchObject({ waiting: logs(items), sent: logs(0) });
    second.answer();
    await expect.poll(() => second.of("siem")?.items).toMatchObject({ accepted: logs(items), sent: logs(items) });
  });
});

describe("A queue of an earlier version, whose folder says the destination's name alone", () => {
  const former = () => {
    const folder = temporaryFolder();
    const own = join(folder, createHash("sha256").update("siem").digest("hex").slice(0, 24));
    mkdirSync(own, { recursive: true });
    const queue = new RelayQueue({ folder: own, maximumBytes: 1e6 });
    queue.add("logs", items, encodeRequest(request));
    queue.close();
    return { folder, own };
  };

  test("is at rest, for it is not known where it was to go; it can only be discarded", async () => {
    const { folder, own } = former();
    const { relay, answer, sent, of } = relayOf(folder);
    answer();
    const resting = of("", false);
    expect(resting).toMatchObject({ rest: "unknown", endpoint: "", items: { atRest: logs(items) } });
    expect(() => relay.sendQueue(resting?.queue ?? "", {})).toThrow("it can only be discarded");
    await relay.stop(0);
    const again = relayOf(folder);
    expect(again.of("", false)).toMatchObject({ rest: "unknown", items: { atRest: logs(items) } });
    await again.relay.discardQueue(resting?.queue ?? "");
    expect([...sent, ...again.sent]).toEqual([]);
    expect(existsSync(own)).toBe(false);
  });

  test("is forgotten after a day", () => {
    const { folder, own } = former();
    const before = new Date(Date.now() - day - 60_000);
    for (const name of readdirSync(own)) utimesSync(join(own, name), before, before);
    const { told, relay } = relayOf(folder, { forward: false });
    expect(told).toEqual([expect.stringMatching(/an unknown destination are lost: it waited for more than a day/)]);
    expect(relay.status()).toEqual([]);
    expect(existsSync(own)).toBe(false);
  });
});

describe("What an earlier listener has left, while everything is kept in memory", () => {
  const queuesIn = (folder: string) => readdirSync(folder);
  /** Something waits for `siem`. */
  async function left(): Promise<string> {
    const folder = temporaryFolder();
    const { relay } = relayOf(folder);
    relay.accept(request);
    await relay.stop(0);
    expect(queuesIn(folder)).toHaveLength(1);
    return folder;
  }

  test("is sent, nothing goes in, and then nothing of it stays", async () => {
    const folder = await left();
    const { relay, sent, answer, of } = relayOf(folder, { isLeft: true }, policy("siem", "other"));
    expect(relay.takes).toBe(false);
    relay.accept(request);
    expect(of("siem", false)).toMatchObject({ items: { accepted: logs(items), waiting: logs(items) } });
    expect(queuesIn(folder)).toHaveLength(1);
    answer();
    await expect.poll(() => sent).toEqual([`siem: ${items}`]);
    await expect.poll(() => queuesIn(folder)).toEqual([]);
    expect(relay.status()).toEqual([]);
  });

  test.each([
    ["another policy", { policyOrigin: "file:b" }, "policy"],
    ["forwarding off", { forward: false }, "off"],
  ] as const)("is at rest by %s, and can be discarded, of which nothing stays", async (_, options, rest) => {
    const folder = await left();
    const { relay, sent, answer, of } = relayOf(folder, { isLeft: true, ...options });
    answer();
    const { queue = "" } = of("siem", false) ?? {};
    expect(of("siem", false)).toMatchObject({ rest, items: { atRest: logs(items) } });
    expect([relay.has(queue), relay.has(queue.replace("left-", ""))]).toEqual([true, false]);
    expect(await relay.discardQueue(queue)).toBe(items);
    await expect.poll(() => queuesIn(folder)).toEqual([]);
    expect(sent).toEqual([]);
  });

  test("is deleted after a day, at the start too", async () => {
    const folder = await left();
    const { told } = relayOf(folder, { isLeft: true, world: { ...systemWorld, now: () => Date.now() + day + 1 } });
    expect(told).toEqual([expect.stringContaining("are lost: it waited for more than a day")]);
    await expect.poll(() => queuesIn(folder)).toEqual([]);
  });

  test("stays while a newer version has something in the same folder", async () => {
    const folder = await left();
    const own = join(folder, queuesIn(folder)[0] ?? "");
    const [name = ""] = readdirSync(own).filter((one) => one.endsWith(".frames"));
    const bytes = readFileSync(join(own, name));
    bytes.writeUInt16LE(99, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
    writeFileSync(join(own, "000000000009-0123456789ab.frames"), bytes);
    const { sent, answer } = relayOf(folder, { isLeft: true });
    answer();
    await expect.poll(() => sent).toEqual([`siem: ${items}`]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(readdirSync(own)).toContain("000000000009-0123456789ab.frames");
  });
});

const store = "00000000000000a1";
const from = (first: number) => ({ store, idAt: (position: number) => first + position });

test("What was missed at an endpoint that was wrong counts for the destination, and is forgotten when asked for", () => {
  const { relay, of } = relayOf(temporaryFolder(), { maximumBytes: 1 });
  relay.accept(request, from(1));
  relay.setPolicy(policy("siem=right"), "file:a");
  relay.accept(request, from(101));
  expect(of("siem")?.missed).toBe(2 * items);
  expect(totalOf(of("siem")?.items.lost ?? logs(0))).toBe(items);
  expect([...relay.missedEvents("siem", store).ranges()]).toEqual([
    [1, items],
    [101, 100 + items],
  ]);
  expect(relay.missedEvents("siem", "00000000000000a2").size).toBe(0);
  relay.setPolicy(policy("siem=right"), "file:b");
  expect(relay.missedEvents("siem", store).size).toBe(0);
  relay.setPolicy(policy("siem=right"), "file:a");
  relay.forgetMissed("siem");
  expect(of("siem")?.missed).toBe(0);
});

test("Of a request of which the policy withholds something, only the rest is missed when it is lost", () => {
  const receives = 'receives = ["codex.tool_*"]';
  const forward = 'forward = { endpoint = "https://siem", protocol = "grpc" }';
  const some = preparePolicy(`version = 1\n[destinations.siem]\n${receives}\n${forward}\n`, () => undefined);
  const { relay, of } = relayOf(temporaryFolder(), { maximumBytes: 1 }, some);
  relay.accept(request, from(1));
  const names = request.signal === "logs" ? eventsOf(request.request).map(({ name }) => name) : [];
  const expected = names.flatMap((name, i) => (name.startsWith("codex.tool_") ? [1 + i] : []));
  expect(expected.length).toBeLessThan(items);
  expect(idsOf(relay.missedEvents("siem", store).ranges())).toEqual(expected);
  expect(of("siem")?.missed).toBe(expected.length);
  expect(of("siem")?.items.lost).toEqual(logs(expected.length));
});
