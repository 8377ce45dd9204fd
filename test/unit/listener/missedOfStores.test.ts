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
  const close = async (): Promise<void> => {
    if (isOpen) await listener.close();
    isOpen = false;
  };
  onTestFinished(close);
  const receive = (...sessions: readonly string[]) => {
    for (const session of sessions) listener.accept(logsOf([codexRecord("codex.user_prompt", session)]));
  };
  return { listener, receive, close, missed: () => listener.relays()[0]?.missed };
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
