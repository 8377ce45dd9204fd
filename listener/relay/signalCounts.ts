import type { Signal } from "../../core/otlp/requests.ts";
import type { SignalCounts } from "../protocol/delivery.ts";

export const signals: readonly Signal[] = ["logs", "traces", "metrics"];

export const noItems: SignalCounts = { logs: 0, traces: 0, metrics: 0 };

/** Items of all signals. */
export const totalOf = ({ logs, traces, metrics }: SignalCounts): number => logs + traces + metrics;

/** One after the other, signal by signal. */
export function combine(
  one: SignalCounts,
  other: SignalCounts,
  how: (one: number, other: number) => number,
): SignalCounts {
  return {
    logs: how(one.logs, other.logs),
    traces: how(one.traces, other.traces),
    metrics: how(one.metrics, other.metrics),
  };
}
