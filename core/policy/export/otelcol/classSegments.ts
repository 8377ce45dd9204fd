import { actionKey } from "../../actions/action.ts";
import type { RedactAction } from "../../actions/redactAction.ts";
import { classAction } from "../../evaluate/classAction.ts";
import { type Destination, type Policy, unknownClass } from "../../model/policyModel.ts";
import { compileGlob } from "../../patterns/glob.ts";
import { globsPattern } from "../patterns.ts";

/** A step of sorting attributes by what happens to them: those whose name matches are taken out. */
export interface Segment {
  readonly action: RedactAction;
  /** RE2, for the whole name. */
  readonly names: string;
  /** The same as a list, where there are no globs. */
  readonly exactNames?: readonly string[];
}

/** What a destination says of classes. */
export type Redactions = Pick<Destination, "redact" | "redactDefault">;

/** The steps in their order, and the action for what no step took out. */
export interface Segments {
  readonly steps: readonly Segment[];
  readonly rest: RedactAction;
}

/**
 * The classes of a policy as a destination treats them, as steps that each take some names out: first exact names, then
 * globs in the order of the file. Names are those without `prefix`; only what can have the prefix is left.
 */
export function classSegments(
  policy: Pick<Policy, "classes">,
  destination: Redactions,
  prefix: "" | "resource.",
): Segments {
  const rest = classAction(destination, unknownClass);
  const exact = new Map<string, RedactAction>();
  const globs: { readonly glob: string; readonly action: RedactAction }[] = [];
  for (const { name, attributes } of policy.classes) {
    const action = classAction(destination, name);
    for (const text of attributes) {
      if (!compileGlob(text).exact) globs.push(...withoutPrefix(text, prefix).map((glob) => ({ glob, action })));
      else if (text.startsWith(prefix) && !exact.has(text.slice(prefix.length)))
        exact.set(text.slice(prefix.length), action);
    }
  }
  while (globs.length > 0 && actionKey(globs.at(-1)?.action ?? rest) === actionKey(rest)) globs.pop();
  const compiled = globs.map(({ glob, action }) => ({ glob: compileGlob(glob), action }));
  const otherwise = (name: string) => compiled.find(({ glob }) => glob.matches(name))?.action ?? rest;

  const byAction = new Map<string, { action: RedactAction; names: string[] }>();
  for (const [name, action] of exact) {
    const key = actionKey(action);
    if (actionKey(otherwise(name)) === key) continue;
    const group = byAction.get(key) ?? { action, names: [] };
    group.names.push(name);
    byAction.set(key, group);
  }
  const steps: Segment[] = [...byAction.values()].map(({ action, names }) => ({
    action,
    names: globsPattern(names),
    exactNames: names,
  }));
  let run: string[] = [];
  for (const [i, { glob, action }] of globs.entries()) {
    run.push(glob);
    const next = globs[i + 1];
    if (next !== undefined && actionKey(next.action) === actionKey(action)) continue;
    steps.push({ action, names: globsPattern(run) });
    run = [];
  }
  return { steps, rest };
}

/**
 * What a glob says of the names that follow a prefix: `resource.host.*` says `host.*`, and `*.name` says both `*.name` and
 * `name`, for its star may take any part of the prefix. Never empty for the empty prefix.
 */
function withoutPrefix(glob: string, prefix: string): string[] {
  let rests = new Set([glob]);
  for (const character of prefix) {
    const next = new Set<string>();
    for (const rest of rests) {
      for (const open of afterStars(rest)) {
        const first = open[0];
        if (first === "*") next.add(open);
        else if (first === character || first === "?") next.add(open.slice(1));
      }
    }
    rests = next;
  }
  // what begins with a star takes all that the same glob without it takes
  return [...rests].filter((rest) => !(rests.has(`*${rest}`) && !rest.startsWith("*")));
}

/** The glob itself, and what is left of it when its leading stars take nothing more. */
function afterStars(glob: string): string[] {
  const list = [glob];
  let rest = glob;
  while (rest.startsWith("*")) {
    rest = rest.slice(1);
    list.push(rest);
  }
  return list;
}
