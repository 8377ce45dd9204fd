import { exitCodeIn } from "../events/commandExit.ts";
import type { TokenUsage } from "../events/tokenUsage.ts";
import { isUuid } from "../text/uuid.ts";

/**
 * How a tool call ended: `refused` before it was made, `canceled` by a person who was asked, `interrupted` by a person while it
 * went on.
 */
export type TranscribedOutcome = "done" | "failed" | "refused" | "canceled" | "interrupted" | "open";

export interface TranscribedCall {
  readonly callId: string;
  readonly tool: string;
  readonly outcome: TranscribedOutcome;
  /** What came out of it, in Codex's words. */
  readonly output: string;
}

/** Something that Codex keeps in its transcript and sends no event of. */
export interface UnloggedStep {
  readonly kind: "interrupted" | "compacted" | "permissions" | "error" | "review";
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many prompts came before. */
  readonly turn: number;
  /** What changed, or what went wrong, in Codex's words; empty when the kind says all. */
  readonly text: string;
}

/** What Codex's own record of a session says, as far as events are compared with it or lack it. */
export interface Transcript {
  readonly session: string;
  readonly parent?: { readonly kind: "sub-agent" | "review" | "fork"; readonly session: string };
  readonly prompts: readonly string[];
  readonly calls: readonly TranscribedCall[];
  /** Tokens of the session itself, without those of a session that it is a fork of. */
  readonly usage: TokenUsage;
  readonly unlogged: readonly UnloggedStep[];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const object = (value: unknown): Json => (isObject(value) ? value : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
/** One of Codex's own words; empty for what can be none, which a person would be shown as one. */
const word = (value: unknown): string => (/^[a-z-]{1,40}$/i.test(text(value)) ? text(value) : "");
const count = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : 0);

type CallDraft = { -readonly [K in keyof TranscribedCall]: TranscribedCall[K] } & { wasMade: boolean };

/** Reads the lines of one transcript, which Codex calls rollout. What is no line of it is passed over. */
export function readTranscript(lines: Iterable<string>): Transcript {
  const reader = new TranscriptReader();
  for (const line of lines) reader.addLine(line);
  return reader.result();
}

/** Reads a transcript line by line. */
export class TranscriptReader {
  readonly #calls = new Map<string, CallDraft>();
  readonly #prompts: string[] = [];
  readonly #unlogged: UnloggedStep[] = [];
  readonly #usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0 };
  #session = "";
  #parent: Transcript["parent"];
  #permissions: string | undefined;
  #time = 0;

  /** Takes in a line; one that Codex is writing just now is none yet. */
  addLine(line: string): void {
    try {
      this.#add(object(JSON.parse(line)));
    } catch {
      // no line of a transcript
    }
  }

  #add({ type, payload, timestamp }: Json): void {
    const of = object(payload);
    this.#time = Date.parse(text(timestamp)) || this.#time;
    if (type === "session_meta" && this.#session === "") this.#begin(of);
    else if (type === "turn_context") this.#context(of);
    else if (type === "compacted") this.#note("compacted");
    else if (type === "token_usage_record") this.#count(object(of.usage));
    else if (type === "response_item") this.#response(of);
    else if (type === "event_msg") this.#event(of);
  }

