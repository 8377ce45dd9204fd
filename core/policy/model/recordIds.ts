/** The ids of traces and spans that records, spans, links and exemplars have themselves, as a policy names them. */
export const idNames = ["trace_id", "span_id"] as const;
export type IdName = (typeof idNames)[number];
