import {
  attributeDefinition,
  type DataClass,
  eventAttributes,
  resourceAttributeDefinition,
  resourceAttributes,
  spanAttributes,
} from "../events/catalogue.ts";
import { actionKey } from "../policy/actions/action.ts";
import { productActions } from "../policy/actions/index.ts";
import type { RedactAction } from "../policy/actions/redactAction.ts";
import { isWithheld, showsMore } from "../policy/actions/visibility.ts";
import { unknownClass } from "../policy/model/policyModel.ts";
import { attributeRules, rulesForOthers } from "./attributeRules.ts";
import type { Exposure } from "./exposure.ts";
import { coversGlob } from "./globLanguage.ts";

/** What becomes of a kind of data, at most: `unknown` is what Codex may send and is not known here. */
export interface ExposedData {
  readonly data: DataClass | typeof unknownClass;
  /** Of the attributes that hold it, what shows most. */
  readonly action: RedactAction;
}

/** Attributes that are not known here, and may hold anything. */
export interface ExposedNames {
  /** Names and globs, those that match most names first. */
  readonly names: readonly string[];
  readonly action: RedactAction;
}

/** An attribute that Codex sends, and what becomes of it. */
export interface ExposedAttribute extends ExposedData {
  /** As a policy names it: `prompt`, `resource.host.name`, `body`. Of unknown ones a name or glob of the policy. */
  readonly name: string;
  /** Another name for what Codex sends under its own: of documented examples, older versions, stores without dots. */
  readonly isAlias: boolean;
  /** The class that the policy gives it. */
  readonly class: string;
}

const knownAttributes: readonly (Pick<ExposedAttribute, "name" | "isAlias"> & { readonly data: DataClass })[] = [
  ...[...eventAttributes, ...spanAttributes].flatMap(({ name, class: data, aliases }) => [
    { name, data, isAlias: false },
    ...aliases.map((alias) => ({ name: alias, data, isAlias: true })),
  ]),
  ...resourceAttributes.map(({ name, class: data }) => ({ name: `resource.${name}`, data, isAlias: false })),
  ...["body", "status.message"].map((name) => ({ name, data: "raw_payload" as const, isAlias: false })),
];
const knownNames = new Set(knownAttributes.map(({ name }) => name));
const isKnown = (name: string): boolean => knownNames.has(name);

/** What becomes of each attribute that Codex sends, its aliases, and last of those that are not known here. */
export function exposedAttributes({ classes }: Exposure): readonly ExposedAttribute[] {
  const ruleOf = attributeRules(classes);
  return [
    ...knownAttributes.map((attribute) => ({ ...attribute, ...ruleOf(attribute.name) })),
    ...rulesForOthers(classes, isKnown).map(
      ({ glob, ...rule }): ExposedAttribute => ({ name: glob, data: unknownClass, isAlias: false, ...rule }),
    ),
  ];
}

const matchesAnything = (glob: string): boolean => coversGlob(glob, "*");

/**
 * What a destination sees of each kind of data that Codex sends, or of those attributes alone: the most of it, which is two
 * things where one is cut and the other hashed without a salt. The kinds are those of the catalogue and not the classes of the
 * policy: a policy that one did not write may give its classes any name.
 */
export function exposedData(
  exposure: Exposure,
  attributes: readonly ExposedAttribute[] = exposedAttributes(exposure),
  actions = productActions,
): readonly ExposedData[] {
  const isSalted = typeof exposure.salt === "string";
  const isMore = (before: RedactAction, after: RedactAction) =>
    showsMore(actions.visibility(before), actions.visibility(after), isSalted);
  const most = new Map<ExposedData["data"], readonly RedactAction[]>();
  for (const { name, data, action } of attributes) {
    if (data === unknownClass && !matchesAnything(name)) continue;
    const noted = most.get(data) ?? [];
    if (noted.every((other) => isMore(other, action)))
      most.set(data, [...noted.filter((other) => isMore(action, other)), action]);
  }
  return [...most].flatMap(([data, all]) => all.map((action) => ({ data, action })));
}

/**
 * What a destination sees, whole, in part or hashed, of attributes that are not known here because a class names them or has
 * a glob for them. What no class names is not among it, but in {@link exposedData}.
 */
export function exposedNames(
  attributes: readonly ExposedAttribute[],
  actions = productActions,
): readonly ExposedNames[] {
  const byAction = new Map<string, { readonly names: string[]; readonly action: RedactAction }>();
  for (const { name, data, action } of attributes) {
    if (data !== unknownClass || matchesAnything(name) || isWithheld(actions.visibility(action))) continue;
    const key = actionKey(action);
    const noted = byAction.get(key);
    if (noted === undefined) byAction.set(key, { names: [name], action });
    else noted.names.push(name);
  }
  return [...byAction.values()].map(({ names, action }) => ({ names: names.toSorted(byBreadth), action }));
}

const literals = (glob: string): number => glob.replaceAll(/[*?]/g, "").length;
const byBreadth = (a: string, b: string): number =>
  Number(b.includes("*")) - Number(a.includes("*")) || literals(a) - literals(b) || a.length - b.length;

/** The kind of data that an attribute is known to hold, by its name in a policy. */
export const dataIn = (name: string): DataClass | undefined =>
  name.startsWith("resource.")
    ? resourceAttributeDefinition(name.slice("resource.".length))?.class
    : attributeDefinition(name)?.class;
