import { FoldingRangeKind } from "vscode-languageserver/node";
import { foldingRanges as rangesOf } from "../../core/language/foldingRanges.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

export const foldingRanges: Feature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register({ connection, documents }) {
    connection.onFoldingRanges(
      guarded(connection.console, "folding ranges", [], ({ textDocument: { uri } }) => {
        const surface = documents.at(uri)?.surface;
        const ranges = surface === undefined ? [] : rangesOf(surface);
        return ranges.map(({ startLine, endLine, kind }) => ({
          startLine,
          endLine,
          kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
        }));
      }),
    );
  },
};
