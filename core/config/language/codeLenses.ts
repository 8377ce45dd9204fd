import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument } from "../../toml/document.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { keyOf } from "../reporter.ts";
import { writtenExporters } from "../writtenExporters.ts";

/** What can be done with an exporter from the line above it. The editor does it; it says which of these it can. */
export const exporterActions = ["pointCodexHere", "restoreExporter", "testConnection"] as const;
export type ExporterAction = (typeof exporterActions)[number];

export interface ExporterLens {
  readonly range: OffsetRange;
  readonly action: ExporterAction;
  readonly title: string;
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly exporter: string;
}

/** The lenses above the exporters of a file, of the actions that the editor can do. */
export function codeLenses(document: TomlDocument, supported: ReadonlySet<ExporterAction>): readonly ExporterLens[] {
  return writtenExporters(document).flatMap(({ name, signal, entry, endpoint }) => {
    const local = endpoint !== undefined && endpointAddress(endpoint.text)?.local === true;
    const wanted: readonly (readonly [ExporterAction, string, boolean])[] = [
      ["pointCodexHere", "Send sessions here", signal === "logs" && !local],
      ["restoreExporter", "Restore", signal === "logs" && local],
      ["testConnection", "Test connection", endpoint !== undefined],
    ];
    return wanted
      .filter(([action, , fits]) => fits && supported.has(action))
      .map(([action, title]) => ({ range: keyOf(entry), action, title, exporter: name }));
  });
}
