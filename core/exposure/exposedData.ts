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
import { actionsOf } from "./attributeRules.ts";
import type { Exposure } from "./exposure.ts";

/** What becomes of a kind of data, at most: `unknown` is what Codex may send and is not known here. */
export interface ExposedData {
  readonly data: DataClass | typeof unknownClass;
  /** Of the attributes that hold it, what shows most. */
  readonly action: RedactAction;
}

/** An attribute that Codex does not send: what becomes of it becomes of those that it may send one day. */
const notSentYet = "\u0000";

/**
 * What a destination sees of each kind of data that Codex sends. The kinds are those of the catalogue and not the classes of
 * the policy: a policy that one did not write may give its classes any name.
 */
export function exposedData(exposure: Exposure, actions = productActions): readonly ExposedData[] {
  const actionOf = actionsOf(exposure.classes);
  const isSalted = typeof exposure.salt === "string";
  const most = new Map<ExposedData["data"], RedactAction>();
  const note = (data: ExposedData["data"], action: RedactAction) => {
    const known = most.get(data);
    if (known === undefined || showsMore(actions.visibility(known), actions.visibility(action), isSalted))
      most.set(data, action);
  };
  for (const { name, class: data, aliases } of [...eventAttributes, ...spanAttributes])
    for (const spelling of [name, ...aliases]) note(data, actionOf(spelling));
  for (const { name, class: data } of resourceAttributes) note(data, actionOf(`resource.${name}`));
  for (const name of ["body", "status.message"]) note("raw_payload", actionOf(name));
  note(unknownClass, actionOf(notSentYet));
  return [...most].map(([data, action]) => ({ data, action }));
}

/** The kind of data that an attribute is known to hold, by its name in a policy. */
export const dataIn = (name: string): DataClass | undefined =>
  name.startsWith("resource.")
    ? resourceAttributeDefinition(name.slice("resource.".length))?.class
    : attributeDefinition(name)?.class;
