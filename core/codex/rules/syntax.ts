import type { TomlStatement, TomlSyntaxError } from "../../toml/document.ts";
import { isRepetitionMessage } from "../../toml/parseToml.ts";
import { duplicateFixes } from "../fixes/duplicates.ts";
import { syntaxFixes } from "../fixes/syntax.ts";
import type { Reporter } from "../reporter.ts";

/** Reports what Codex cannot read at all. It stops at the first of these; here all are shown. */
export function checkSyntax(reporter: Reporter): void {
  for (const error of reporter.document.errors) {
    const statement = reporter.document.statements.find(({ range }) => range.start === error.statement.start);
    if (isRepetitionMessage(error.message)) reportRepetition(reporter, error, statement);
    else {
      const message = `Codex cannot read this and does not start: ${error.message}`;
      reporter.report("toml/syntax", error.range, message, statement ? syntaxFixes(reporter.document, statement) : []);
    }
  }
}

function reportRepetition(reporter: Reporter, error: TomlSyntaxError, statement: TomlStatement | undefined): void {
  const path = statement?.key.map((part) => part.text).join(".") ?? "";
  const message = `${path} is defined already, and TOML allows it once. Codex does not start.`;
  reporter.report(
    "toml/duplicate-key",
    error.range,
    message,
    statement ? duplicateFixes(reporter.document, statement) : [],
  );
}
