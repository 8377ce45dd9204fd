import { MarkupKind } from "vscode-languageserver/node";
import { hover as hoverAt } from "../../core/language/hover.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, documents }) {
    connection.onHover(
      guarded(connection.console, "hover", null, ({ textDocument, position }) => {
        const surface = documents.at(textDocument.uri)?.surface;
        const found = surface && hoverAt(surface, surface.lines.offsetAt(position));
        if (surface === undefined || found === undefined) return null;
        return {
          contents: { kind: MarkupKind.Markdown, value: found.markdown },
          range: surface.lines.rangeAt(found.range),
        };
      }),
    );
  },
};
