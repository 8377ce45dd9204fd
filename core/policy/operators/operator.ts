import type { TomlValue } from "../../toml/document.ts";
import type { JqSubject } from "../export/monad/jqText.ts";
import type { OttlSubject } from "../export/otelcol/ottlTests.ts";
import type { SigmaSubject, SigmaTest } from "../export/sigma/sigmaText.ts";
import type { TargetForm } from "../export/targetForm.ts";
import type { ConditionContext, ValueTest } from "../model/conditionAnswer.ts";
import type { PolicyScalar } from "../model/policyScalar.ts";
import type { TomlReader } from "../read/tomlReader.ts";
import type { PolicyType } from "../schema/policyType.ts";

/**
 * One word of a condition, with everything about it: a file of this folder each, and a line in `index.ts`. Its methods get
 * the values that its own `read` gave.
 */
export interface Operator<Value = unknown> {
  /** The word as a policy writes it. */
  readonly key: string;
  /** Whole sentences, Markdown: for hover, completion and the reference. */
  readonly documentation: string;
  readonly type: PolicyType;
  /** Value with which completion starts, in TOML. */
  readonly example: string;
  /** The test that is offered where a condition has none, in TOML; without it, the word is not offered there. */
  readonly emptyTest?: string;
  /** The attribute with which completion offers a whole condition; without it, the word is offered beside an attribute only. */
  readonly starter?: { readonly attribute: string; readonly documentation: string };
  /** What people write who know another tool, and mean this. */
  readonly foreignNames?: readonly string[];
  /** Asked before the others of its condition, wherever it stands: it is cheap, and often decides. */
  readonly isAskedFirst?: true;
  /** It looks for the policy's secrets, in text without terminal colors, and means something else with other secrets. */
  readonly asksForSecrets?: true;
  readonly samples: { readonly holds: OperatorSample; readonly fails: OperatorSample };
  /** Reads what stands behind the word; undefined when it is wrong, which the reader is told. */
  read(reader: TomlReader, value: TomlValue): Value | undefined;
  /** Throws a RangeError for a value that `read` lets not through. */
  compile(value: Value, asked: AskedAttribute): ValueTest;
  /** What it says, behind the name of the attribute: `equals false`. */
  words(value: Value): string;
  /** What must hold for it to hold, as plain data: values that mean the same are equal. */
  parts(value: Value): readonly (string | boolean | readonly string[])[];
  /** The policy's own RE2 patterns that are tried on the text of the attribute: together they have a limit. */
  patterns?(value: Value): readonly string[];
  /** Why it and another test of its condition can never both hold, in one sentence; undefined when they can. */
  contradiction?(value: Value, other: AttributeTest): string | undefined;
  /** What it becomes in each target, or that it cannot be said there. */
  readonly targets: {
    otelcol(value: Value, subject: OttlSubject): TargetForm<string>;
    monad(value: Value, subject: JqSubject): TargetForm<string>;
    sigma(value: Value, subject: SigmaSubject): TargetForm<SigmaTest>;
  };
}

/** The attribute that a test is asked of, and the policy it belongs to. */
export interface AskedAttribute {
  readonly attribute: string;
  readonly context: ConditionContext;
}

/** What stands behind the word, in TOML, and a value of the attribute; undefined where it is absent. */
export interface OperatorSample {
  readonly test: string;
  readonly value: PolicyScalar | undefined;
}

/** An operator with what stands behind it in a policy. */
export interface AttributeTest {
  readonly operator: Operator;
  readonly value: unknown;
}

/** The one way to make a test: it holds the operator and its value together. */
export const testOf = <Value>(operator: Operator<Value>, value: Value): AttributeTest => ({ operator, value });

/** What stands behind a certain operator; undefined for a test of another one. */
export const valueBehind = <Value>(operator: Operator<Value>, test: AttributeTest): Value | undefined =>
  test.operator === operator ? (test.value as Value) : undefined;
