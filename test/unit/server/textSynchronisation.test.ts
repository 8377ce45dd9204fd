import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { textSynchronisation } from "../../../server/documents/textSynchronisation.ts";
import fc from "../seededCheck.ts";

const piece = fc.constantFrom("\r", "\n", "\r\n", "a", "bc\n", "\rd", "e\r", "");

test("A document is the same as at the client, whichever line ends an edit makes or takes apart", () => {
  const edit = fc.record({ at: fc.nat(60), length: fc.nat(4), text: fc.array(piece, { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.array(edit, { minLength: 1, maxLength: 12 }), (begin, edits) => {
      let expected = begin.join("");
      let document = textSynchronisation.create("file:///config.toml", "toml", 1, expected);
      for (const [index, { at, length, text }] of edits.entries()) {
        const client = TextDocument.create("file:///config.toml", "toml", 1, expected);
        const range = { start: client.positionAt(at), end: client.positionAt(at + length) };
        const change = { range, text: text.join("") };
        expected = TextDocument.applyEdits(client, [{ range, newText: change.text }]);
        document = textSynchronisation.update(document, [change], index + 2);
        expect(document.getText()).toBe(expected);
        const fresh = TextDocument.create("file:///config.toml", "toml", 1, expected);
        expect(document.lineCount).toBe(fresh.lineCount);
      }
    }),
    { seed: 20261123, numRuns: 2000 },
  );
});
