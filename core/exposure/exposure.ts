import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { productActions } from "../policy/actions/index.ts";
import type { RedactAction } from "../policy/actions/redactAction.ts";
import { classAction } from "../policy/evaluate/classAction.ts";
import {
  type Destination,
  type Forward,
  type ForwardTls,
  type Policy,
  type Signal,
  signals,
  unknownClass,
} from "../policy/model/policyModel.ts";
import { builtInSecrets } from "../policy/read/builtInSecrets.ts";
import { conjunctsOf } from "./conditionConjuncts.ts";

/**
 * All that decides about what a destination gets to see, as a policy has it: plain data that can be kept and compared with
 * that of another policy. It holds names and patterns of the policy, never a value of the environment.
 */
export interface Exposure {
  readonly version: 1;
  readonly signals: readonly Signal[];
  /** Globs of the log events it receives. */
  readonly receives: readonly string[];
  /** What must hold besides; see `conjunctsOf`. */
  readonly when: readonly string[];
  /** In the order of the file, and last the class of what no class names. */
  readonly classes: readonly ExposedClass[];
  /** The variable with the salt of its hashes; `false` where they have none, undefined where nothing is hashed. */
  readonly salt?: string | false;
  readonly secrets: ExposedSecrets;
  /** Undefined where it is only a view. */
  readonly forward?: ExposedForward;
}

export interface ExposedClass {
  readonly name: string;
  /** Globs of attribute names. */
  readonly attributes: readonly string[];
  readonly action: RedactAction;
}

/** Which secrets are replaced in what stays readable. */
export interface ExposedSecrets {
  /** Names of the built-in ones that are not, or `all` of them. Those that a later version knows count as replaced. */
  readonly withoutBuiltIn: readonly string[] | "all";
  /** The policy's own, in the order in which they are tried. */
  readonly own: readonly { readonly name: string; readonly digest: string }[];
}

export interface ExposedForward {
  readonly endpoint: string;
  readonly protocol: Forward["protocol"];
  readonly headers: readonly { readonly header: string; readonly variable: string }[];
  /** Paths of the files that say whom is trusted, and who sends; undefined for the usual authorities. */
  readonly tls?: ForwardTls;
}

/** What a destination of a policy gets to see. */
export function exposureOf(
  policy: Omit<Policy, "detections">,
  destination: Destination,
  actions = productActions,
): Exposure {
  // whatever a policy may say must be looked at here, or said to expose nothing: `description`, and the policy's others
  const {
    name: _,
    description: __,
    signals: sent,
    receives,
    when,
    redact,
    redactDefault,
    forward,
    ...others
  } = destination;
  others satisfies Readonly<Record<string, never>>;
  const actionOf = (name: string): RedactAction => classAction({ redact, redactDefault }, name);
  const classes = [...policy.classes, { name: unknownClass, attributes: ["*"] }].map(({ name, attributes }) => ({
    name,
    attributes: [...attributes],
    action: actionOf(name),
  }));
  const hashes = classes.some(({ action }) => actions.of(action.kind).usesSalt);
  return {
    version: 1,
    signals: signals.filter((signal) => sent.includes(signal)),
    receives: [...new Set(receives)].sort(),
    when: conjunctsOf(when),
    classes,
    ...(hashes && { salt: policy.hashing.saltEnvironmentVariable ?? false }),
    secrets: exposedSecrets(policy.secrets),
    ...(forward && { forward: exposedForward(forward) }),
  };
}

/** Every environment variable that is read for it, each once. */
export function variablesOf({ salt, forward }: Exposure): readonly string[] {
  const headers = forward?.headers.map(({ variable }) => variable) ?? [];
  return [...new Set([...headers, ...(typeof salt === "string" ? [salt] : [])])].sort();
}

function exposedForward({ endpoint, protocol, headersFromEnvironment, tls, ...others }: Forward): ExposedForward {
  others satisfies Readonly<Record<string, never>>;
  const headers = [...headersFromEnvironment].map(([header, variable]) => ({ header, variable }));
  return { endpoint, protocol, headers, ...(tls && { tls: { ...tls } }) };
}

function exposedSecrets(secrets: Policy["secrets"]): ExposedSecrets {
  const builtIn = builtInSecrets();
  if (secrets === builtIn) return { withoutBuiltIn: [], own: [] };
  const patterns = new Map(builtIn.map(({ name, pattern }) => [name, pattern]));
  const replaced = new Set<string>();
  const own: { name: string; digest: string }[] = [];
  for (const { name, pattern } of secrets) {
    if (patterns.get(name) === pattern) replaced.add(name);
    else own.push({ name, digest: digestOf(pattern) });
  }
  const without = builtIn.map(({ name }) => name).filter((name) => !replaced.has(name));
  return { withoutBuiltIn: replaced.size === 0 ? "all" : without, own };
}

const digestOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);
