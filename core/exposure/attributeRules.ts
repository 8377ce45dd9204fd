import type { RedactAction } from "../policy/actions/redactAction.ts";
import { unknownClass } from "../policy/model/policyModel.ts";
import { compileGlob, type Glob } from "../policy/patterns/glob.ts";
import type { ExposedClass } from "./exposure.ts";
import { coversGlob, globsOverlap } from "./globLanguage.ts";

/** What becomes of some attributes under another policy. */
export interface AttributeChange {
  /** The class that they are in now. */
  readonly class: string;
  /** Names, or globs under which there are some. */
  readonly attributes: readonly string[];
  readonly before: RedactAction;
  readonly after: RedactAction;
}

/** What becomes of the names that a class lists or has a glob for. */
export interface Rule {
  readonly glob: string;
  readonly class: string;
  readonly action: RedactAction;
}

/** The classes of one policy, as they are asked: an exact name before any glob, and among globs the first of the file. */
interface Rules {
  readonly exact: ReadonlyMap<string, Rule>;
  /** The last one matches everything. */
  readonly globs: readonly Rule[];
  readonly names: ClassNames;
}

/** Comparing grows with their product: of more globs than this nobody could say at a glance what they do. */
const mostGlobs = 100;

/**
 * The attributes of which another policy shows more, by their classes; undefined where there are too many globs to say.
 * Globs are compared as sets of names: where that is not sure, they count as changed.
 */
export function attributeChanges(
  before: readonly ExposedClass[],
  after: readonly ExposedClass[],
  showsMore: (before: RedactAction, after: RedactAction) => boolean,
): readonly AttributeChange[] | undefined {
  // of what the one does not speak it allowed nothing, and of what the other does not speak it may send everything
  const [old, next] = [rulesOf(before, { kind: "drop" }), rulesOf(after, { kind: "keep" })];
  if (old.globs.length > mostGlobs || next.globs.length > mostGlobs)
    return JSON.stringify(before) === JSON.stringify(after) ? [] : undefined;
  const covers = remembered(coversGlob);
  const changes = new Map<string, Omit<AttributeChange, "attributes"> & { readonly names: Set<string> }>();
  const compare = (name: string, one: Rule, other: Rule) => {
    if (!showsMore(one.action, other.action)) return;
    const key = JSON.stringify([other.class, one.action, other.action]);
    const known = changes.get(key);
    if (known === undefined)
      changes.set(key, { class: other.class, names: new Set([name]), before: one.action, after: other.action });
    else known.names.add(name);
  };
  for (const name of new Set([...old.exact.keys(), ...next.exact.keys()]))
    compare(name, ruleFor(old, name), ruleFor(next, name));
  for (const [i, one] of old.globs.entries())
    for (const [j, other] of next.globs.entries())
      if (showsMore(one.action, other.action) && canMeet(old.globs, i, next.globs, j, covers))
        compare(covers(other.glob, one.glob) ? one.glob : other.glob, one, other);
  return [...changes.values()].map(({ class: dataClass, names, ...actions }) => ({
    class: dataClass,
    attributes: [...names],
    ...actions,
  }));
}

/** The same question of two globs is asked for every pair of rules that comes behind them. */
function remembered(ask: typeof coversGlob): typeof coversGlob {
  const answers = new Map<string, boolean>();
  return (first, second) => {
    const key = JSON.stringify([first, second]);
    const answer = answers.get(key) ?? ask(first, second);
    answers.set(key, answer);
    return answer;
  };
}

/** The class of an attribute and what becomes of it, by its name. */
export function attributeRules(classes: readonly ExposedClass[]): (name: string) => Pick<Rule, "class" | "action"> {
  const rules = rulesOf(classes, { kind: "keep" });
  return (name) => {
    const { class: dataClass, action } = ruleFor(rules, name);
    return { class: dataClass, action };
  };
}

/**
 * The rules that may decide about an attribute whose name is not a known one, in the order in which they are asked; last
 * the one for what no class names. None is left out where it is not sure that earlier ones take all of its names.
 */
