import type { Finding, FindingSeverity } from "./outcome.ts";

const order: readonly FindingSeverity[] = ["low", "medium", "high", "critical"];

/** The most serious severity among the findings; undefined when there is none. */
export const worstSeverity = (findings: readonly Finding[]): FindingSeverity | undefined =>
  findings.reduce<FindingSeverity | undefined>(
    (worst, { severity }) => (worst === undefined || order.indexOf(severity) > order.indexOf(worst) ? severity : worst),
    undefined,
  );
