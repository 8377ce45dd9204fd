import { type Finding, type FindingSeverity, severities } from "./outcome.ts";

/** The most serious severity among the findings; undefined when there is none. */
export const worstSeverity = (findings: readonly Finding[]): FindingSeverity | undefined =>
  findings.reduce<FindingSeverity | undefined>(
    (worst, { severity }) =>
      worst === undefined || severities.indexOf(severity) > severities.indexOf(worst) ? severity : worst,
    undefined,
  );
