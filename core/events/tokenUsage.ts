import { type AnyValue, toNumber } from "../otlp/anyValue.ts";
import type { CodexEvent } from "./codexEvent.ts";

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Those of the input that came from a cache. */
  readonly cachedTokens: number;
  /** Those of the output that were spent on reasoning. */
  readonly reasoningTokens: number;
}

/** Where `codex.sse_event` says its counts. */
export const tokenAttributes = {
  inputTokens: "input_token_count",
  outputTokens: "output_token_count",
  cachedTokens: "cached_token_count",
  reasoningTokens: "reasoning_token_count",
} as const satisfies Record<keyof TokenUsage, string>;

/** A count that can be summed: a hostile or broken NaN, infinity or negative number would spoil every sum after it. */
function countIn(value: AnyValue | undefined): number | undefined {
  const number = toNumber(value);
  return number !== undefined && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? Math.round(number) : undefined;
}

/**
 * The tokens one event accounts for. Codex reports `response.completed` twice, once with a duration and once with the
 * counts (seen): only the record that has the counts says anything here.
 */
export function tokenUsageOf({ name, attributes }: Pick<CodexEvent, "name" | "attributes">): TokenUsage | undefined {
  if (name !== "codex.sse_event") return undefined;
  const inputTokens = countIn(attributes.get(tokenAttributes.inputTokens));
  const outputTokens = countIn(attributes.get(tokenAttributes.outputTokens));
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cachedTokens: countIn(attributes.get(tokenAttributes.cachedTokens)) ?? 0,
    reasoningTokens: countIn(attributes.get(tokenAttributes.reasoningTokens)) ?? 0,
  };
}
