import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTranscript } from "../../../core/transcript/readTranscript.ts";
import { keptSession } from "./keptSession.ts";
import { recordedFile, recordedRequests, recordedTranscripts } from "./recordedSessions.ts";
import { marksOf, shownSessions, transcribedSessions } from "./transcriptComparison.ts";

const recordings = readdirSync(join(import.meta.dirname, "../../fixtures/sessions"))
  .filter((name) => name.endsWith(".transcripts.jsonl"))
  .map((name) => name.replace(".transcripts.jsonl", ""));

describe("Sessions, steps, outcomes and tokens equal those of Codex's own transcript", () => {
  test.each(recordings)("%s", (name) => {
    const transcribed = transcribedSessions(recordedTranscripts(name));
    expect(shownSessions(recordedRequests(name))).toEqual(transcribed);
    expect(transcribed.some(({ tokens }) => tokens.cachedTokens > 0 && tokens.reasoningTokens > 0)).toBe(true);
  });

  test("for every surface that can be played", () =>
    expect(recordings.sort()).toEqual(
      ["exec", "first-agent", "ide", "mcp", "script", "second-agent", "threads", "tui", "tui-daemon"].sort(),
    ));
});

describe("Approvals", () => {
  test("A person's decline, a person's consent and what the configuration allows are told apart", () => {
    const { queries, session } = keptSession("app-server");
    const decided = marksOf(queries, session).flatMap(({ decision, outcome, refusedBy }) =>
      decision === undefined ? [] : [[decision.decidedBy, decision.approved, outcome, refusedBy]],
    );
    expect(decided).toEqual([
      ["config", true, "done", undefined],
      ["user", false, "denied", "person"],
      ["user", true, "done", undefined],
    ]);
  });
});

describe("What leaves no event stands in the transcript", () => {
  const transcripts = () => recordedTranscripts("threads").map(readTranscript);

  test("a call that was canceled when the person was asked: nothing of it is sent, not even the question", () => {
    const [main] = transcripts();
    const canceled = main?.calls.filter(({ outcome }) => outcome === "canceled").map(({ callId }) => callId);
    expect(canceled).toEqual(["call_3"]);
    expect(recordedFile("threads.logs.otlp.jsonl")).not.toContain('"call_3"');
    expect(recordedFile("threads.logs.otlp.jsonl")).toContain('"call_4"');
  });

  test("an interrupted turn, a compaction, a sandbox changed later, a review", () => {
    const [main] = transcripts();
    expect(main?.unlogged.map(({ kind, turn, text }) => [kind, turn, text])).toEqual([
      ["interrupted", 2, "interrupted"],
      ["interrupted", 3, "interrupted"],
      ["compacted", 3, ""],
      ["permissions", 3, "danger-full-access, approval on-request → read-only, approval on-request"],
      ["review", 4, "Look at the readme"],
    ]);
  });

  test("and of which session another is a fork, or a review", () => {
    const [main, ...others] = transcripts();
    expect(others.map(({ parent }) => parent)).toEqual([
      { kind: "fork", session: main?.session },
      { kind: "review", session: main?.session },
    ]);
  });

  test("A line that Codex is writing just now, or that is no line of a transcript, is passed over", () => {
    const [lines = []] = recordedTranscripts("exec");
    const broken = [...lines, '{"type":"event_msg","payload":{"type":"task_com', "null", "[]", '"text"', ""];
    expect(readTranscript(broken)).toEqual(readTranscript(lines));
  });
});

test("The session in which the terminal finds a title stands below the one that it is for", () => {
  for (const name of ["tui", "tui-daemon"]) {
    const { sessions } = keptSession(name);
    const [titled] = sessions.filter(({ parent }) => parent !== undefined);
    const [main] = recordedTranscripts(name).map(readTranscript);
    expect(titled?.parent).toEqual({ kind: "title", session: main?.session });
  }
});
