import type { ExporterAction } from "../../core/toml/language/language.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

/** Commands of the editor, which it runs with the address of the file and the name of the exporter. */
const commandOf: Readonly<Record<ExporterAction, string>> = {
  pointCodexHere: "codexOtel.pointCodexHere",
  restoreExporter: "codexOtel.restoreExporter",
  testConnection: "codexOtel.testConnection",
};

export const codeLenses: Feature = {
  capabilities: (client) => (client.textDocument?.codeLens === undefined ? {} : { codeLensProvider: {} }),
  register({ connection, documents }) {
    connection.onCodeLens(
      guarded(connection.console, "code lenses", [], ({ textDocument: { uri } }) => {
        const document = documents.at(uri);
        if (document === undefined) return [];
        return document.codeLenses().map(({ range, action, title, exporter }) => ({
          range: document.toml.lines.rangeAt(range),
          command: { title, command: commandOf[action], arguments: [{ uri, exporter }] },
        }));
      }),
    );
  },
};
