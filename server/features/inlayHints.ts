import { InlayHintKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const inlayHints: Feature = {
  capabilities: (client) => (client.textDocument?.inlayHint === undefined ? {} : { inlayHintProvider: true }),
  register({ connection, documents, inlayHintsEnabled }) {
    connection.languages.inlayHint.on(
      guarded(connection.console, "inlay hints", [], ({ textDocument: { uri }, range }) => {
        const document = documents.at(uri);
        if (document === undefined || !inlayHintsEnabled()) return [];
        const { lines } = document.toml;
        const asked = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
        return document.inlayHints(asked).map(({ offset, label, tooltip }) => ({
          position: lines.positionAt(offset),
          label,
          tooltip,
          kind: InlayHintKind.Type,
          paddingLeft: true,
        }));
      }),
    );
  },
};
