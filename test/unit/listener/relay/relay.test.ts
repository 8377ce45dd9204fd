import { describe, expect, onTestFinished, test } from "vitest";
import { countItems, type OtlpRequest } from "../../../../core/otlp/requests.ts";
import { preparePolicy } from "../../../../listener/policyInForce.ts";
import { Relay } from "../../../../listener/relay/relay.ts";
import { captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

const policy = (...destinations: readonly string[]) =>
  preparePolicy(
    `version = 1\n${destinations
      .map(
        (name) =>
          `[destinations.${name}]\nreceives = ["*"]\nforward = { endpoint = "https://${name}", protocol = "grpc" }\n`,
      )
      .join("")}`,
    () => undefined,
  );

const [request] = captureRequests("shell-tools.logs.otlp.jsonl") as [OtlpRequest];

/** A relay whose receivers answer when they are let. */
function relayOf(folder: string) {
  const sent: string[] = [];
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
  const world = { now: Date.now, random: () => 0, openSender };
  const access = { environment: () => undefined, secrets: {}, allowed: undefined, policyOrigin: "file:a" };
  const options = { folder, ...access, onChange: () => undefined };
  const relay = new Relay(policy("siem"), { ...options, world });
  onTestFinished(() => relay.stop(0));
  return { relay, sent, answer };
}

describe("A destination that leaves the policy while something is on its way, and returns", () => {
  test("gets everything that was accepted, once, and its counters go on", async () => {
    const { relay, sent, answer } = relayOf(temporaryFolder());
    const items = countItems(request);
    relay.accept(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    relay.setPolicy(policy("other"), "file:a");
    relay.accept(request);
    expect(relay.status().map(({ destination }) => destination)).toEqual(["other"]);
    relay.setPolicy(policy("siem", "other"), "file:a");
    relay.accept(request);
    answer();
    const siem = () => relay.status().find(({ destination }) => destination === "siem");
    await expect.poll(() => siem()?.queued.items).toBe(0);
    expect(siem()).toMatchObject({ accepted: { items: 2 * items }, sent: { items: 2 * items }, dropped: [] });
    const toSiem = sent.filter((line) => line.startsWith("siem")).map((line) => Number(line.split(" ")[1]));
    expect(toSiem.reduce((sum, one) => sum + one, 0)).toBe(2 * items);
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
    await expect.poll(() => second.sent).toEqual([`siem: ${countItems(request)}`]);
  });
});
