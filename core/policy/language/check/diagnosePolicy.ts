import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { OffsetRange } from "../../../text/range.ts";
import { isHeader } from "../../../toml/access.ts";
import type { TomlDocument, TomlValue } from "../../../toml/document.ts";
import { repeatedEntryAt, repeatedEntryFixes } from "../../../toml/edit/duplicateEntries.ts";
import { duplicateFixes } from "../../../toml/edit/duplicates.ts";
import { isRepetitionMessage } from "../../../toml/parseToml.ts";
import type { PolicyProblem, ProblemDetail } from "../../model/policyProblem.ts";
import { readPolicy } from "../../read/readPolicy.ts";
import { productVocabulary, type Vocabulary } from "../../vocabulary.ts";
import { meantWord } from "../fixes/names.ts";
import { policySyntaxFixes } from "../fixes/policySyntaxFixes.ts";
import { problemFixes } from "../fixes/problemFixes.ts";
import { checkClasses } from "./classes.ts";
import { checkConditions } from "./conditions.ts";
import { checkDestinations } from "./destinations.ts";
import { checkForwardedData } from "./forwardedData.ts";
import { checkForwards } from "./forwards.ts";
import { checkHashing } from "./hashing.ts";
import { checkNames } from "./names.ts";
import { checkPatterns, patternMessage, patternRange } from "./patterns.ts";
import { PolicyReporter } from "./policyReporter.ts";
import { checkSamples } from "./samples.ts";
import { checkTraceIds } from "./traceIds.ts";
import { checkTruncations } from "./truncations.ts";

/**
 * What is wrong with a policy, and what works but deserves a thought, in the order of the text. An error of what the
 * parser finds makes the whole policy unusable. A pure function; never throws.
 */
export function diagnosePolicy(
  document: TomlDocument,
  vocabulary: Vocabulary = productVocabulary,
): readonly Diagnostic[] {
  const { problems, draft, extended } = readPolicy(document, vocabulary);
  const reporter = new PolicyReporter(document, draft, extended, vocabulary);
  reportSyntax(reporter);
  const misspelt = misspeltNames(problems);
  for (const problem of problems) if (isCertain(problem, misspelt, document)) reportProblem(reporter, problem);
  if (!problems.some(({ about }) => about?.kind === "name")) checkClasses(reporter);
  checkNames(reporter);
  checkDestinations(reporter);
  checkForwards(reporter);
  checkForwardedData(reporter);
  checkHashing(reporter);
  checkTruncations(reporter);
  checkTraceIds(reporter);
  checkPatterns(reporter);
  checkConditions(reporter);
  checkSamples(reporter);
  return reporter.diagnostics.sort((left, right) => left.range.start - right.range.start);
}

function reportSyntax(reporter: PolicyReporter): void {
  const { document } = reporter;
  for (const { message, range, statement: broken } of document.errors) {
    const statement = document.statementStartingAt(broken.start);
    if (isRepetitionMessage(message)) {
      const text = "This is defined already, and TOML allows it once. The policy is not used.";
      const inner = statement && repeatedEntryAt(document, statement, range.start);
      reporter.report("policy/syntax", range, text, () =>
        inner ? repeatedEntryFixes(document, inner) : statement ? duplicateFixes(document, statement) : [],
      );
    } else {
      const text = `This cannot be read, and the policy is not used: ${message}`;
      reporter.report("policy/syntax", range, text, () => (statement ? policySyntaxFixes(document, statement) : []));
    }
  }
}

/** `checkForwards` says these, with fixes. */
const saidWithFixes: readonly string[] = [
  "policy/credential-written",
  "policy/environment-name",
  "policy/endpoint-disguised",
];
const dependOnTheWhole: readonly string[] = ["policy/missing-key", "policy/unknown-class"];

/**
 * What seems to be missing may stand in a line that is broken, or under a name that is misspelt: it is not said until
 * that is fixed.
 */
function isCertain({ code, about }: PolicyProblem, misspelt: MisspeltNames, document: TomlDocument): boolean {
  if (
    code === "policy/syntax" ||
    saidWithFixes.includes(code) ||
    (document.errors.length > 0 && dependOnTheWhole.includes(code))
  )
    return false;
  if (about?.kind === "missing")
    return !misspelt.get(about.table)?.some(({ entry, known }) => meantWord(entry.name, known) === about.key);
  return !(code === "policy/condition-empty" && about?.kind === "value" && misspelt.has(about.value));
}

type NameDetail = Extract<ProblemDetail, { kind: "name" }>;
type MisspeltNames = ReadonlyMap<TomlValue, readonly NameDetail[]>;

/** The names that are not known, by the table that they stand in. */
function misspeltNames(problems: readonly PolicyProblem[]): MisspeltNames {
  const names = new Map<TomlValue, NameDetail[]>();
  for (const { about } of problems) {
    if (about?.kind !== "name") continue;
    const others = names.get(about.table);
    if (others) others.push(about);
    else names.set(about.table, [about]);
  }
  return names;
}

function reportProblem(reporter: PolicyReporter, problem: PolicyProblem): void {
  const { code, about, message } = problem;
  const fixes = () => problemFixes(reporter.document, problem, reporter.vocabulary);
  if (about?.kind === "pattern") {
    const range = patternRange(reporter.document.text, about.value, about.fragment) ?? problem.range;
    reporter.report(code, range, patternMessage(message, about.fragment), fixes);
  } else reporter.report(code, withoutBody(reporter.document, problem.range), message, fixes);
}

/** Of a table that a header begins, the header: nobody wants the whole of it underlined. */
function withoutBody(document: TomlDocument, range: OffsetRange): OffsetRange {
  const statement = document.statementStartingAt(range.start);
  return statement !== undefined && isHeader(statement) && range.end > statement.range.end ? statement.range : range;
}
