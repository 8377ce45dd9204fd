import { describe, expect, test } from "vitest";
import { neighbour } from "../../../webview/timeline/markNavigation.ts";
import { event, oneTurn, timelineOf } from "../timeline/timelineEvents.ts";

const { marks } = timelineOf([
  ...oneTurn,
  event(7, "codex.api_request", 2000, { durationMilliseconds: 100 }),
  event(8, "codex.auth_recovery", 2100),
]);
const at = (id: number) => marks.find(({ event: own }) => own === id);
const from = (id: number | undefined, direction: Parameters<typeof neighbour>[2]) =>
  neighbour(marks, id === undefined ? undefined : at(id), direction)?.event;

describe("Arrow keys", () => {
  test("begin with the first turn, or whatever there is", () => {
    expect(from(undefined, "next")).toBe(1);
    const [other] = timelineOf([event(1, "codex.auth_recovery", 0, { turn: 0 })]).marks;
    expect(neighbour([], undefined, "next")).toBeUndefined();
    expect(neighbour(other === undefined ? [] : [other], undefined, "last")).toBe(other);
  });

  test("go along the lane, and stop at its ends", () => {
    expect(from(2, "next")).toBe(7);
    expect(from(7, "previous")).toBe(2);
    expect(from(7, "next")).toBeUndefined();
  });

  test("go to what is nearest in time in the lane above or below", () => {
    expect(from(1, "down")).toBe(2);
    expect(from(6, "up")).toBe(7);
    expect(from(7, "down")).toBe(6);
    expect(from(6, "down")).toBe(8);
    expect(from(8, "down")).toBeUndefined();
    expect(from(1, "up")).toBeUndefined();
  });

  test("lead to both ends of the lane", () => {
    expect(from(7, "first")).toBe(2);
    expect(from(2, "last")).toBe(7);
  });
});
