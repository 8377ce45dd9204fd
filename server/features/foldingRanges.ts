import { FoldingRangeKind } from "vscode-languageserver/node";
import { foldingRanges as rangesOf } from "../../core/toml/language/foldingRanges.ts";
import type { Feature } from "../feature.ts";
import { openDocument } from "../feature.ts";
import { guarded } from "../guard.ts";

export const foldingRanges: Feature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register(context) {
    const { connection } = context;
    connection.onFoldingRanges(
      guarded(connection.console, "folding ranges", [], ({ textDocument: { uri } }) => {
        const surface = openDocument(context, uri)?.surface;
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
