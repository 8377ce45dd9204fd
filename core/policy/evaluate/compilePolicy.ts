import type { AnyValue } from "../../otlp/anyValue.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { productActions } from "../actions/index.ts";
import type { ConditionContext } from "../model/conditionAnswer.ts";
import { credentialClass, type Destination, defaultKey, type Policy, unknownClass } from "../model/policyModel.ts";
import { policyPath } from "../model/policyPath.ts";
import { compileGlob, type Glob } from "../patterns/glob.ts";
import { type AttributePlan, attributePlans } from "./attributePlans.ts";
import { type ClassAction, classAction, redactRule } from "./classAction.ts";
import { type CompiledCondition, compileCondition } from "./conditions.ts";
import { conditionContext, policyScan } from "./policyScan.ts";
import type { ReceivedAttributes } from "./receivedAttributes.ts";
import type { RedactionTools } from "./receivedValue.ts";
import { saltedHash } from "./saltedHash.ts";

/** Reads an environment variable; handed in so that nothing here reads global state. */
export type Environment = (name: string) => string | undefined;

export interface CompiledDestination {
  readonly definition: Destination;
  /** `destinations.NAME` */
  readonly path: string;
  readonly receives: readonly Glob[];
  readonly when: readonly CompiledCondition[];
  readonly actionOf: (dataClass: string) => ClassAction;
}

/** A policy made ready to evaluate many events. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly destinations: readonly CompiledDestination[];
  readonly tools: RedactionTools;
  /** Whether hashes have a salt: `unread` when the variable that holds it was not looked at, so that they have none. */
  readonly salt: "salted" | "none" | "unread";
  /** The data class of an attribute, of `resource.NAME` or of `body`; `unknown` when no class names it. */
  readonly classOf: (attribute: string) => string;
  /** What the policy says about an attribute, or about `body`. */
  readonly planOf: (name: string) => AttributePlan;
  /** The same for an attribute of a resource, by its name without `resource.`. */
  readonly resourcePlanOf: (name: string) => AttributePlan;
  /** What was worked out for a resource, which many events share. */
  readonly resources: WeakMap<ReadonlyMap<string, AnyValue>, ReceivedAttributes>;
  /** What was worked out for the attributes of a log record on its way to the destinations, one after the other. */
  readonly records: WeakMap<ReadonlyMap<string, AnyValue>, ReceivedAttributes>;
}

/** What is shown locally: everything but credentials. */
const localAction = (dataClass: string): ClassAction =>
  dataClass === credentialClass
    ? { action: { kind: "mask" }, rule: policyPath("classes", credentialClass) }
    : { action: { kind: "keep" }, rule: "" };

/**
 * Makes a policy ready. Everything that can be done once is done here: patterns, globs, look-ups by class.
 * The salt of hashes is read from the environment variable that the policy names; unset means an empty salt. For a policy
 * that nobody has chosen there is no environment: its hashes have no salt.
 *
 * Throws a RangeError for an invalid pattern; `parsePolicy` lets none through.
 */
export function compilePolicy(
  policy: Policy,
  environment?: Environment,
  actions: ActionIndex = productActions,
): CompiledPolicy {
  const context = conditionContext(
    policy.secrets,
    policy.destinations.flatMap(({ when }) => when),
  );
  const { saltEnvironmentVariable } = policy.hashing;
  const salt = (saltEnvironmentVariable !== undefined && environment?.(saltEnvironmentVariable)) || "";
  const destinations = policy.destinations.map((destination) => compileDestination(destination, context));
  const tools = { ...policyScan(policy.secrets), hash: saltedHash(salt) };
  const classOf = classLookup(policy);
  const views = [...destinations.map(({ actionOf }) => actionOf), localAction];
  return {
    policy,
    destinations,
    tools,
    salt:
      salt !== "" ? "salted" : saltEnvironmentVariable !== undefined && environment === undefined ? "unread" : "none",
    classOf,
    planOf: attributePlans(classOf, tools.secretsInName, views, actions, ""),
    resourcePlanOf: attributePlans(classOf, tools.secretsInName, views, actions, "resource."),
    resources: new WeakMap(),
    records: new WeakMap(),
  };
}

function compileDestination(definition: Destination, context: ConditionContext): CompiledDestination {
  const path = policyPath("destinations", definition.name);
  return {
    definition,
    path,
    receives: definition.receives.map(compileGlob),
    when: definition.when.map((condition) => compileCondition(condition, context)),
    actionOf: (dataClass) => ({
      action: classAction(definition, dataClass),
      rule: redactRule(definition.name, definition.redact.has(dataClass) ? dataClass : defaultKey),
    }),
  };
}

const rememberedNames = 4096;
const longestRememberedName = 256;

/** The class of each attribute name. An exact name wins over a glob; among globs the first of the file wins. */
export function classLookup(policy: Pick<Policy, "classes">): (attribute: string) => string {
  const exact = new Map<string, string>();
  const globs: { glob: Glob; name: string }[] = [];
  for (const { name, attributes } of policy.classes) {
    for (const text of attributes) {
      const glob = compileGlob(text);
      if (!glob.exact) globs.push({ glob, name });
      else if (!exact.has(text)) exact.set(text, name);
    }
  }
  const remembered = new Map<string, string>();
  return (attribute) => {
    const known = exact.get(attribute) ?? remembered.get(attribute);
    if (known !== undefined) return known;
    const found = globs.find(({ glob }) => glob.matches(attribute))?.name ?? unknownClass;
    if (attribute.length <= longestRememberedName) {
      if (remembered.size >= rememberedNames) remembered.clear();
      remembered.set(attribute, found);
    }
    return found;
  };
}
