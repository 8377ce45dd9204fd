import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from "vscode-languageserver/node";
import { forLabel } from "../../core/text/forLabel.ts";
import type { LineIndex } from "../../core/text/lineIndex.ts";
import type { CompletionKind, CompletionItem as Proposal } from "../../core/toml/language/completionItem.ts";
import { plainText } from "../../core/toml/language/snippetText.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  option: CompletionItemKind.Property,
  header: CompletionItemKind.Property,
  table: CompletionItemKind.Module,
  value: CompletionItemKind.Value,
  snippet: CompletionItemKind.Snippet,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

export const completion: Feature = {
  capabilities: () => ({ completionProvider: { triggerCharacters: [".", "[", "{", ",", "=", '"', "'", " ", "/"] } }),
  register({ connection, documents, client }) {
    connection.onCompletion(
      guarded(connection.console, "completion", [], ({ textDocument, position }) => {
        const document = documents.at(textDocument.uri);
        if (document === undefined) return [];
        const { lines } = document.toml;
        const snippets = client().textDocument?.completion?.completionItem?.snippetSupport === true;
        return document.complete(lines.offsetAt(position)).map((proposal) => toItem(proposal, lines, snippets));
      }),
    );
  },
};

function toItem(proposal: Proposal, lines: LineIndex, snippets: boolean): CompletionItem {
  const { label: name, kind, detail, documentation, range, newText, snippet, sortText } = proposal;
  const label = forLabel(name);
  const filterText = proposal.filterText ?? (label === name ? undefined : name);
  return {
    label,
    kind: kinds[kind],
    sortText,
    insertTextFormat: snippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: lines.rangeAt(range), newText: snippet && !snippets ? plainText(newText) : newText },
    ...(filterText === undefined ? {} : { filterText }),
    ...(detail === undefined ? {} : { detail: forLabel(detail) }),
    ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
  };
}
