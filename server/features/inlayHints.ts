import { InlayHintKind } from "vscode-languageserver/node";
import { inlayHints as hintsOf } from "../../core/config/language/inlayHints.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const inlayHints: Feature = {
  capabilities: (client) => (client.textDocument?.inlayHint === undefined ? {} : { inlayHintProvider: true }),
  register({ connection, documents, inlayHintsEnabled }) {
    connection.languages.inlayHint.on(
      guarded(connection.console, "inlay hints", [], ({ textDocument: { uri }, range }) => {
        const document = documents.at(uri);
        if (document === undefined || document.layer === "project" || !inlayHintsEnabled()) return [];
        const { toml, diagnostics, files } = document;
        const asked = { start: toml.lines.offsetAt(range.start), end: toml.lines.offsetAt(range.end) };
        return hintsOf(toml, asked, diagnostics, files).map(({ offset, label, tooltip }) => ({
          position: toml.lines.positionAt(offset),
          label,
          tooltip,
          kind: InlayHintKind.Type,
          paddingLeft: true,
        }));
      }),
    );
  },
};
