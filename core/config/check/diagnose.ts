import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { keyOf } from "../../toml/access.ts";
import type { TomlDocument, TomlEntry } from "../../toml/document.ts";
import { fix, replace, statementAt } from "../../toml/edit/edits.ts";
import { findTomlVersion11Syntax } from "../../toml/parseToml.ts";
import { firstToml11CodexVersion, isBefore } from "../codexVersion.ts";
import { projectTelemetryCounts } from "../configLocations.ts";
import { otelOptions } from "../options.ts";
import { type DiagnoseContext, placeOf, Reporter } from "../reporter.ts";
import { reportBlamedPlace } from "./blamedPlace.ts";
import { checkExposure } from "./exposure.ts";
import { checkHeadersHelper } from "./headersHelper.ts";
import { checkIntegers } from "./integers.ts";
import { checkLayers } from "./layers.ts";
import { checkOptions } from "./optionTypes.ts";
import { checkPlacement } from "./placement.ts";
import { checkSyntax } from "./syntax.ts";
import { checkTraceContext } from "./traceContext.ts";

export type { DiagnoseContext } from "../reporter.ts";

/**
 * What Codex will do with a configuration file, in the order of the text: why it does not start, why it builds no
 * exporter, what it drops without a word, and what works but deserves a thought. Verdicts are those observed with the
 * real Codex. A pure function; never throws.
 */
export function diagnose(document: TomlDocument, context: DiagnoseContext): readonly Diagnostic[] {
  const reporter = new Reporter(document, context);
  checkSyntax(reporter);
  const otel = document.root.entries.get("otel");
  // Codex takes `[otel]` out of a project's file before it looks at it: only the syntax can keep it from starting there
  // (observed).
  if (otel && (context.layer !== "project" || projectTelemetryCounts(context.codexVersion))) checkOtel(reporter, otel);
  checkPlacement(reporter);
  checkIntegers(reporter);
  if (otel || isBefore(context.codexVersion, firstToml11CodexVersion)) reportVersion(reporter);
  return reporter.diagnostics.sort((left, right) => left.range.start - right.range.start);
}

function checkOtel(reporter: Reporter, otel: TomlEntry): void {
  if (otel.value.kind !== "table") {
    reportWrongOtel(reporter, otel);
    return;
  }
  checkOptions(reporter, otel.value, otelOptions, ["otel"], "otel/unknown-option");
  checkTraceContext(reporter, otel.value);
  checkHeadersHelper(reporter, otel.value);
  checkLayers(reporter, otel.value, otel);
  reportBlamedPlace(reporter, otel.value);
  if (!reporter.diagnostics.some(({ verdict }) => verdict === "fatal")) checkExposure(reporter, otel, otel.value);
}

function reportWrongOtel(reporter: Reporter, otel: TomlEntry): void {
  const header =
    otel.value.kind === "array" && otel.value.ofTables
      ? statementAt(reporter.document, otel.value.range.start)
      : undefined;
  const fixes = header
    ? [
        fix(
          "Write single brackets",
          replace(header.range, reporter.text(header.range).replace("[[", "[").replace("]]", "]")),
        ),
      ]
    : otel.value.kind === "string"
      ? [fix("Set the exporter of the logs instead", replace(keyOf(otel), "otel.exporter"))]
      : [];
  const message = "otel must be a table. Codex does not start with this value.";
  reporter.report("otel/wrong-type", header?.range ?? placeOf(otel), message, fixes);
}

function reportVersion(reporter: Reporter): void {
  const { text } = reporter.document;
  const found = findTomlVersion11Syntax(reporter.document);
  if (!found) return;
  const range = { start: found.offset, end: Math.min(found.offset + 1, text.length) };
  const what = "This is TOML 1.1, such as a line end inside of { … }";
  const { codexVersion } = reporter.context;
  if (isBefore(codexVersion, firstToml11CodexVersion)) {
    const message = `${what}: Codex ${codexVersion} does not start with it, ${firstToml11CodexVersion} and newer do.`;
    reporter.report("toml/version-unsupported", range, message);
  } else {
    const message = `${what}: Codex before ${firstToml11CodexVersion} and many other tools refuse the file.`;
    reporter.report("toml/version", range, message);
  }
}
