import { expect, test } from "vitest";
import { applyEdits } from "../../../core/diagnostics/applyFixes.ts";
import { SeparateEdits } from "../../../core/diagnostics/separateEdits.ts";
import type { TextEdit } from "../../../core/text/range.ts";
import { append, insert, remove, replace } from "../../../core/toml/edit/edits.ts";

const after = (text: string, ...fixes: readonly (readonly TextEdit[])[]) => {
  const chosen = new SeparateEdits();
  for (const edits of fixes) chosen.addAll(edits);
  return applyEdits(text, chosen.inOrderOfChoice);
};

test("Of two fixes that touch the first one is made, whole", () => {
  const first = [replace({ start: 2, end: 4 }, "XX"), insert(8, "!")];
  expect(after("0123456789", first, [replace({ start: 4, end: 6 }, "YY"), insert(0, "?")])).toBe("01XX4567!89");
  expect(after("0123456789", [insert(3, "a")], [insert(3, "b")])).toBe("012a3456789");
});

test("Removals side by side are made together, in whatever order they come", () => {
  expect(after("0123456789", [remove({ start: 2, end: 4 })], [remove({ start: 4, end: 6 })])).toBe("016789");
  expect(after("0123456789", [remove({ start: 4, end: 6 })], [remove({ start: 2, end: 4 })])).toBe("016789");
  expect(after("0123456789", [remove({ start: 2, end: 5 })], [remove({ start: 4, end: 6 })])).toBe("0156789");
});

test("What may stand beside others is added in the order of the fixes; an insertion of another kind is not", () => {
  const fixes = [
    [append(3, "a"), remove({ start: 5, end: 6 })],
    [append(3, "b"), remove({ start: 6, end: 7 })],
  ];
  expect(after("0123456789", ...fixes, [insert(3, "c")])).toBe("012ab34789");
});

test("What adds a key that was added at the same place waits for the next look", () => {
  const twice = [[append(3, ", a = 1")], [append(3, ", a = 2"), remove({ start: 5, end: 6 })], [append(3, ", b = 3")]];
  expect(after("0123456789", ...twice)).toBe("012, a = 1, b = 33456789");
});
