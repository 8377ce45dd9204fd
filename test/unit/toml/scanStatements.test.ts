import { expect, test } from "vitest";
import type { TomlStatement } from "../../../core/toml/document.ts";
import { scanStatement, scanStatements } from "../../../core/toml/scanStatements.ts";
import fc from "../seededCheck.ts";

const plain = ({ kind, range, key, table, value }: TomlStatement) => ({ kind, range, key, table, value });

/** Each statement by itself, by a scanner that remembers nothing. */
function scannedAlone(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: readonly string[] = [];
  for (let line = 0; line < text.length; ) {
    const { statement, next } = scanStatement(text, line, table, {});
    statements.push(statement);
    table = statement.table;
    line = next;
  }
  return statements;
}

test("What the scanner remembers of unclosed brackets changes nothing of what it finds", () => {
  const piece = fc.constantFrom(
    ...["a = {", "b = [", "c = { d = [", "{", "[", "}", "]", "},", '"x"', '"', "'''", '"""', '["x"],', "[t]", "[[t]]"],
    ...["e = 1", "1,", "# [", "", "f", "g = [{", "h = { i = {"],
  );
  const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r", " ");
  const lines = fc.array(fc.tuple(piece, lineEnd, fc.constantFrom(1, 1, 1, 2, 150)), { maxLength: 12 });
  fc.assert(
    fc.property(lines, (written) => {
      const text = written.map(([one, end, times]) => (one + end).repeat(times)).join("");
      expect(scanStatements(text).map(plain)).toEqual(scannedAlone(text).map(plain));
    }),
    { numRuns: 400, seed: 20261203 },
  );
});
