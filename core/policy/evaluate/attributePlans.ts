import type { IdForm } from "../actions/action.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import type { Redaction } from "../model/outcome.ts";
import type { SecretCounts } from "../secrets/secrets.ts";
import type { ClassAction } from "./classAction.ts";
import type { ReceivedValue, RedactedValue } from "./receivedValue.ts";

/** What becomes of one attribute in one view. */
export interface PlannedAction extends ClassAction {
  /** Does it. */
  readonly redact: (value: ReceivedValue) => RedactedValue;
  /** What is left where the attribute is the id of a trace or span. */
  readonly id: IdForm;
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

const rememberedPlans = 4096;
const longestRemembered = 256;

/** The plan for each attribute name. The same few names come with every event, so the latest ones are remembered. */
export function attributePlans(
  classOf: (path: string) => string,
  secretsInName: (name: string) => SecretCounts | undefined,
  views: readonly ((dataClass: string) => ClassAction)[],
  actions: ActionIndex,
  prefix: "" | "resource.",
): (name: string) => AttributePlan {
  const remembered = new Map<string, AttributePlan>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const path = prefix + name;
    const dataClass = classOf(path);
    const planned = views.map((view): PlannedAction => {
      const { action, rule } = view(dataClass);
      const { kind, redact, id } = actions.of(action.kind);
      return {
        action,
        rule,
        redaction: { attribute: path, class: dataClass, action: kind, rule },
        redact: (value) => redact(value, action),
        id,
      };
    });
    const plan = { path, dataClass, secretsInName: secretsInName(name), actions: planned };
    if (name.length <= longestRemembered) {
      if (remembered.size >= rememberedPlans) remembered.clear();
      remembered.set(name, plan);
    }
    return plan;
  };
}
