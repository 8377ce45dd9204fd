import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { type FixesOf, withFixes } from "../../../diagnostics/lazyFixes.ts";
import type { OffsetRange } from "../../../text/range.ts";
import { shownSentence } from "../../../text/shownSentence.ts";
import type { TomlDocument, TomlEntry, TomlTable, TomlValue } from "../../../toml/document.ts";
import type { Policy } from "../../model/policyModel.ts";
import type { ExtendedPolicy, PolicyBase } from "../../read/extend/extendPolicy.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { type PolicyDiagnosticCode, policyDiagnosticCodes } from "./policyDiagnosticCodes.ts";

/** Collects the diagnostics of one policy. */
export class PolicyReporter {
  readonly diagnostics: Diagnostic[] = [];
  /** The tree that the draft was read from; what is from another policy stands at the value of `extends`. */
  readonly whole: TomlTable;
  /** The policy from which some of it is taken over. */
  readonly base: PolicyBase | undefined;

  constructor(
    readonly document: TomlDocument,
    /** What could be read of the policy, with what it takes over from another one. */
    readonly draft: Policy,
    extended: ExtendedPolicy,
    readonly vocabulary: Vocabulary,
  ) {
    this.whole = extended.root;
    this.base = extended.base;
  }

  report(code: PolicyDiagnosticCode, range: OffsetRange, message: string, fixes: FixesOf = []): void {
    const { severity } = policyDiagnosticCodes[code];
    const verdict = severity === "error" ? "fatal" : "ok";
    const diagnostic = { code, severity, verdict, range, message: shownSentence(message) } as const;
    this.diagnostics.push(withFixes(diagnostic, this.document.text, this.isOfBase(range) ? [] : fixes));
  }

  /** Whether something stands in the policy that is extended, which nobody changes. */
  isOfBase({ start }: OffsetRange): boolean {
    return start === this.base?.range.start;
  }
}

/** The tables of a table: those of `[destinations.*]` with their names. */
export function tablesIn(value: TomlValue | undefined): readonly { entry: TomlEntry; table: TomlTable }[] {
  if (value?.kind !== "table") return [];
  return [...value.entries.values()].flatMap((entry) =>
    entry.value.kind === "table" ? [{ entry, table: entry.value }] : [],
  );
}

/** The tables of a list, such as `[[detections]]`. */
export function tableElements(value: TomlValue | undefined): readonly TomlTable[] {
  return value?.kind === "array" ? value.elements.filter((element) => element.kind === "table") : [];
}

export function childOf(table: TomlTable | undefined, key: string): TomlValue | undefined {
  return table?.entries.get(key)?.value;
}

export function textOf(value: TomlValue | undefined): string | undefined {
  return value?.kind === "string" && typeof value.value === "string" ? value.value : undefined;
}

/** A string with its place; one alone counts as a list of one, what is no string is passed over. */
export interface WrittenText {
  readonly text: string;
  readonly range: OffsetRange;
}

export function writtenTexts(value: TomlValue | undefined): readonly WrittenText[] {
  const values = value === undefined ? [] : value.kind === "array" ? value.elements : [value];
  return values.flatMap((one) => {
    const text = textOf(one);
    return text === undefined ? [] : [{ text, range: one.range }];
  });
}

/** Where a name is written last, such as `siem` of `[destinations.siem]`. */
export function nameRange(entry: TomlEntry): OffsetRange {
  return entry.keys[0]?.range ?? entry.range;
}
