import {
  attributeDefinition,
  type DataClass,
  eventAttributes,
  resourceAttributeDefinition,
  resourceAttributes,
  spanAttributes,
} from "../events/catalogue.ts";
import { type RedactAction, unknownClass } from "../policy/model/policyModel.ts";
import { actionsOf, rulesForOthers } from "./attributeRules.ts";
import type { Exposure } from "./exposure.ts";
import { coversGlob } from "./globLanguage.ts";
import { showsMore } from "./newlyExposed.ts";

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

const knownNames: readonly { readonly spelling: string; readonly data: DataClass }[] = [
  ...[...eventAttributes, ...spanAttributes].flatMap(({ name, class: data, aliases }) =>
    [name, ...aliases].map((spelling) => ({ spelling, data })),
  ),
  ...resourceAttributes.map(({ name, class: data }) => ({ spelling: `resource.${name}`, data })),
  ...["body", "status.message"].map((spelling) => ({ spelling, data: "raw_payload" as const })),
];
const spellings = new Set(knownNames.map(({ spelling }) => spelling));
const isKnown = (name: string): boolean => spellings.has(name);

const matchesAnything = (glob: string): boolean => coversGlob(glob, "*");

/**
 * What a destination sees of each kind of data that Codex sends. The kinds are those of the catalogue and not the classes of
 * the policy: a policy that one did not write may give its classes any name.
 */
export function exposedData(exposure: Exposure): readonly ExposedData[] {
  const actionOf = actionsOf(exposure.classes);
  const isSalted = typeof exposure.salt === "string";
  const most = new Map<ExposedData["data"], RedactAction>();
  const note = (data: ExposedData["data"], action: RedactAction) => {
    const noted = most.get(data);
    if (noted === undefined || showsMore(noted, action, isSalted)) most.set(data, action);
  };
  for (const { spelling, data } of knownNames) note(data, actionOf(spelling));
  for (const { glob, action } of rulesForOthers(exposure.classes, isKnown))
    if (matchesAnything(glob)) note(unknownClass, action);
  return [...most].map(([data, action]) => ({ data, action }));
}

/**
 * What a destination sees, whole, in part or hashed, of attributes that are not known here because a class names them or has
 * a glob for them. What no class names is not among it, but in {@link exposedData}.
 */
export function exposedNames(exposure: Exposure): readonly ExposedNames[] {
  const byAction = new Map<string, { readonly names: string[]; readonly action: RedactAction }>();
  for (const { glob, action } of rulesForOthers(exposure.classes, isKnown)) {
    if (matchesAnything(glob) || action.kind === "mask" || action.kind === "drop") continue;
    const key = JSON.stringify(action);
    const noted = byAction.get(key);
    if (noted === undefined) byAction.set(key, { names: [glob], action });
    else noted.names.push(glob);
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