  /** What the lines so far say. */
  result(): Transcript {
    const parent = this.#parent;
    return {
      session: this.#session,
      ...(parent !== undefined && { parent }),
      prompts: this.#prompts,
      calls: [...this.#calls.values()].map(({ wasMade, outcome, ...call }) => ({
        ...call,
        outcome: outcome === "interrupted" && !wasMade ? "canceled" : outcome,
      })),
      usage: this.#usage,
      unlogged: this.#unlogged,
    };
  }

  #begin(meta: Json): void {
    this.#session = text(meta.id);
    const parent = text(meta.parent_thread_id);
    const forked = text(meta.forked_from_id);
    const isReview = object(meta.source).subagent === "review";
    if (isUuid(parent)) this.#parent = { kind: isReview ? "review" : "sub-agent", session: parent };
    else if (parent === "" && isUuid(forked)) this.#parent = { kind: "fork", session: forked };
  }

  #context(context: Json): void {
    const [sandbox, approval] = [word(object(context.sandbox_policy).type), word(context.approval_policy)];
    const permissions = [sandbox, approval && `approval ${approval}`].filter((part) => part !== "").join(", ");
    const before = this.#permissions;
    this.#permissions = permissions;
    if (before !== undefined && before !== permissions)
      this.#note("permissions", before && permissions && `${before} → ${permissions}`);
  }

  #count(usage: Json): void {
    this.#usage.inputTokens += count(usage.input_tokens);
    this.#usage.outputTokens += count(usage.output_tokens);
    this.#usage.cachedTokens += count(usage.cached_input_tokens);
    this.#usage.reasoningTokens += count(usage.reasoning_output_tokens);
  }

  #response(item: Json): void {
    const callId = text(item.call_id);
    if (item.type === "function_call" || item.type === "custom_tool_call") this.#call(callId, text(item.name));
    if (item.type !== "function_call_output" && item.type !== "custom_tool_call_output") return;
    const call = this.#call(callId, "");
    call.output = outputText(item.output);
    if (call.outcome === "open") call.outcome = outcomeOfOutput(call.output);
  }

  #event(event: Json): void {
    if (event.type === "turn_aborted") this.#note("interrupted", text(event.reason));
    const error = object(event.error);
    if (event.type === "task_complete" && text(error.message) !== "") this.#note("error", text(error.message));
    // what a reviewer does stands in the transcript of the reviewed session as well
    const isOwn = event.thread_id === undefined || event.thread_id === this.#session;
    if (event.type === "item_completed" && isOwn) this.#item(object(event.item));
  }

  #item(item: Json): void {
    const id = text(item.id);
    const tool = callItems[text(item.type)];
    if (item.type === "UserMessage") this.#prompts.push(outputText(item.content));
    else if (item.type === "EnteredReviewMode") this.#note("review", text(item.user_facing_hint));
    else if (tool !== undefined) {
      const call = this.#call(id, text(item.tool) || tool);
      call.wasMade = true;
      // a command that goes on after its turn was interrupted is told of later
      if (call.outcome === "open") call.outcome = item.status === "completed" ? "done" : "failed";
    }
  }

  #call(callId: string, tool: string): CallDraft {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    const call: CallDraft = { callId, tool, outcome: "open", output: "", wasMade: false };
    this.#calls.set(callId, call);
    return call;
  }

  #note(kind: UnloggedStep["kind"], what = ""): void {
    this.#unlogged.push({ kind, time: this.#time, turn: this.#prompts.length, text: what });
  }
}

/** What Codex calls the calls that it made, and the tool where the call does not name it. */
const callItems: Readonly<Record<string, string>> = {
  CommandExecution: "exec_command",
  FileChange: "apply_patch",
  McpToolCall: "",
  CollabAgentToolCall: "",
};

function outputText(output: unknown): string {
  if (typeof output === "string") return output;
  return Array.isArray(output) ? output.map((part) => text(object(part).text)).join("\n") : "";
}

/** Of a call that Codex says nothing else of: a script, a message to an agent, or one that was never made. */
function outcomeOfOutput(output: string): TranscribedOutcome {
  if (/^(?:Wall time: [\d.]+ seconds\n)?aborted by user/.test(output)) return "interrupted";
  if (/^(?:\w+ failed: )?.{0,40}Rejected\(|; reject command|^(?:patch )?rejected/.test(output)) return "refused";
  const code = exitCodeIn(output);
  if (code !== undefined) return code === 0 ? "done" : "failed";
  return /^Script failed\b|\bfailed: /.test(output.slice(0, 80)) ? "failed" : "done";
}
