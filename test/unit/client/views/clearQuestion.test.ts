import { expect, test } from "vitest";
import { clearQuestion } from "../../../../client/sessions/views/clearQuestion.ts";
import { context } from "./samples.ts";

const nothing = { events: 40, waiting: 0, recording: undefined, files: [] };
const asked = (kept: Partial<Parameters<typeof clearQuestion>[0]>) => clearQuestion({ ...nothing, ...kept }, context);

test("Clearing says how much goes, and that files stay", () => {
  expect(asked({}).question).toBe("Clear 40 events?");
  expect(asked({}).detail).toContain("Recorded and exported files stay: delete them where you have saved them.");
  expect(asked({}).detail).not.toContain("waits to be sent");
  expect(asked({ waiting: 7 }).detail).toContain("unless you discard it too: 7 items.");
});

test("Clearing names the recorded files that are there, each once, and how many more there are", () => {
  const files = Array.from({ length: 12 }, (_, i) => `/home/me/codex-${i}.otlp.jsonl`);
  const { detail } = asked({ recording: files[0], files });
  expect(detail).toContain("The recording goes on, and its file stays: /home/me/codex-0.otlp.jsonl");
  expect(detail).toContain("/home/me/codex-1.otlp.jsonl\n/home/me/codex-2.otlp.jsonl");
  expect(detail.split("codex-0.otlp").length).toBe(2);
  expect(detail).toContain("/home/me/codex-10.otlp.jsonl\nand 1 more");
  expect(detail).not.toContain("codex-11");
});