export function rulesForOthers(classes: readonly ExposedClass[], isKnown: (name: string) => boolean): readonly Rule[] {
  const { exact, globs, names } = rulesOf(classes, { kind: "keep" });
  return [...[...exact.values()].filter(({ glob }) => !isKnown(glob)), ...globs.filter((_, i) => !names.isTaken(i))];
}

/** Whether there may be a name that the one policy decides about by this rule, and the other by that one. */
function canMeet(
  old: readonly Rule[],
  i: number,
  next: readonly Rule[],
  j: number,
  covers: typeof coversGlob,
): boolean {
  const [one, other] = [old[i]?.glob ?? "", next[j]?.glob ?? ""];
  const taken = ({ glob }: Rule) => covers(glob, one) || covers(glob, other);
  return globsOverlap(one, other) && !old.slice(0, i).some(taken) && !next.slice(0, j).some(taken);
}

/** `otherwise` is what becomes of names that no class has, where not even the class of these is there. */
function rulesOf(classes: readonly ExposedClass[], otherwise: RedactAction): Rules {
  // what no class names is read like a class; without it nothing would be known of the rest
  const all = classes.some(({ name }) => name === unknownClass)
    ? classes
    : [...classes, { name: unknownClass, attributes: ["*"], action: otherwise }];
  const names = classNamesOf(all);
  const rule = (place: number, glob: string): Rule => {
    const { name = unknownClass, action = otherwise } = all[place] ?? {};
    return { glob, class: name, action };
  };
  return {
    exact: new Map([...names.exact].map(([name, place]) => [name, rule(place, name)])),
    globs: names.globs.map(({ glob, place }) => rule(place, glob.text)),
    names,
  };
}

function ruleFor({ exact, globs, names }: Rules, name: string): Rule {
  return exact.get(name) ?? (globs[names.firstMatching(name)] as Rule);
}

/**
 * Which class has which names, whatever becomes of them. It is the same for all destinations of a policy, and is worked out
 * once for them: what globs take of each other is the dearest part of it.
 */
class ClassNames {
  /** From an exact name to the place of its class. */
  readonly exact: ReadonlyMap<string, number>;
  readonly globs: readonly { readonly glob: Glob; readonly place: number }[];
  readonly #matching = new Map<string, number>();
  #taken: readonly boolean[] | undefined;

  constructor(classes: readonly ExposedClass[]) {
    const exact = new Map<string, number>();
    const globs: { readonly glob: Glob; readonly place: number }[] = [];
    for (const [place, { attributes }] of classes.entries())
      for (const attribute of attributes) {
        const glob = compileGlob(attribute);
        if (!glob.exact) globs.push({ glob, place });
        else if (!exact.has(attribute)) exact.set(attribute, place);
      }
    this.exact = exact;
    this.globs = globs;
  }

  /** The first glob that matches a name, else the last one. */
  firstMatching(name: string): number {
    const known = this.#matching.get(name);
    if (known !== undefined) return known;
    const found = this.globs.findIndex(({ glob }) => glob.matches(name));
    const first = found < 0 ? this.globs.length - 1 : found;
    if (this.#matching.size < mostRemembered) this.#matching.set(name, first);
    return first;
  }

  /** Whether it is sure that globs before one take all of its names. */
  isTaken(index: number): boolean {
    this.#taken ??= this.globs.map(
      ({ glob }, i) =>
        this.globs.length <= mostGlobs &&
        this.globs.slice(0, i).some((earlier) => coversGlob(earlier.glob.text, glob.text)),
    );
    return this.#taken[index] === true;
  }
}

/** More names than Codex sends. */
const mostRemembered = 1000;

let last: { readonly key: string; readonly names: ClassNames } | undefined;

/** That of the same names as before is the one of before. */
function classNamesOf(classes: readonly ExposedClass[]): ClassNames {
  const key = JSON.stringify(classes.map(({ attributes }) => attributes));
  if (last?.key !== key) last = { key, names: new ClassNames(classes) };
  return last.names;
}
