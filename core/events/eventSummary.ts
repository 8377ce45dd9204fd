import { type AnyValue, toNumber, toText } from "../otlp/anyValue.ts";
import { escapeControlCharacters, shorten } from "../text/escapeControl.ts";
import { attributeOf, commonAttributes } from "./catalogue.ts";
import { commandIn } from "./toolCommand.ts";

type Attributes = ReadonlyMap<string, AnyValue>;

const longest = 120;
const nothing: ReadonlySet<string> = new Set();

/** Reads one event's attributes for its row; nothing is the empty text. */
interface Fields {
  (name: string): string;
  milliseconds(name: string): string;
}

function milliseconds(value: AnyValue | undefined): string {
  const number = toNumber(value);
  if (number === undefined || !Number.isFinite(number)) return toText(value);
  if (number < 1000) return `${Math.round(number)} ms`;
  return number < 60_000
    ? `${(number / 1000).toFixed(1)} s`
    : `${Math.floor(number / 60_000)} min ${Math.round((number % 60_000) / 1000)} s`;
}

const join = (...parts: readonly string[]) => parts.filter((part) => part !== "").join(" · ");

const failedUnless = (success: string) => (success.toLowerCase() === "false" ? "failed" : "");

/** Most streamed events take no time at all, which is not worth a word. */
const instant = (duration: string) => (duration === "0 ms" ? "" : duration);

const prefixed = (prefix: string, text: string) => text && `${prefix} ${text}`;

const summaries: ReadonlyMap<string, (text: Fields) => string> = new Map([
  [
    "codex.conversation_starts",
    (text: Fields) =>
      join(
        text("model"),
        text("sandbox_policy"),
        prefixed("approval", text("approval_policy")),
        prefixed("network", text("network_access")),
        prefixed("MCP", text("mcp_servers")),
      ),
  ],
  [
    "codex.user_prompt",
    (text) => {
      const prompt = text("prompt");
      const length = text("prompt_length") && `${text("prompt_length")} characters`;
      return prompt.startsWith("[REDACTED") ? join(prompt, length) : prompt || length;
    },
  ],
  [
    "codex.api_request",
    (text) =>
      join(
        text("http.response.status_code"),
        text("endpoint"),
        text.milliseconds("duration_ms"),
        text("error.message"),
        Number(text("attempt")) > 0 ? `attempt ${text("attempt")}` : "",
      ),
  ],
  [
    "codex.sse_event",
    (text) =>
      text("input_token_count") || text("output_token_count")
        ? join(text("event.kind"), `${text("input_token_count")} in, ${text("output_token_count")} out`)
        : join(text("event.kind"), instant(text.milliseconds("duration_ms")), text("error.message")),
  ],
  [
    "codex.websocket_connect",
    (text) =>
      join(
        text("endpoint"),
        failedUnless(text("success")),
        text.milliseconds("duration_ms"),
        text("http.response.status_code"),
        text("error.message"),
      ),
  ],
  [
    "codex.websocket_request",
    (text) => join(failedUnless(text("success")), text.milliseconds("duration_ms"), text("error.message")),
  ],
  [
    "codex.tool_decision",
    (text) => join(text("tool_name"), text("decision"), prefixed("by", text("source").toLowerCase())),
  ],
  [
    "codex.tool_result",
    (text) =>
      join(
        [text("mcp_server"), text("tool_name")].filter((part) => part !== "").join("/"),
        commandIn(text("arguments")),
        failedUnless(text("success")),
        text.milliseconds("duration_ms"),
      ),
  ],
  [
    "codex.sandbox_outcome",
    (text) => join(text("tool_name"), text("outcome"), text.milliseconds("initial_duration_ms")),
  ],
  [
    "codex.startup_phase",
    (text) => join(text("startup.phase"), text("startup.status"), text.milliseconds("duration_ms")),
  ],
  ["codex.turn_ttft", (text) => text.milliseconds("duration_ms")],
  ["codex.turn_cost", (text) => join(prefixed("$", text("usage.estimated_usd")).replace(" ", ""), text("speed"))],
  ["codex.auth_recovery", (text) => join(text("auth.step"), text("auth.outcome"), text("auth.recovery_reason"))],
  ["codex.agent_response", (text) => text("response") || text("response_length")],
  ["codex.agent_communication", (text) => join(text("kind"), text("state"), text("content"))],
]);

const commonNames: ReadonlySet<string> = new Set(commonAttributes);

/** For events without a summary of their own: the first three attributes that only they have. */
function distinctive(attributes: Attributes, without: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const [name, value] of attributes) {
    if (parts.length === 3) break;
    if (!commonNames.has(name) && !without.has(name)) parts.push(`${name} ${toText(value).slice(0, longest)}`);
  }
  return join(...parts);
}

/**
 * What an event's row says beside its name, on one line of at most 120 characters: tool and command, status and
 * duration, decision and who made it, tokens. Takes attributes that were redacted already (the policy's local view);
 * characters that do not show are escaped. `without` names attributes that are told elsewhere.
 */
export function summariseEvent(
  name: string,
  attributes: Attributes,
  body: AnyValue | undefined,
  without = nothing,
): string {
  const value = (attribute: string) => (without.has(attribute) ? undefined : attributeOf(attributes, attribute));
  const fields: Fields = Object.assign((attribute: string) => toText(value(attribute)), {
    milliseconds: (attribute: string) => milliseconds(value(attribute)),
  });
  const summary = summaries.get(name)?.(fields) ?? (toText(body) || distinctive(attributes, without));
  return shorten(escapeControlCharacters(shorten(summary, longest + 1)), longest);
}
