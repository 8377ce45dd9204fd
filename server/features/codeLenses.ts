import { codeLenses as lensesOf } from "../../core/config/language/codeLenses.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

/** Commands of the editor, which it runs with the address of the file and the name of the exporter. */
const commandOf = {
  pointCodexHere: "codexOtel.pointCodexHere",
  restoreExporter: "codexOtel.restoreExporter",
  testConnection: "codexOtel.testConnection",
} as const;

export const codeLenses: Feature = {
  capabilities: (client) => (client.textDocument?.codeLens === undefined ? {} : { codeLensProvider: {} }),
  register({ connection, documents, exporterActions }) {
    connection.onCodeLens(
      guarded(connection.console, "code lenses", [], ({ textDocument: { uri } }) => {
        const document = documents.at(uri);
        if (document === undefined || document.layer === "project") return [];
        const { lines } = document.toml;
        return lensesOf(document.toml, exporterActions()).map(({ range, action, title, exporter }) => ({
          range: lines.rangeAt(range),
          command: { title, command: commandOf[action], arguments: [{ uri, exporter }] },
        }));
      }),
    );
  },
};
