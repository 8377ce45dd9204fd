import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemWorld } from "../../../listener/relay/relayWorld.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { allowedOf } from "../../protocol/allowedForward.ts";
import { codexRecord, logsOf } from "./store/receivedEvents.ts";
import { temporaryFolder } from "./store/stores.ts";

const policyText = `version = 1
[destinations.siem]
receives = ["*"]
forward = { endpoint = "https://siem.example.com", protocol = "grpc" }
`;
const policyOrigin = "file:a";

/** A listener whose queues take nothing: all that it forwards is lost. */
function listenerOf(relayFolder: string, folder: string | undefined, forward: boolean) {
  const allowed = [allowedOf(policyText, policyOrigin, "siem")];
  const options = {
    policyText,
    policyOrigin,
    maximumEvents: 100,
    relayFolder,
    forward,
    allowed,
    ...(folder !== undefined && { folder }),
  };
  const world = { ...systemWorld, openSender: () => ({ send: async () => undefined, close: () => undefined }) };
  const listener = new Listener(options, () => undefined, {}, { world, maximumBytes: 1 });
  let isOpen = true;
  const setForwarding = (isOn: boolean) => listener.setForwarding(isOn, { allowed });
  const close = async (): Promise<void> => {
    if (isOpen) await listener.close();
    isOpen = false;
  };
  onTestFinished(close);
  const receive = (...sessions: readonly string[]) => {
    for (const session of sessions) listener.accept(logsOf([codexRecord("codex.user_prompt", session)]));
  };
  return { listener, receive, setForwarding, close, missed: () => listener.relays()[0]?.missed };
}

test("What one process has lost is not looked for in what another one keeps, but by its own successor it is", async () => {
  const [queues, folder] = [temporaryFolder(), temporaryFolder()];
  const tail = listenerOf(queues, undefined, true);
  tail.receive("tail", "tail");
  expect([tail.missed(), await tail.listener.missedEvents("siem")]).toEqual([2, 2]);
  await tail.close();

  const off = listenerOf(queues, folder, false);
  off.receive("while forwarding was off", "while forwarding was off", "while forwarding was off");
  await off.close();

  const window = listenerOf(queues, folder, true);
  expect([window.missed(), await window.listener.missedEvents("siem")]).toEqual([2, 0]);
  window.receive("window");
  await window.close();

  const next = listenerOf(queues, folder, true);
  expect([next.missed(), await next.listener.missedEvents("siem")]).toEqual([3, 1]);
});

test("What was lost of a folder of which nothing is left is not looked for among what has its ids now", async () => {
  const [queues, folder] = [temporaryFolder(), join(temporaryFolder(), "store")];
  const before = listenerOf(queues, folder, true);
  before.receive("before", "before");
  await before.close();
  rmSync(folder, { recursive: true });
  const off = listenerOf(queues, folder, false);
  off.receive("while forwarding was off", "while forwarding was off");
  await off.close();
  const after = listenerOf(queues, folder, true);
  expect([after.missed(), await after.listener.missedEvents("siem")]).toEqual([2, 0]);
});

test("What came in while forwarding was off is not among what was lost before and after it", async () => {
  const window = listenerOf(temporaryFolder(), temporaryFolder(), true);
  window.receive("before", "before");
  window.setForwarding(false);
  window.receive("while forwarding was off", "while forwarding was off", "while forwarding was off");
  window.setForwarding(true);
  window.receive("after");
  expect([window.missed(), await window.listener.missedEvents("siem")]).toEqual([3, 3]);
  expect(await window.listener.sendAgain("siem")).toBe(3);
});

test("What is sent again and lost again is missed again, each once, however often that is wanted at the same time", async () => {
  const window = listenerOf(temporaryFolder(), temporaryFolder(), true);
  window.receive("one", "two", "three");
  const sent = await Promise.all([window.listener.sendAgain("siem"), window.listener.sendAgain("siem")]);
  expect(sent).toEqual([3, 3]);
  expect([window.missed(), await window.listener.missedEvents("siem")]).toEqual([3, 3]);
});

test("What is to be sent again while nothing is forwarded stays missed, and that is said", async () => {
  const window = listenerOf(temporaryFolder(), temporaryFolder(), true);
  window.receive("one", "two");
  window.setForwarding(false);
  await expect(window.listener.sendAgain("siem")).rejects.toThrow("Nothing is forwarded to siem any more.");
  window.setForwarding(true);
  expect(window.missed()).toBe(2);
});

test("What is no longer kept is not missed any more once it was looked for", async () => {
  const window = listenerOf(temporaryFolder(), temporaryFolder(), true);
  window.receive(...Array.from({ length: 130 }, (_, i) => `session ${i}`));
  expect([window.missed(), await window.listener.missedEvents("siem")]).toEqual([130, 100]);
  expect(await window.listener.sendAgain("siem")).toBe(100);
  expect(window.missed()).toBe(100);
});

test("What was not sent again yet when that ends in the middle is still missed", async () => {
  const window = listenerOf(temporaryFolder(), temporaryFolder(), true);
  window.receive(...Array.from({ length: 100 }, (_, i) => `session ${i}`));
  // what is sent again lets others have their turn now and then
  setImmediate(() => window.setForwarding(false));
  await expect(window.listener.sendAgain("siem")).rejects.toThrow("Nothing is forwarded");
  window.setForwarding(true);
  expect([window.missed(), await window.listener.missedEvents("siem")]).toEqual([100, 100]);
});
