import type { CodexEvent } from "../../events/codexEvent.ts";
import type { TomlValue } from "../../toml/document.ts";
import type { SessionMemory } from "../detect/sessionMemory.ts";
import type { EventMatcher } from "../evaluate/eventMatcher.ts";
import type { SigmaCorrelation } from "../export/sigma/sigmaCorrelation.ts";
import type { TargetForm } from "../export/targetForm.ts";
import type { Condition } from "../model/condition.ts";
import type { TomlReader } from "../read/tomlReader.ts";
import type { ConditionLanguage } from "../schema/conditionKeys.ts";
import type { PolicyKey } from "../schema/policyType.ts";

/**
 * One way in which events of a session make a finding together, with everything about it: a file of this folder each, and a
 * line in `index.ts`. Its methods get the settings that its own `read` gave. Times are those of the events, in whole seconds.
 */
export interface CorrelationKind<Settings = unknown> {
  /** The key of a detection as a policy writes it. */
  readonly key: string;
  /** Whole sentences, Markdown: for hover, completion and the reference. */
  readonly documentation: string;
  /** Value with which completion starts, in TOML. */
  readonly example: string;
  /** What stands in its table. */
  readonly keys: readonly PolicyKey[];
  /** Reads its table, of which unknown and missing keys are said already; undefined when it is wrong. */
  read(
    reader: TomlReader,
    get: (key: string) => TomlValue | undefined,
    language: ConditionLanguage,
  ): Settings | undefined;
  /** The events that it looks at besides those of the detection; undefined when there are none. */
  other(settings: Settings): OtherEvents | undefined;
  /** Makes it ready. `first` matches what the detection itself looks at, `second` what `other` names. */
  compile(settings: Settings, first: EventMatcher, second: EventMatcher): Correlator;
  /** What is needed for a finding, and why an event was none: one sentence of the words of the policy. */
  words(settings: Settings, names: string): string;
  /** The Sigma rule that correlates; the rules that it refers to come from the conditions. */
  sigma(settings: Settings): TargetForm<SigmaCorrelation>;
}

/** Names of events, globs allowed, and conditions that must all hold. */
export interface OtherEvents {
  readonly event: readonly string[];
  readonly when: readonly Condition[];
}

/** Tells at each event whether what was seen of its session before makes a finding of it. */
export interface Correlator {
  /** Whether events of this name count beside those that the detection itself names. */
  isNamed(eventName: string): boolean;
  /** `key` tells the detection from the others that share the memory. */
  completes(event: CodexEvent, memory: SessionMemory, key: string): boolean;
}

/** A kind with what stands in its table. */
export interface Correlation {
  readonly kind: CorrelationKind;
  readonly settings: unknown;
}

/** The one way to make a correlation: it holds the kind and its settings together. */
export const correlationOf = <Settings>(kind: CorrelationKind<Settings>, settings: Settings): Correlation => ({
  kind,
  settings,
});
