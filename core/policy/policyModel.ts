import type { FindingSeverity } from "./outcome.ts";

/** A policy as written in TOML, checked and with defaults filled in. Order is the order of the file. */
export interface Policy {
  readonly version: 1;
  readonly classes: readonly DataClass[];
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
  readonly greaterThan?: number;
  readonly lessThan?: number;
}

export interface Detection {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly message: string;
  /** Globs of event names. */
  readonly event: readonly string[];
  readonly when: readonly Condition[];
  /** A second event of the same session that must be seen too, in either order. */
  readonly join: DetectionJoin | undefined;
  readonly samples: readonly DetectionSample[];
}

export interface DetectionJoin {
  /** The attribute whose value both events share. */
  readonly on: string;
  readonly event: readonly string[];
  readonly when: readonly Condition[];
}

/** A short stream of events by which a detection proves itself. */
export interface DetectionSample {
  readonly title: string;
  readonly finds: boolean;
  /** Attributes of each event; `event.name` names it, `resource.*` go to the resource. */
  readonly events: readonly ReadonlyMap<string, PolicyScalar>[];
}
