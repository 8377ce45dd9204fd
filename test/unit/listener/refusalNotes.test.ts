import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { RefusalNotes } from "../../../listener/worker/refusalNotes.ts";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test("Refused requests are told of once a second at most, with how many there were", () => {
  const said: string[] = [];
  const notes = new RefusalNotes((note) => said.push(note));
  notes.note("first.");
  expect(said).toEqual(["Refused a request: first."]);
  for (let i = 0; i < 5000; i++) notes.note(`number ${i}.`);
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(1000);
  expect(said.slice(1)).toEqual(["Refused 5000 requests, the last one: number 4999."]);
  vi.advanceTimersByTime(5000);
  notes.note("later.");
  expect(said.slice(2)).toEqual(["Refused a request: later."]);
});

test("What was not told yet is told at the end", () => {
  const said: string[] = [];
  const notes = new RefusalNotes((note) => said.push(note));
  notes.note("one.");
  notes.note("two.");
  notes.tell();
  expect(said).toEqual(["Refused a request: one.", "Refused a request: two."]);
  vi.advanceTimersByTime(5000);
  expect(said).toHaveLength(2);
});
