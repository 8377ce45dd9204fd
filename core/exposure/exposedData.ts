import {
  attributeDefinition,
  type DataClass,
  eventAttributes,
  resourceAttributeDefinition,
  resourceAttributes,
  spanAttributes,
} from "../events/catalogue.ts";
import type { RedactAction } from "../policy/actions/action.ts";
import { productActions } from "../policy/actions/index.ts";
import { showsMore } from "../policy/actions/visibility.ts";
import { unknownClass } from "../policy/model/policyModel.ts";
import { attributeRules } from "./attributeRules.ts";
import type { Exposure } from "./exposure.ts";

/** What becomes of a kind of data, at most: `unknown` is what Codex may send and is not known here. */
export interface ExposedData {
  readonly data: DataClass | typeof unknownClass;
  /** Of the attributes that hold it, what shows most. */
  readonly action: RedactAction;
}

/** An attribute that Codex does not send: what becomes of it becomes of those that it may send one day. */
const notSentYet = "\u0000";

/** An attribute that Codex sends, and what becomes of it. */
export interface ExposedAttribute extends ExposedData {
  /** As a policy names it: `prompt`, `resource.host.name`, `body`. */
  readonly name: string;
  /** Another name for what Codex sends under its own: of documented examples, older versions, stores without dots. */
  readonly isAlias: boolean;
  /** The class that the policy gives it. */
  readonly class: string;
}

/** What becomes of each attribute that Codex sends, its aliases, and last of one that it may send one day. */
export function exposedAttributes({ classes }: Exposure): readonly ExposedAttribute[] {
  const ruleOf = attributeRules(classes);
  const exposed = (data: ExposedData["data"], name: string, isAlias = false): ExposedAttribute => ({
    ...{ name, data, isAlias },
    ...ruleOf(name),
  });
  return [
    ...[...eventAttributes, ...spanAttributes].flatMap(({ name, class: data, aliases }) => [
      exposed(data, name),
      ...aliases.map((alias) => exposed(data, alias, true)),
    ]),
    ...resourceAttributes.map(({ name, class: data }) => exposed(data, `resource.${name}`)),
    ...["body", "status.message"].map((name) => exposed("raw_payload", name)),
    exposed(unknownClass, notSentYet),
  ];
}

/**
 * What a destination sees of each kind of data that Codex sends, or of those attributes alone. The kinds are those of the
 * catalogue and not the classes of the policy: a policy that one did not write may give its classes any name.
 */
export function exposedData(
  exposure: Exposure,
  attributes: readonly ExposedAttribute[] = exposedAttributes(exposure),
  actions = productActions,
): readonly ExposedData[] {
  const isSalted = typeof exposure.salt === "string";
  const most = new Map<ExposedData["data"], RedactAction>();
  for (const { data, action } of attributes) {
    const known = most.get(data);
    if (known === undefined || showsMore(actions.visibility(known), actions.visibility(action), isSalted))
      most.set(data, action);
  }
  return [...most].map(([data, action]) => ({ data, action }));
}

/** The kind of data that an attribute is known to hold, by its name in a policy. */
export const dataIn = (name: string): DataClass | undefined =>
  name.startsWith("resource.")
    ? resourceAttributeDefinition(name.slice("resource.".length))?.class
    : attributeDefinition(name)?.class;
