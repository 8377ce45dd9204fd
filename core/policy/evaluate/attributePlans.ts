import type { Redaction, RedactionAction } from "../model/outcome.ts";
import type { RedactAction } from "../model/policyModel.ts";
import type { SecretCounts } from "../secrets/secrets.ts";

/** What a class is to a destination, and where the policy says so. */
export interface ClassAction {
  readonly action: RedactAction;
  /** Path in the policy, such as `destinations.siem.redact.prompt`. */
  readonly rule: string;
}

/** What becomes of one attribute in one view. */
export interface PlannedAction extends ClassAction {
  /** What is to be said once the action was done. */
  readonly redaction: Redaction;
}

/** All that a policy says about an attribute by its name alone. */
export interface AttributePlan {
  /** As the policy calls it: `prompt`, `resource.host.name` or `body`. */
  readonly path: string;
  readonly dataClass: string;
  /** Secrets in its name; such an attribute goes nowhere. */
  readonly secretsInName: SecretCounts | undefined;
  /** By view: the destinations in the order of the file, and then what is shown locally. */
  readonly actions: readonly PlannedAction[];
}

/** What becomes of a class that a destination does not name. */
export const unnamedAction: RedactAction = { kind: "keep" };

const unnamed: ClassAction = { action: unnamedAction, rule: "" };

const rememberedPlans = 4096;
const longestRemembered = 256;

/** The plan for each attribute name. The same few names come with every event, so the latest ones are remembered. */
export function attributePlans(
  classOf: (path: string) => string,
  secretsInName: (name: string) => SecretCounts | undefined,
  views: readonly ReadonlyMap<string, ClassAction>[],
  prefix: "" | "resource.",
): (name: string) => AttributePlan {
  const remembered = new Map<string, AttributePlan>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const path = prefix + name;
    const dataClass = classOf(path);
    const actions = views.map((view): PlannedAction => {
      const { action, rule } = view.get(dataClass) ?? unnamed;
      const done: RedactionAction = action.kind === "keep" ? "secrets" : action.kind;
      return { action, rule, redaction: { attribute: path, class: dataClass, action: done, rule } };
    });
    const plan = { path, dataClass, secretsInName: secretsInName(name), actions };
    if (name.length <= longestRemembered) {
      if (remembered.size >= rememberedPlans) remembered.clear();
      remembered.set(name, plan);
    }
    return plan;
  };
}
