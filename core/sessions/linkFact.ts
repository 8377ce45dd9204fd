import type { CodexEvent } from "../events/codexEvent.ts";
import { type AnyValue, toNumber, toText } from "../otlp/anyValue.ts";
import { detach } from "../text/detach.ts";
import { isUuid } from "../text/uuid.ts";

/** What one event says of how sessions belong together. */
export type LinkFact =
  /** A tool call started a sub-agent. Only the first kind of sub-agents says here which session it has. */
  | {
      readonly kind: "spawned";
      readonly child: string | undefined;
      readonly task: string;
      readonly milliseconds: number;
    }
  /** One agent sent a message to another: `spawn` with the task of a new one. */
  | {
      readonly kind: "sent";
      readonly communication: string;
      readonly sender: string;
      readonly receiver: string;
      readonly purpose: string;
      readonly task: string;
    }
  | { readonly kind: "received"; readonly communication: string }
  /** A person asked something. */
  | { readonly kind: "asked"; readonly prompt: string }
  /** Codex itself asks for the title of a session that began with this prompt. */
  | { readonly kind: "titles"; readonly prompt: string }
  /** Codex itself asks for a review of what another session wants to do. */
  | { readonly kind: "reviews"; readonly session: string };

const reviewedSession = /^Reviewed Codex session id: ([0-9a-f-]{36})$/m;
const titleInstruction = /^Generate a concise, single-line task title/;
const titledPrompt = /\n\nUser prompt:\n/;
const reviewInstruction = /^The following is the Codex agent history /;
/** So much of texts is compared. */
const longestText = 256;

/** Whether an event can say anything of how sessions belong together; the others need not be decoded for it. */
export const mayLink = (name: string, tool: string): boolean =>
  name === "codex.user_prompt" ||
  name === "codex.agent_communication" ||
  (name === "codex.tool_result" && tool === "spawn_agent");

/** What an event says of how sessions belong together; undefined when it says nothing of it. */
export function linkFact({ name, attributes }: Pick<CodexEvent, "name" | "attributes">): LinkFact | undefined {
  const text = (attribute: string) => toText(attributes.get(attribute));
  if (!mayLink(name, text("tool_name"))) return undefined;
  if (name === "codex.user_prompt") return ofPrompt(text("prompt"));
  return name === "codex.tool_result" ? ofSpawn(attributes) : ofCommunication(text);
}

function ofPrompt(prompt: string): LinkFact | undefined {
  if (titleInstruction.test(prompt)) {
    const [, ...titled] = prompt.split(titledPrompt);
    return titled.length === 0 ? undefined : { kind: "titles", prompt: comparable(titled.join("\n\nUser prompt:\n")) };
  }
  if (reviewInstruction.test(prompt)) {
    const [, session] = reviewedSession.exec(prompt) ?? [];
    return session !== undefined && isUuid(session) ? { kind: "reviews", session: detach(session) } : undefined;
  }
  return prompt === "" || prompt === "[REDACTED]" ? undefined : { kind: "asked", prompt: comparable(prompt) };
}

function ofSpawn(attributes: ReadonlyMap<string, AnyValue>): LinkFact | undefined {
  const text = (attribute: string) => toText(attributes.get(attribute));
  if (text("success").toLowerCase() === "false") return undefined;
  const child = memberOf(text("output"), "agent_id");
  return {
    kind: "spawned",
    child: child !== undefined && isUuid(child) ? detach(child) : undefined,
    task: comparable(memberOf(text("arguments"), "message") ?? ""),
    milliseconds: Math.max(0, toNumber(attributes.get("duration_ms")) ?? 0),
  };
}

function ofCommunication(text: (attribute: string) => string): LinkFact | undefined {
  const ids = [text("communication_id"), text("sender_thread_id"), text("receiver_thread_id")];
  const [communication, sender, receiver] = ids.map((id) => (isUuid(id) ? detach(id) : undefined));
  if (communication === undefined) return undefined;
  if (sender === undefined || receiver === undefined) return { kind: "received", communication };
  const [purpose, task] = [comparable(text("kind")), comparable(text("content"))];
  return { kind: "sent", communication, sender, receiver, purpose, task };
}

/** A member of a JSON object that is text; undefined where there is none. */
function memberOf(json: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const member = typeof value === "object" && value !== null ? Object.entries(value) : [];
    const [, found] = member.find(([key]) => key === name) ?? [];
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}

const comparable = (text: string): string => detach(text.slice(0, longestText));
