import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SessionNode } from "../../../client/sessions/sessionNode.ts";
import { SessionsModel } from "../../../client/sessions/sessionsModel.ts";
import { transcriptsOf } from "../../../client/sessions/transcripts.ts";
import { itemOf } from "../../../client/sessions/views/nodeItem.ts";
import { readTranscript } from "../../../core/transcript/readTranscript.ts";
import { context } from "../client/views/samples.ts";
import { keptSession } from "./keptSession.ts";
import { queryOf } from "./queryOf.ts";
import { recordedTranscripts } from "./recordedSessions.ts";

/** A home of Codex with the transcripts of a recorded session. */
function homeWith(name: string): string {
  const home = mkdtempSync(join(tmpdir(), "codex-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const day = join(home, "sessions/2026/12/01");
  mkdirSync(day, { recursive: true });
  for (const lines of recordedTranscripts(name)) {
    const { session } = readTranscript(lines);
    writeFileSync(join(day, `rollout-2026-12-01T03-40-42-${session}.jsonl`), `${lines.join("\n")}\n{"half`);
  }
  return home;
}

const treeOf = (name: string, home = homeWith(name)) => {
  const kept = keptSession(name);
  return new SessionsModel(
    queryOf(kept.queries),
    transcriptsOf(home, () => 0),
  );
};

const shown = (nodes: readonly SessionNode[]) =>
  nodes.map((node) => {
    const { label, description } = itemOf(node, context);
    return [label, String(description).replace(/ · \d\d:.*$| · \d\d\/.*$/, "")];
  });

test("What leaves no event stands in the session where the transcript has it", async () => {
  const model = treeOf("threads");
  const rows: unknown[] = [];
  for (const session of await model.children()) {
    const row = (await model.children(session)).find(({ content }) => content.kind === "transcript");
    if (row !== undefined) rows.push(shown(await model.children(row)));
  }
  expect(rows).toEqual(
    expect.arrayContaining([
      [
        ["Interrupted by a person", "Turn 2"],
        ["Interrupted by a person", "Turn 3"],
        ["Conversation compacted", "Turn 3"],
        ["Other permissions", "danger-full-access, approval on-request → read-only, approval on-request · Turn 3"],
        ["A review began", "Turn 4"],
      ],
      [["A fork of another session", expect.any(String)]],
      [["A review for another session", expect.any(String)]],
    ]),
  );
});

test("A session without a transcript on this machine has no such row", async () => {
  const model = treeOf("threads", mkdtempSync(join(tmpdir(), "codex-home-")));
  for (const session of await model.children())
    expect((await model.children(session)).map(({ content }) => content.kind)).not.toContain("transcript");
});

test("A transcript is not read before its row is opened", async () => {
  const read: string[] = [];
  const model = new SessionsModel(queryOf(keptSession("exec").queries), {
    has: async () => true,
    read: async (session) => {
      read.push(session);
      return undefined;
    },
  });
  const [session] = await model.children();
  const row = (await model.children(session)).at(-1);
  expect(read).toEqual([]);
  expect(shown(await model.children(row))).toEqual([["No more than the events", ""]]);
  expect(read).toHaveLength(1);
});
