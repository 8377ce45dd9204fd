import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type Diagnostic as ProtocolDiagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { preferredEdits } from "../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { OffsetRange } from "../../core/text/range.ts";
import { toProtocolEdit, toProtocolFixes } from "../diagnosticData.ts";
import type { OpenDocument } from "../documents/openDocument.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";
import { sourceOf, toProtocolDiagnostic } from "../protocolDiagnostic.ts";

/** Editors ask for all actions whenever the cursor moves. With more diagnostics the fix of all is found when asked for. */
const mostUnasked = 100;

export const fixAllKind = `${CodeActionKind.SourceFixAll}.codexOtel`;

export const codeActions: Feature = {
  capabilities: () => ({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] } }),
  register({ connection, documents, client }) {
    connection.onCodeAction(
      guarded(connection.console, "code actions", [], ({ textDocument, range, context: { only, diagnostics } }) => {
        const document = documents.at(textDocument.uri);
        if (document === undefined) return [];
        const { lines } = document.toml;
        const asked = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
        const actions: CodeAction[] = [];
        if (wants(only, CodeActionKind.QuickFix)) actions.push(...quickFixes(document, asked, diagnostics, client()));
        if (wants(only, fixAllKind) && (only !== undefined || document.diagnostics.length <= mostUnasked))
          actions.push(...fixAll(document, client()));
        return actions;
      }),
    );
  },
};

/** True when a kind of action, or one above it (`source` for `source.fixAll`), was asked for. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => asked === "" || kind === asked || kind.startsWith(`${asked}.`));
}

/**
 * The fixes of what is found at the range now. The edits are those of the document as it is, never older ones; the
 * client's own diagnostic goes back with a fix, so that the editor shows them together.
 */
function quickFixes(
  document: OpenDocument,
  asked: OffsetRange,
  shown: readonly ProtocolDiagnostic[],
  client: ClientCapabilities,
): CodeAction[] {
  const touched = document.shown.filter(({ range }) => range.start <= asked.end && asked.start <= range.end);
  return touched.flatMap((diagnostic) => {
    const own = shown.find((candidate) => isSame(candidate, diagnostic, document));
    return toProtocolFixes(diagnostic, document.toml.lines).map(({ title, preferred, edits }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [own ?? toProtocolDiagnostic(diagnostic, document)],
      isPreferred: preferred,
      edit: workspaceEdit(document, [...edits], client),
    }));
  });
}

function isSame({ source, code, range }: ProtocolDiagnostic, diagnostic: Diagnostic, { toml }: OpenDocument): boolean {
  return (
    source === sourceOf(diagnostic) &&
    code === diagnostic.code &&
    toml.lines.offsetAt(range.start) === diagnostic.range.start
  );
}

function fixAll(document: OpenDocument, client: ClientCapabilities): CodeAction[] {
  const edits = preferredEdits(document.diagnostics).map((edit) => toProtocolEdit(edit, document.toml.lines));
  if (edits.length === 0) return [];
  return [
    {
      title: "Fix everything that has one clear fix",
      kind: fixAllKind,
      edit: workspaceEdit(document, edits, client),
    },
  ];
}

function workspaceEdit({ uri, version }: OpenDocument, edits: TextEdit[], client: ClientCapabilities): WorkspaceEdit {
  return client.workspace?.workspaceEdit?.documentChanges === true
    ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
    : { changes: { [uri]: edits } };
}
