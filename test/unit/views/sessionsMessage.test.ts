import { expect, test } from "vitest";
import { sessionsMessage } from "../../../client/views/sessionsMessage.ts";
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

test("A paused view says how much is waiting", () => {
  expect(sessionsMessage(undefined, 0, context)).toBe("Paused");
  expect(sessionsMessage(filter(1, true), 12, context)).toBe("Filter finding:any: 1 event · Paused: 12 events waiting");
});
