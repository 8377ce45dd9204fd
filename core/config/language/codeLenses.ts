import { keyOf } from "../../toml/access.ts";
import type { TomlDocument } from "../../toml/document.ts";
import type { CodeLens, ExporterAction } from "../../toml/language/language.ts";
import { endpointAddress } from "../endpointAddress.ts";
import { writtenExporters } from "../writtenExporters.ts";

/** The lenses above the exporters of a file, of the actions that the editor can do. */
export function codeLenses(document: TomlDocument, supported: ReadonlySet<ExporterAction>): readonly CodeLens[] {
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
