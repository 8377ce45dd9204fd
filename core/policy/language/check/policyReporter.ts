import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { type FixesOf, withFixes } from "../../../diagnostics/lazyFixes.ts";
import { NameSearch } from "../../../diagnostics/nearestName.ts";
import type { OffsetRange } from "../../../text/range.ts";
import { shownSentence } from "../../../text/shownSentence.ts";
import type { TomlDocument, TomlTable } from "../../../toml/document.ts";
import type { Policy } from "../../model/policyModel.ts";
import type { ExtendedPolicy, PolicyBase } from "../../read/extend/extendPolicy.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { type PolicyDiagnosticCode, policyDiagnosticCodes } from "./policyDiagnosticCodes.ts";

/** Collects the diagnostics of one policy. */
export class PolicyReporter {
  readonly diagnostics: Diagnostic[] = [];
  /** Of what was meant by all names of the policy. */
  readonly nameSearch = NameSearch.ofText();
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
