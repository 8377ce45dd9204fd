import { expect, test } from "vitest";
import { sessionsMessage } from "../../../../client/sessions/views/sessionsMessage.ts";
import { context } from "./samples.ts";

const filter = (matches: number, complete: boolean) => ({ text: "finding:any", progress: { matches, complete } });

test("Nothing is said while everything is shown as it comes", () => {
  expect(sessionsMessage(undefined, undefined, context)).toBe("");
});

test("A filter says how many events pass, and while it still looks, how many so far", () => {
  expect(sessionsMessage(filter(3, true), undefined, context)).toBe("Filter finding:any: 3 events");
  expect(sessionsMessage(filter(3, false), undefined, context)).toBe("Filter finding:any: 3 so far");
  expect(sessionsMessage(filter(0, true), undefined, context)).toBe("No event passes the filter finding:any");
});

test("What is no longer kept, or too much to be listed, is said", () => {
  expect(sessionsMessage(undefined, undefined, context, { evicted: 2500, sessions: 7 })).toBe(
    "2.5k events older let go",
  );
  const unread = { bytes: 4096, requests: 2, ids: 2, files: [], fileCount: 0 };
  expect(sessionsMessage(undefined, undefined, context, { evicted: 0, unread })).toBe("4.1k bytes could not be read");
  const copy = { bytes: 0, requests: 0, ids: 0, files: [{ name: "a", reason: "copy" as const }], fileCount: 1 };
  expect(sessionsMessage(undefined, undefined, context, { evicted: 0, unread: copy })).toBe("");
  expect(sessionsMessage(undefined, undefined, context, { evicted: 0, sessions: 200_000 })).toBe(
    "The newest 1k of 200k sessions",
  );
  expect(sessionsMessage(filter(1, true), undefined, context, { evicted: 0, sessions: 200_000 })).toBe(
    "Filter finding:any: 1 event",
  );
});

test("A paused view says how much is waiting", () => {
  expect(sessionsMessage(undefined, 0, context)).toBe("Paused");
  expect(sessionsMessage(filter(1, true), 12, context)).toBe("Filter finding:any: 1 event · Paused: 12 events waiting");
});
