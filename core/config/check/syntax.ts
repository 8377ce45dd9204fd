import type { TomlStatement, TomlSyntaxError } from "../../toml/document.ts";
import { repeatedEntryAt, repeatedEntryFixes } from "../../toml/edit/duplicateEntries.ts";
import { duplicateFixes } from "../../toml/edit/duplicates.ts";
import { isRepetitionMessage } from "../../toml/parseToml.ts";
import { findStructuralMistake } from "../../toml/structuralMistake.ts";
import { syntaxFixes } from "../fixes/syntax.ts";
import type { Reporter } from "../reporter.ts";

/** Reports what Codex cannot read at all. It stops at the first of these; here all are shown. */
export function checkSyntax(reporter: Reporter): void {
  for (const error of reporter.document.errors) {
    const statement = reporter.document.statementStartingAt(error.statement.start);
    if (isRepetitionMessage(error.message)) reportRepetition(reporter, error, statement);
    else if (error.isUnread) reporter.report("toml/syntax", error.range, `This was not checked. ${error.message}`);
    else {
      const message = `Codex cannot read this and does not start: ${error.message}`;
      const fixes = () => (statement ? syntaxFixes(reporter.document, statement) : []);
      reporter.report("toml/syntax", error.range, message, fixes);
    }
  }
  reportWhereCodexNoticed(reporter);
}

/** Above so many UTF-16 units only broken statements are read again. */
const longFile = 128 * 1024;

/**
 * Codex names the place at which its parser noticed a mistake, which for an unclosed bracket is the end of the file. Who
 * goes there with Codex's message finds ours.
 */
function reportWhereCodexNoticed(reporter: Reporter): void {
  const { document, diagnostics } = reporter;
  if (document.errors.length === 0) return;
  const suspects = document.text.length > longFile ? document.errors.map(({ statement }) => statement) : undefined;
  const mistake = findStructuralMistake(document.text, suspects);
  if (mistake === undefined) return;
  const lineOf = (offset: number) => document.lines.positionAt(offset).line;
  const line = lineOf(mistake.offset);
  if (diagnostics.some(({ range }) => lineOf(range.start) <= line && line <= lineOf(range.end))) return;
  const range = { start: mistake.offset, end: Math.min(mistake.offset + 1, document.text.length) };
  const message = `Codex stops reading here and does not start: ${mistake.problem}. The cause stands further up.`;
  reporter.report("toml/syntax", range, message);
}

function reportRepetition(reporter: Reporter, error: TomlSyntaxError, statement: TomlStatement | undefined): void {
  const { document } = reporter;
  const inner = statement && repeatedEntryAt(document, statement, error.range.start);
  const path = inner?.name ?? statement?.key.map((part) => part.text).join(".") ?? "";
  const message = `${path} is defined already, and TOML allows it once. Codex does not start.`;
  const fixes = () =>
    inner ? repeatedEntryFixes(document, inner) : statement ? duplicateFixes(document, statement) : [];
  reporter.report("toml/duplicate-key", error.range, message, fixes);
}
