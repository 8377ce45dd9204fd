import { beforeAll, describe, expect, test } from "vitest";
import { readTranscript } from "../../core/transcript/readTranscript.ts";
import { recordSessions } from "../../follow/recordSessions.ts";
import { firstAgentSession } from "../../follow/surfaces/agents.ts";
import { appServerSession } from "../../follow/surfaces/appServer.ts";
import { execSessions } from "../../follow/surfaces/exec.ts";
import type { StandardSession } from "../../follow/surfaces/surface.ts";
import { terminalSessions } from "../../follow/surfaces/terminal.ts";
import { threadsSession } from "../../follow/surfaces/threads.ts";
import { withTranscripts } from "../../follow/transcripts.ts";
import { ensureCodex } from "../programs/codex.ts";
import { shownSessions, transcribedSessions } from "../unit/sessions/transcriptComparison.ts";
import { keepRecording } from "./recordedPair.ts";

/** The sessions by the name under which unit tests have a recording of them. */
const surfaces: readonly (readonly [recording: string, name: string, isQuick?: true])[] = [
  ["exec", "exec: a command, over gRPC", true],
  ["mcp", "exec: a tool of an MCP server", true],
  ["script", "exec: code mode", true],
  ["second-agent", "exec: a sub-agent", true],
  ["first-agent", firstAgentSession.name, true],
  ["ide", appServerSession.name, true],
  ["threads", threadsSession.name, true],
  ["tui", "TUI: a command, without the background daemon"],
  ["tui-daemon", "TUI: a command, with the background daemon"],
];
const all: readonly StandardSession[] = [
  ...execSessions,
  firstAgentSession,
  appServerSession,
  threadsSession,
  ...terminalSessions,
];
const isThorough = process.env.CODEX_OTEL_SURFACES === "all";
const isRecording = process.env.CODEX_OTEL_SESSIONS === "record";

const sessionNamed = (name: string): StandardSession => {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no standard session ${JSON.stringify(name)}.`);
  return found;
};

let codex = "";
beforeAll(async () => {
  codex = await ensureCodex();
});

/** Plays a session with the real Codex: what it sent, and its own transcripts. */
async function play(name: string) {
  const { session, transcripts } = withTranscripts(sessionNamed(name));
  const { outcomes } = await recordSessions(codex, [session], () => undefined);
  const [outcome] = outcomes;
  expect(outcome?.problem).toBeUndefined();
  const requests = (outcome?.requests ?? []).flatMap((one) => (one.signal === "logs" ? [one.request] : []));
  return { requests, transcripts: transcripts() };
}

describe("Sessions, steps, approvals, outcomes and tokens equal those of Codex's own transcript", () => {
  for (const [recording, name, isQuick = false] of surfaces) {
    if (!isQuick && !isThorough && !isRecording) continue;
    test.skipIf(sessionNamed(name).missing?.() !== undefined)(name, async () => {
      const { requests, transcripts } = await play(name);
      if (isRecording) await keepRecording(recording, requests, transcripts);
      expect(transcripts.length).toBeGreaterThan(0);
      expect(shownSessions(requests)).toEqual(transcribedSessions(transcripts));
    });
  }
});

describe("Of a session that ends by an error within a second, what has not left yet never does", () => {
  const statuses = isThorough ? [401, 429, 500] : [429];
  test.each(statuses)("with %i from the model's provider", async (status) => {
    const { requests, transcripts } = await play(`exec: the model's provider answers ${status}`);
    const [transcribed] = transcribedSessions(transcripts);
    for (const shown of shownSessions(requests)) {
      expect(shown).toMatchObject({ session: transcribed?.session, steps: {}, tokens: transcribed?.tokens });
      expect(shown.prompts).toBeLessThanOrEqual(transcribed?.prompts ?? 0);
    }
    const errors = transcripts.map(readTranscript).flatMap(({ unlogged }) => unlogged.map(({ kind }) => kind));
    expect(errors).toEqual(["error"]);
  });
});
