import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { themeColors, timelineStyle } from "../../../webview/timeline/timelineStyle.ts";

test("Nothing in the timeline moves by itself, so that who asked for less motion gets none", () => {
  const sheet = readFileSync(new URL("../../../media/timeline.css", import.meta.url), "utf8");
  for (const style of [sheet, timelineStyle(themeColors, "serif")])
    expect(style).not.toMatch(/transition|animation|scroll-behavior/);
});
