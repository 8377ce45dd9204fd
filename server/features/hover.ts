import { MarkupKind } from "vscode-languageserver/node";
import { hover as hoverAt } from "../../core/language/hover.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, documents }) {
    connection.onHover(
      guarded(connection.console, "hover", null, ({ textDocument, position }) => {
        const document = documents.at(textDocument.uri);
        if (document === undefined) return null;
        const { surface, toml, diagnostics, files } = document;
        const found = hoverAt(surface, surface.lines.offsetAt(position), { document: toml, diagnostics, files });
        if (found === undefined) return null;
        return {
          contents: { kind: MarkupKind.Markdown, value: found.markdown },
          range: surface.lines.rangeAt(found.range),
        };
      }),
    );
  },
};
