import type { TextEdit as ProtocolEdit } from "vscode-languageserver/node";
import type { Diagnostic } from "../core/diagnostics/diagnostic.ts";
import type { LineIndex } from "../core/text/lineIndex.ts";
import type { TextEdit } from "../core/text/range.ts";

/** What travels in `diagnostic.data`: the fixes, for the document's version that was diagnosed. */
export interface DiagnosticData {
  readonly version: number;
  readonly fixes: readonly ProtocolFix[];
}

export interface ProtocolFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: readonly ProtocolEdit[];
}

export function toProtocolEdit({ range, newText }: TextEdit, lines: LineIndex): ProtocolEdit {
  return { range: lines.rangeAt(range), newText };
}

export function toProtocolFixes({ fixes }: Diagnostic, lines: LineIndex): ProtocolFix[] {
  return fixes.map(({ title, preferred, edits }) => ({
    title,
    preferred,
    edits: edits.map((edit) => toProtocolEdit(edit, lines)),
  }));
}
