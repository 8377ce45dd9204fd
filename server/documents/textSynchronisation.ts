import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

/**
 * Keeps open documents as the client has them. The library (vscode-languageserver-textdocument 1.0.15) counts a line too
 * many or too few where an edit makes a CRLF out of a CR and an LF, or takes one apart, and then places later edits
 * wrongly; such a document is made anew.
 */
export const textSynchronisation: TextDocumentsConfiguration<TextDocument> = {
  create: TextDocument.create,
  update: (document, changes, version) => changes.reduce((before, change) => apply(before, change, version), document),
};

function apply(document: TextDocument, change: TextDocumentContentChangeEvent, version: number): TextDocument {
  const joins = "range" in change && touchesLineEnd(document, change);
  const updated = TextDocument.update(document, [change], version);
  return joins ? TextDocument.create(updated.uri, updated.languageId, version, updated.getText()) : updated;
}

/** True where a CR or an LF stands at one of the places where the text is cut and put together. */
function touchesLineEnd(document: TextDocument, change: TextDocumentContentChangeEvent): boolean {
  if (!("range" in change)) return false;
  const text = document.getText();
  const [start, end] = [document.offsetAt(change.range.start), document.offsetAt(change.range.end)];
  const isBefore = (offset: number) => text[offset - 1] === "\r";
  return isBefore(start) || isBefore(end) || (change.text.endsWith("\r") && text[end] === "\n");
}
