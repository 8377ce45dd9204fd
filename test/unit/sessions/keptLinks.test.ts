import { expect, test } from "vitest";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { fill, request, storeOf, temporaryFolder } from "../listener/store/stores.ts";
import { recordedRequests } from "./recordedSessions.ts";

const requests = recordedRequests("second-agent").map((request) => encodeRequest({ signal: "logs", request }));

test("What stands below what is known again when the listener starts anew", () => {
  const folder = temporaryFolder();
  const before = storeOf({ folder });
  for (const bytes of requests) before.append(bytes);
  const ids = [...before.sessions()].map(({ id }) => id);
  const links = ids.map((id) => before.linkOf(id));
  before.close();
  const after = storeOf({ folder });
  expect(ids.map((id) => after.linkOf(id))).toEqual(links);
  expect(links.filter((link) => link?.event !== undefined)).toHaveLength(1);
});

test("A sub-agent stands by itself when the session that started it is no longer kept, and after all was cleared", () => {
  const store = storeOf({ maximumEvents: 1000 });
  for (const bytes of requests) store.append(bytes);
  const child = [...store.sessions()].map(({ id }) => id).find((id) => store.linkOf(id) !== undefined) ?? "";
  store.clear();
  expect(store.linkOf(child)).toBeUndefined();
  for (const bytes of requests) store.append(bytes);
  expect(store.linkOf(child)).toMatchObject({ kind: "sub-agent" });
  fill(store, request("another"));
  store.setMaximumEvents(1);
  expect(store.linkOf(child)).toBeUndefined();
});

test("The news of a message between agents name the sessions of the agents", () => {
  const store = storeOf();
  const named = requests.map((bytes) => store.append(bytes).sessions);
  const ids = new Set([...store.sessions()].map(({ id }) => id));
  for (const sessions of named) for (const id of sessions) expect(ids).toContain(id);
});
