import { childOf, entriesIn, keyOf, tableOf } from "../../toml/access.ts";
import type { TomlTable } from "../../toml/document.ts";
import { projectTelemetryCounts } from "../configLocations.ts";
import { otelOptions } from "../options.ts";
import type { Reporter } from "../reporter.ts";
import { checkMisplacedHeaders } from "./misplacedHeaders.ts";

/** Telemetry keys that stand where Codex does not look for them. */
export function checkPlacement(reporter: Reporter): void {
  const { root } = reporter.document;
  const names = new Set(otelOptions.map(({ name }) => name));
  for (const entry of root.entries.values()) {
    if (!names.has(entry.name)) continue;
    const message = `Codex ignores ${entry.name} here: it belongs into the table [otel].`;
    reporter.report("otel/option-misplaced", keyOf(entry), message);
  }
  for (const profile of entriesIn(childOf(root, "profiles"))) {
    const otel = tableOf(profile)?.entries.get("otel");
    if (!otel) continue;
    const message = "Codex reads no [otel] in a profile table: put it into NAME.config.toml beside this file.";
    reporter.report("otel/option-misplaced", keyOf(otel), message);
  }
  checkMisplacedHeaders(reporter);
  reportProjectLayer(reporter, root);
}

function reportProjectLayer(reporter: Reporter, root: TomlTable): void {
  const otel = root.entries.get("otel");
  const { layer, codexVersion } = reporter.context;
  if (!otel || layer !== "project" || projectTelemetryCounts(codexVersion)) return;
  const message = "Codex ignores [otel] in a project's configuration: put it into config.toml in your Codex home.";
  reporter.report("otel/project-layer", keyOf(otel), message);
}
