import type { TokenUsage } from "../../../core/events/tokenUsage.ts";
import type { LogsRequest } from "../../../core/otlp/requests.ts";
import { type Mark, SessionTimeline } from "../../../core/timeline/sessionTimeline.ts";
import { readTranscript, type TranscribedOutcome } from "../../../core/transcript/readTranscript.ts";
import type { SessionSummary } from "../../../listener/protocol/sessions.ts";
import type { EventQueries } from "../../../listener/query/eventQueries.ts";
import { kept } from "./keptSession.ts";

/** A session as it can be told from events as well as from Codex's own transcript. */
export interface ToldSession {
  readonly session: string;
  /** The session whose step started this one. */
  readonly startedBy: string | undefined;
  readonly prompts: number;
  /** Each tool call with its outcome, by the id of the call. */
  readonly steps: Readonly<Record<string, { readonly tool: string; readonly outcome: TranscribedOutcome }>>;
  readonly tokens: TokenUsage;
}

const outcomes: Readonly<Record<Mark["outcome"], TranscribedOutcome>> = {
  done: "done",
  failed: "failed",
  denied: "refused",
  // nothing tells that a turn was interrupted: its call waits for ever
  waiting: "interrupted",
};

/** What the product shows of what was sent. Sessions that Codex keeps no transcript of are left out: those that find a title. */
export function shownSessions(requests: readonly LogsRequest[]): readonly ToldSession[] {
  const { queries, sessions } = kept(requests);
  return sessions
    .filter(({ id, parent }) => id !== "" && parent?.kind !== "title")
    .map((session) => shown(queries, session))
    .sort(bySession);
}

function shown(queries: EventQueries, session: SessionSummary): ToldSession {
  const marks = marksOf(queries, session.id);
  const steps = marks.flatMap(({ key, title, outcome }): [string, ToldSession["steps"][string]][] =>
    key.startsWith("call/") ? [[key.slice("call/".length), { tool: title, outcome: outcomes[outcome] }]] : [],
  );
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = session;
  return {
    session: session.id,
    startedBy: session.parent?.step === undefined ? undefined : session.parent.session,
    prompts: session.turns,
    steps: Object.fromEntries(steps),
    tokens: { inputTokens, outputTokens, cachedTokens, reasoningTokens },
  };
}

/** What the picture of a session is made of. */
export function marksOf(queries: EventQueries, session: string): readonly Mark[] {
  const timeline = new SessionTimeline();
  for (const event of queries.timeline(session, undefined, 100_000).events) timeline.add(event);
  return timeline.marks;
}

/** What Codex's own transcripts tell. */
export function transcribedSessions(transcripts: readonly (readonly string[])[]): readonly ToldSession[] {
  return transcripts.map(readTranscript).map(transcribed).sort(bySession);
}

function transcribed({ session, parent, prompts, calls, usage }: ReturnType<typeof readTranscript>): ToldSession {
  return {
    session,
    startedBy: parent?.kind === "sub-agent" ? parent.session : undefined,
    // what one agent of the second kind tells another is no prompt
    prompts: prompts.length,
    // of a call that a person canceled when asked, nothing is sent
    steps: Object.fromEntries(
      calls
        .filter(({ outcome }) => outcome !== "canceled")
        .map(({ callId, tool, outcome }) => [callId, { tool, outcome }]),
    ),
    tokens: usage,
  };
}

const bySession = (a: ToldSession, b: ToldSession): number => a.session.localeCompare(b.session);
