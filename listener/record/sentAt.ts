import type { OtlpRequest } from "../../core/otlp/requests.ts";

/** The times in a request, in nanoseconds since 1970; 0 where a sender left one out. */
function* timesIn(otlp: OtlpRequest): Generator<bigint> {
  switch (otlp.signal) {
    case "logs":
      for (const { scopeLogs } of otlp.request.resourceLogs)
        for (const { logRecords } of scopeLogs)
          for (const { observedTimeUnixNano, timeUnixNano } of logRecords) yield observedTimeUnixNano || timeUnixNano;
      break;
    case "traces":
      for (const { scopeSpans } of otlp.request.resourceSpans)
        for (const { spans } of scopeSpans) for (const { endTimeUnixNano } of spans) yield endTimeUnixNano;
      break;
    case "metrics":
      for (const { scopeMetrics } of otlp.request.resourceMetrics)
        for (const { metrics } of scopeMetrics)
          for (const metric of metrics) {
            const data =
              metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
            for (const { timeUnixNano } of data?.dataPoints ?? []) yield timeUnixNano;
          }
  }
}

/**
 * When a recorded request was sent, in milliseconds since 1970: the newest time in it. Undefined when it has none. An OTLP
 * capture holds no other trace of that moment.
 */
export function sentAt(request: OtlpRequest): number | undefined {
  let newest = 0n;
  for (const time of timesIn(request)) if (time > newest) newest = time;
  return newest === 0n ? undefined : Number(newest / 1_000_000n);
}
