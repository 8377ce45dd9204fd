import type { FindingSeverity } from "./outcome.ts";

/** A policy as written in TOML, checked and with defaults filled in. Order is the order of the file. */
export interface Policy {
  readonly version: 1;
  readonly classes: readonly DataClass[];
  /** In the order in which they are tried, see `secretsInOrder`. */
  readonly secrets: readonly SecretDefinition[];
  readonly hashing: { readonly saltEnvironmentVariable: string | undefined };
  readonly destinations: readonly Destination[];
  readonly detections: readonly Detection[];
}

/** What attributes hold: a name such as `prompt` and globs of attribute names, `resource.*` names or `body`. */
export interface DataClass {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** The class of every attribute that no class names. */
export const unknownClass = "unknown";
/** The class that is masked in every view, also the local one. */
export const credentialClass = "credential";

export interface SecretDefinition {
  readonly name: string;
  /** RE2 syntax; replaced by `[SECRET:name]` wherever it occurs. */
  readonly pattern: string;
}

/** So many destinations a policy may have: which of them an event goes to is kept in the bits of one number. */
export const mostDestinations = 32;

export const signals = ["logs", "traces", "metrics"] as const;
export type Signal = (typeof signals)[number];

export interface Destination {
  readonly name: string;
  readonly description: string;
  readonly signals: readonly Signal[];
  /** Globs of event names; the first that matches lets the event through. */
  readonly receives: readonly string[];
  /** All must hold. */
  readonly when: readonly Condition[];
  /** By class; a class that is not named is kept. */
  readonly redact: ReadonlyMap<string, RedactAction>;
  readonly forward: Forward | undefined;
}

export type RedactAction =
  | { readonly kind: "keep" | "drop" | "mask" | "hash" }
  | { readonly kind: "truncate"; readonly bytes: number };

/** Where a destination's events are sent; header values come from environment variables. */
export interface Forward {
  readonly endpoint: string;
  readonly protocol: "grpc" | "http-protobuf" | "http-json";
  readonly headersFromEnvironment: ReadonlyMap<string, string>;
  readonly tls?: ForwardTls;
}

/** Paths of PEM files as they are written: absolute, from the home folder, or from the folder of the policy. */
export interface ForwardTls {
  /** The authorities that the receiver's certificate may be of, in place of the usual ones. */
  readonly caFile?: string;
  /** The client certificate, with its key. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

export type PolicyScalar = string | number | bigint | boolean;

export type Condition =
  | AttributeCondition
  | { readonly kind: "all" | "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition };

/** Tests on one attribute, `resource.*` name or `body`; all that are given must hold. */
export interface AttributeCondition {
  readonly kind: "attribute";
  readonly attribute: string;
  readonly equals?: readonly PolicyScalar[];
  readonly notEquals?: readonly PolicyScalar[];
  /** RE2 syntax, found anywhere in the value's text. */
  readonly matches?: string;
  readonly exists?: boolean;
  readonly greaterThan?: number | bigint;
  readonly lessThan?: number | bigint;
  /** Whether one of the policy's secrets occurs in the value. */
  readonly hasSecret?: boolean;
  /** The value is a version such as `0.169.0` that came before this one. */
  readonly versionBelow?: string;
}

export interface Detection {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly message: string;
  /** Globs of event names. */
  readonly event: readonly string[];
  readonly when: readonly Condition[];
  /** What else of the same session is needed; undefined when one event is enough. */
  readonly correlation: Correlation | undefined;
  readonly samples: readonly DetectionSample[];
}

/** Events of one session that make a finding together. Times are those of the events, in whole seconds. */
export type Correlation = DetectionJoin | DetectionSequence | DetectionRepetition | DetectionUnlisted;

/** A second event that shares the value of an attribute, in either order. */
export interface DetectionJoin {
  readonly kind: "join";
  readonly on: string;
  readonly event: readonly string[];
  readonly when: readonly Condition[];
  readonly within: number | undefined;
}

/** A second event that comes after the first. */
export interface DetectionSequence {
  readonly kind: "then";
  /** The attribute whose value both share; undefined when the session is enough. */
  readonly on: string | undefined;
  readonly event: readonly string[];
  readonly when: readonly Condition[];
  readonly within: number;
}

/** The event itself, so many times. */
export interface DetectionRepetition {
  readonly kind: "repeats";
  readonly times: number;
  readonly within: number;
  /** The attribute whose value all share; undefined when the session is enough. */
  readonly on: string | undefined;
}

/** A value that a list, which the session told before, does not have. */
export interface DetectionUnlisted {
  readonly kind: "unlisted";
  readonly attribute: string;
  /** Globs of the events that carry the list. */
  readonly event: readonly string[];
  /** The attribute that holds the list, its names joined by commas. */
  readonly list: string;
}

/** A short stream of events by which a detection proves itself. */
export interface DetectionSample {
  readonly title: string;
  readonly finds: boolean;
  /** Attributes of each event; `event.name` names it, `resource.*` go to the resource. */
  readonly events: readonly ReadonlyMap<string, PolicyScalar>[];
}
