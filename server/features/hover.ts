import { MarkupKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, documents }) {
    connection.onHover(
      guarded(connection.console, "hover", null, ({ textDocument, position }) => {
        const document = documents.at(textDocument.uri);
        const found = document?.hover(document.toml.lines.offsetAt(position));
        if (document === undefined || found === undefined) return null;
        const range = document.toml.lines.rangeAt(found.range);
        return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range };
      }),
    );
  },
};
