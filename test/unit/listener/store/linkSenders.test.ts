import { expect, test } from "vitest";
import type { EventStore } from "../../../../listener/store/eventStore.ts";
import { codexRecord, logsOf } from "./receivedEvents.ts";
import { storeOf, temporaryFolder } from "./stores.ts";

const own = "01a22f83-77f9-77a1-9519-6a34d9b711a3";
const foreign = "01a22f83-77f9-77a1-9519-6a34d9b711a4";
const prompt = logsOf([codexRecord("codex.user_prompt", own, { prompt: "hello" })]).bytes;
const ways = {
  "a call": codexRecord("codex.tool_result", foreign, {
    tool_name: "spawn_agent",
    output: JSON.stringify({ agent_id: own }),
  }),
  "a message": codexRecord("codex.agent_communication", foreign, {
    communication_id: own,
    sender_thread_id: foreign,
    receiver_thread_id: own,
    kind: "spawn",
  }),
};

test.each(Object.entries(ways))("An unverified sender moves no session of a verified one by %s", (_, record) => {
  const folder = temporaryFolder();
  const store = storeOf({ folder });
  const placed = (one: EventStore) => one.linkOf(own)?.session;
  store.append(logsOf([record]).bytes, undefined, "unverified");
  expect(placed(store)).toBe(foreign);
  store.append(prompt, undefined, "verified");
  expect(placed(store)).toBeUndefined();
  store.append(logsOf([record]).bytes, undefined, "unverified");
  expect(placed(store)).toBeUndefined();
  store.close();
  const again = storeOf({ folder });
  expect(placed(again)).toBeUndefined();
  again.append(logsOf([record]).bytes, undefined, "verified");
  expect(placed(again)).toBe(foreign);
});
