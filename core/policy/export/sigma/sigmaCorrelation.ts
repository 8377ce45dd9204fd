/** What a Sigma correlation rule says besides the rules that it correlates (https://sigmahq.io/docs/meta/correlations.html). */
export interface SigmaCorrelation {
  readonly type: "event_count" | "temporal" | "temporal_ordered";
  /** The attribute whose value the events share, besides their session. */
  readonly on: string | undefined;
  /** In seconds; undefined where the policy has no limit. */
  readonly within: number | undefined;
  /** How many, of one rule. */
  readonly condition?: { readonly gte: number };
}
