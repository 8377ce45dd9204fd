import { type AnyValue, toText } from "../otlp/anyValue.ts";
import { escapeControlCharacters, shorten } from "../text/escapeControl.ts";
import { attributeOf } from "./normalise.ts";

type Attributes = ReadonlyMap<string, AnyValue>;

const maximumLength = 120;

function commandIn(argumentsText: string): string {
  try {
    const parsed: unknown = JSON.parse(argumentsText);
    if (typeof parsed === "object" && parsed !== null) {
      const { cmd, command, input } = parsed as { cmd?: unknown; command?: unknown; input?: unknown };
      const found = cmd ?? command ?? input;
      if (typeof found === "string") return found;
      if (Array.isArray(found)) return found.join(" ");
    }
  } catch {
    // Arguments are tool-specific; a tool may well pass plain text.
  }
  return argumentsText;
}

function milliseconds(text: string): string {
  const value = Number(text);
  if (text === "" || Number.isNaN(value)) return "";
  return value < 1000 ? `${value} ms` : `${(value / 1000).toFixed(1)} s`;
}

const join = (...parts: readonly string[]) => parts.filter((part) => part !== "").join(" · ");

const summaries: Readonly<Record<string, (text: (name: string) => string) => string>> = {
  "codex.conversation_starts": (text) =>
    join(text("model"), text("sandbox_policy"), text("approval_policy") && `approval ${text("approval_policy")}`),
  "codex.user_prompt": (text) => text("prompt") || (text("prompt_length") && `${text("prompt_length")} characters`),
  "codex.api_request": (text) =>
    join(
      text("http.response.status_code"),
      text("endpoint"),
      milliseconds(text("duration_ms")),
      text("error.message"),
      Number(text("attempt")) > 0 ? `attempt ${text("attempt")}` : "",
    ),
  "codex.sse_event": (text) =>
    text("input_token_count") || text("output_token_count")
      ? join(text("event.kind"), `${text("input_token_count")} in, ${text("output_token_count")} out`)
      : join(text("event.kind"), milliseconds(text("duration_ms")), text("error.message")),
  "codex.tool_decision": (text) =>
    join(text("tool_name"), text("decision"), text("source") && `by ${text("source").toLowerCase()}`),
  "codex.tool_result": (text) =>
    join(
      text("tool_name"),
      commandIn(text("arguments")),
      text("success").toLowerCase() === "false" ? "failed" : "",
      milliseconds(text("duration_ms")),
    ),
  "codex.startup_phase": (text) =>
    join(text("startup.phase"), text("startup.status"), milliseconds(text("duration_ms"))),
  "codex.turn_ttft": (text) => milliseconds(text("duration_ms")),
  "codex.auth_recovery": (text) => join(text("auth.step"), text("auth.outcome"), text("auth.recovery_reason")),
};

/**
 * What an event's row says beside its name, on one line: tool and command, status and duration, tokens. Takes attributes
 * that were redacted already (the policy's local view), escapes what does not show and cuts what is too long.
 */
export function summariseEvent(name: string, attributes: Attributes, body: AnyValue | undefined): string {
  const text = (attribute: string) => toText(attributeOf(attributes, attribute));
  const summary = Object.hasOwn(summaries, name) ? summaries[name]?.(text) : undefined;
  return shorten(escapeControlCharacters(summary ?? toText(body)), maximumLength);
}
