import { describe, expect, test } from "vitest";
import { SelectionEcho } from "../../../client/timeline/selectionEcho.ts";

describe("A panel and the tree select in step", () => {
  test("What the panel asked for is no news to it, however many it asked for meanwhile", () => {
    const echo = new SelectionEcho(() => 0);
    echo.expect(1);
    echo.expect(2);
    expect([echo.isEcho(1), echo.isEcho(2), echo.isEcho(3), echo.isEcho(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("What a person selects in the tree later counts", () => {
    let now = 0;
    const echo = new SelectionEcho(() => now);
    echo.expect(1);
    now = 1500;
    expect(echo.isEcho(1)).toBe(false);
  });
});
