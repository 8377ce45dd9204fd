import { MarkupKind } from "vscode-languageserver/node";
import { hover as hoverAt } from "../../core/language/hover.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, documents }) {
    connection.onHover(
      guarded(connection.console, "hover", null, ({ textDocument, position }) => {
        const toml = documents.at(textDocument.uri)?.toml;
        const found = toml && hoverAt(toml, toml.lines.offsetAt(position));
        if (toml === undefined || found === undefined) return null;
        return {
          contents: { kind: MarkupKind.Markdown, value: found.markdown },
          range: toml.lines.rangeAt(found.range),
        };
      }),
    );
  },
};
