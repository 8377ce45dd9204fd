import { FoldingRangeKind } from "vscode-languageserver/node";
import { foldingRanges as rangesOf } from "../../core/toml/language/foldingRanges.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const foldingRanges: Feature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register({ connection, documents }) {
    connection.onFoldingRanges(
      guarded(connection.console, "folding ranges", [], ({ textDocument: { uri } }) => {
        const document = documents.at(uri);
        const ranges = document === undefined ? [] : rangesOf(document.toml);
        return ranges.map(({ startLine, endLine, kind }) => ({
          startLine,
          endLine,
          kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
        }));
      }),
    );
  },
};
