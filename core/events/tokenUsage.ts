import { type AnyValue, toNumber } from "../otlp/anyValue.ts";
import type { CodexEvent } from "./codexEvent.ts";

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A count that can be summed: a hostile or broken NaN, infinity or negative number would spoil every sum after it. */
function countIn(value: AnyValue | undefined): number | undefined {
  const number = toNumber(value);
  return number !== undefined && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? Math.round(number) : undefined;
}

/**
 * The tokens one event accounts for. Codex reports `response.completed` twice, once with a duration and once with the
 * counts (seen with 0.169.0): only the record that has the counts says anything here.
 */
export function tokenUsageOf(event: CodexEvent): TokenUsage | undefined {
  if (event.name !== "codex.sse_event") return undefined;
  const inputTokens = countIn(event.attributes.get("input_token_count"));
  const outputTokens = countIn(event.attributes.get("output_token_count"));
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
}
