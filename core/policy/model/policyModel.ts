import type { OtlpProtocol } from "../../otlp/otlpProtocol.ts";
import type { RedactAction } from "../actions/redactAction.ts";
import type { Correlation } from "../correlations/correlation.ts";
import type { Condition } from "./condition.ts";
import type { FindingSeverity } from "./outcome.ts";
import type { PolicyScalar } from "./policyScalar.ts";
import type { SecretDefinition } from "./secretDefinition.ts";

export type { AttributeCondition, Condition } from "./condition.ts";
export type { PolicyScalar } from "./policyScalar.ts";
export type { SecretDefinition } from "./secretDefinition.ts";

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
/** The key of `redact` that speaks of every class that is not named; no class has this name. */
export const defaultKey = "default";
/** The class that is masked in every view, also the local one. */
export const credentialClass = "credential";

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
  /** By class; see `classAction` for those that are not named. */
  readonly redact: ReadonlyMap<string, RedactAction>;
  /** What becomes of a class that is not named; such a class is masked where the policy does not say it. */
  readonly redactDefault?: RedactAction | undefined;
  readonly forward: Forward | undefined;
}

/** Where a destination's events are sent; header values come from environment variables. */
export interface Forward {
  readonly endpoint: string;
  readonly protocol: OtlpProtocol;
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

/** A short stream of events by which a detection proves itself. */
export interface DetectionSample {
  readonly title: string;
  readonly finds: boolean;
  /** Attributes of each event; `event.name` names it, `resource.*` go to the resource. */
  readonly events: readonly ReadonlyMap<string, PolicyScalar>[];
}
