import { receiverPort } from "../otlp/receiverPort.ts";
import type { ActionIndex } from "../policy/actions/actionIndex.ts";
import { productActions } from "../policy/actions/index.ts";
import { cutAfter, showsMore } from "../policy/actions/visibility.ts";
import type { Signal } from "../policy/model/policyModel.ts";
import { type AttributeChange, attributeChanges } from "./attributeRules.ts";
import { asksForSecrets } from "./conditionConjuncts.ts";
import type { ExposedForward, ExposedSecrets, Exposure } from "./exposure.ts";
import { coversGlob } from "./globLanguage.ts";

/** One thing that a destination gets to see, or that is read for it, and was not before. */
export type NewlyExposed =
  | { readonly kind: "endpoint"; readonly before: string | undefined; readonly after: string }
  /** The value of a variable, as a header. */
  | { readonly kind: "header"; readonly header: string; readonly variable: string }
  /** Another authority is trusted, or another certificate is shown: the files, none for the usual ones. */
  | { readonly kind: "certificates"; readonly files: readonly string[] }
  /** Another salt of hashes; undefined is none. */
  | { readonly kind: "salt"; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly kind: "signal"; readonly signal: Signal }
  /** Log events of more names. */
  | { readonly kind: "events"; readonly receives: string }
  /** Something that had to hold, and need not any more: more may be received. */
  | { readonly kind: "condition"; readonly condition: string }
  | ({ readonly kind: "attributes" } & AttributeChange)
  /** There are too many names of attributes to say what is new. */
  | { readonly kind: "classes" }
  /** Secrets that are not replaced any more, or in another order; `all` of the built-in ones. */
  | { readonly kind: "secrets"; readonly names: readonly string[]; readonly all: boolean }
  /** Another part of values that are cut, because other secrets, among them these, are replaced in front of the cut. */
  | { readonly kind: "cuts"; readonly names: readonly string[] };

/**
 * What a destination gets to see under one policy and did not under another. Nothing where the other policy shows the same
 * or less, wherever that is sure; what cannot be compared counts as new. So a text that the first policy withholds, and the
 * second one shows, never passes with an empty answer.
 */
export function newlyExposed(
  before: Exposure,
  after: Exposure,
  actions: ActionIndex = productActions,
): readonly NewlyExposed[] {
  return [
    ...newForward(before, after),
    ...newSalt(before, after),
    ...after.signals
      .filter((signal) => !before.signals.includes(signal))
      .map((signal): NewlyExposed => ({ kind: "signal", signal })),
    ...newEvents(before, after),
    ...lostConditions(before, after),
    ...newAttributes(before, after, actions),
    ...lostSecrets(before.secrets, after.secrets),
    ...movedCuts(before, after, actions),
  ];
}

function newForward({ forward: before }: Exposure, { forward: after }: Exposure): readonly NewlyExposed[] {
  if (after === undefined) return [];
  const headers = after.headers.filter(
    ({ header, variable }) => !before?.headers.some((one) => one.header === header && one.variable === variable),
  );
  return [
    ...newEndpoint(before, after),
    ...headers.map((header) => ({ kind: "header" as const, ...header })),
    ...(tlsText(before) === tlsText(after) ? [] : [{ kind: "certificates" as const, files: filesOf(after) }]),
  ];
}

/** The same address is another receiver where no port stands in it and another protocol has another usual one. */
function newEndpoint(before: ExposedForward | undefined, after: ExposedForward): readonly NewlyExposed[] {
  if (before?.endpoint !== after.endpoint)
    return [{ kind: "endpoint", before: before?.endpoint, after: after.endpoint }];
  if (ownPort(before) === ownPort(after)) return [];
  const withPort = (forward: ExposedForward) => `${forward.endpoint}, port ${ownPort(forward)}`;
  return [{ kind: "endpoint", before: withPort(before), after: withPort(after) }];
}

/** The port that the protocol decides on; undefined where the address does. 80 counts as not written, see `receiverPort`. */
function ownPort({ endpoint, protocol }: ExposedForward): number | undefined {
  const written = /^http:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(endpoint)?.[1];
  const isDecided = /^https:/i.test(endpoint) || (written !== undefined && Number(written) !== 80);
  return isDecided ? undefined : receiverPort({ protocol: "http:", port: "" }, protocol);
}

