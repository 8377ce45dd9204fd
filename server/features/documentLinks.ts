import { URI } from "vscode-uri";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const documentLinks: Feature = {
  capabilities: (client) => (client.textDocument?.documentLink === undefined ? {} : { documentLinkProvider: {} }),
  register({ connection, documents }) {
    connection.onDocumentLinks(
      guarded(connection.console, "document links", [], ({ textDocument: { uri } }) => {
        const document = documents.at(uri);
        if (document === undefined) return [];
        return document.links().map(({ range, target, tooltip }) => ({
          range: document.toml.lines.rangeAt(range),
          target: "file" in target ? URI.file(target.file).toString() : target.url,
          tooltip,
        }));
      }),
    );
  },
};
