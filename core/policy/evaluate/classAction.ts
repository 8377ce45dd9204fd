import { mask } from "../actions/mask.ts";
import type { RedactAction } from "../actions/redactAction.ts";
import { type Destination, defaultKey } from "../model/policyModel.ts";
import { policyPath } from "../model/policyPath.ts";

/** What a class is to a destination, and where the policy says so. */
export interface ClassAction {
  readonly action: RedactAction;
  /** Path in the policy, such as `destinations.siem.redact.prompt`. */
  readonly rule: string;
}

/** What becomes of a class that a destination does not name, where `redact.default` does not say it. */
export const unnamedAction: RedactAction = { kind: mask.kind };

type Redactions = Pick<Destination, "redact" | "redactDefault">;

/** What becomes of a class on its way to a destination. */
export function classAction({ redact, redactDefault }: Redactions, dataClass: string): RedactAction {
  return redact.get(dataClass) ?? redactDefault ?? unnamedAction;
}

/** Everything that may become of a value on its way to a destination. */
export function possibleActions({ redact, redactDefault }: Redactions): readonly RedactAction[] {
  return [...redact.values(), redactDefault ?? unnamedAction];
}

/** The path of what decides about a class: its own entry, or `redact.default`, be it written or not. */
export function redactRule(destination: string, dataClass: string): string {
  return policyPath("destinations", destination, "redact", dataClass);
}

/** Whether a rule is the one about classes that are not named. */
export function isDefaultRule(rule: string): boolean {
  return rule.endsWith(`.redact.${defaultKey}`);
}
