import { type DocumentSymbol, type SymbolInformation, SymbolKind } from "vscode-languageserver/node";
import { forLabel } from "../../core/text/forLabel.ts";
import type { LineIndex } from "../../core/text/lineIndex.ts";
import type { DocumentSymbol as Entry } from "../../core/toml/language/documentSymbols.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

const kinds: Readonly<Record<Entry["kind"], SymbolKind>> = {
  table: SymbolKind.Module,
  array: SymbolKind.Array,
  key: SymbolKind.Key,
};

export const documentSymbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: true }),
  register({ connection, documents, client }) {
    connection.onDocumentSymbol(
      guarded<{ textDocument: { uri: string } }, DocumentSymbol[] | SymbolInformation[]>(
        connection.console,
        "document symbols",
        [],
        ({ textDocument: { uri } }) => {
          const document = documents.at(uri);
          if (document === undefined) return [];
          const symbols = document.symbols().map((entry) => toSymbol(entry, document.toml.lines));
          const nested = client().textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
          return nested ? symbols : symbols.flatMap((symbol) => flatten(symbol, uri));
        },
      ),
    );
  },
};

function toSymbol({ name, kind, range, selectionRange, children }: Entry, lines: LineIndex): DocumentSymbol {
  return {
    name: forLabel(name),
    kind: kinds[kind],
    range: lines.rangeAt(range),
    selectionRange: lines.rangeAt(selectionRange),
    children: children.map((child) => toSymbol(child, lines)),
  };
}

/** The older form of the outline, for clients that know no other. */
function flatten(
  { name, kind, range, children = [] }: DocumentSymbol,
  uri: string,
  container?: string,
): SymbolInformation[] {
  const own = {
    name,
    kind,
    location: { uri, range },
    ...(container === undefined ? {} : { containerName: container }),
  };
  return [own, ...children.flatMap((child) => flatten(child, uri, name))];
}
