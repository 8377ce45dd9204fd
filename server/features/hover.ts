import { MarkupKind } from "vscode-languageserver/node";
import { type Hover, hover as hoverAt } from "../../core/config/language/hover.ts";
import { hoverPolicy } from "../../core/policy/language/hoverPolicy.ts";
import type { LineIndex } from "../../core/text/lineIndex.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, documents, policies }) {
    connection.onHover(
      guarded(connection.console, "hover", null, ({ textDocument, position }) => {
        const document = documents.at(textDocument.uri);
        if (document === undefined) {
          const policy = policies.at(textDocument.uri)?.toml;
          return policy === undefined
            ? null
            : toProtocol(hoverPolicy(policy, policy.lines.offsetAt(position)), policy.lines);
        }
        const { surface, toml, diagnostics, files } = document;
        const found = hoverAt(surface, surface.lines.offsetAt(position), { document: toml, diagnostics, files });
        return toProtocol(found, surface.lines);
      }),
    );
  },
};

function toProtocol(found: Hover | undefined, lines: LineIndex) {
  if (found === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: lines.rangeAt(found.range) };
}