const filesOf = (forward: ExposedForward | undefined): readonly string[] =>
  [forward?.tls?.caFile, forward?.tls?.certFile, forward?.tls?.keyFile].filter((file) => file !== undefined);

const tlsText = (forward: ExposedForward | undefined): string => {
  const { caFile, certFile, keyFile } = forward?.tls ?? {};
  return JSON.stringify([caFile ?? null, certFile ?? null, keyFile ?? null]);
};

function newSalt({ salt: before }: Exposure, { salt: after }: Exposure): readonly NewlyExposed[] {
  if (after === undefined || after === before) return [];
  // what was not hashed and now is without a salt is told of its class
  if (after === false && before === undefined) return [];
  return [{ kind: "salt", before: before || undefined, after: after || undefined }];
}

/** Comparing takes time for each of them; what only a later one covers counts as new. */
const mostGlobs = 20;

function newEvents(before: Exposure, after: Exposure): readonly NewlyExposed[] {
  if (!after.signals.includes("logs")) return [];
  const known = new Set(before.signals.includes("logs") ? before.receives : []);
  const globs = [...known].filter((name) => /[*?]/.test(name)).slice(0, mostGlobs);
  return after.receives
    .filter((glob) => !known.has(glob) && !globs.some((one) => coversGlob(one, glob)))
    .map((receives) => ({ kind: "events", receives }));
}

/** A condition that stands there as it was withholds what it withheld; for one about secrets, these must be the same too. */
function lostConditions(before: Exposure, after: Exposure): readonly NewlyExposed[] {
  const sameSecrets = JSON.stringify(before.secrets) === JSON.stringify(after.secrets);
  const kept = new Set(after.when);
  return before.when
    .filter((condition) => !kept.has(condition) || (asksForSecrets(condition) && !sameSecrets))
    .map((condition) => ({ kind: "condition", condition }));
}

function newAttributes(before: Exposure, after: Exposure, actions: ActionIndex): readonly NewlyExposed[] {
  const isSalted = typeof after.salt === "string";
  const changes = attributeChanges(before.classes, after.classes, (one, other) =>
    showsMore(actions.visibility(one), actions.visibility(other), isSalted),
  );
  return changes === undefined ? [{ kind: "classes" }] : changes.map((change) => ({ kind: "attributes", ...change }));
}

/** Secrets are replaced one after the other, so that one in front of another may hide it: only further ones may come last. */
function lostSecrets(before: ExposedSecrets, after: ExposedSecrets): readonly NewlyExposed[] {
  const builtIn = lostBuiltIn(before.withoutBuiltIn, after.withoutBuiltIn);
  const own = before.own.filter(({ name, digest }, i) => {
    const now = after.own[i];
    return now?.name !== name || now.digest !== digest;
  });
  const all = builtIn === "all";
  const names = [...(all ? [] : builtIn), ...own.map(({ name }) => name)];
  return all || names.length > 0 ? [{ kind: "secrets", names, all }] : [];
}

/** Secrets are replaced before a value is cut: with other ones, the cut shows another part of it. */
function movedCuts(before: Exposure, after: Exposure, actions: ActionIndex): readonly NewlyExposed[] {
  const cuts = ({ classes }: Exposure): boolean =>
    classes.some(({ action }) => cutAfter(actions.visibility(action)) !== undefined);
  if (!cuts(before) || !cuts(after)) return [];
  const known = new Map(before.secrets.own.map(({ name, digest }) => [name, digest]));
  const names = after.secrets.own.filter(({ name, digest }) => known.get(name) !== digest).map(({ name }) => name);
  const sameBuiltIn = JSON.stringify(before.secrets.withoutBuiltIn) === JSON.stringify(after.secrets.withoutBuiltIn);
  return names.length === 0 && sameBuiltIn ? [] : [{ kind: "cuts", names }];
}

function lostBuiltIn(
  before: ExposedSecrets["withoutBuiltIn"],
  after: ExposedSecrets["withoutBuiltIn"],
): readonly string[] | "all" {
  if (before === "all") return [];
  const known = new Set(before);
  return after === "all" ? "all" : after.filter((name) => !known.has(name));
}
