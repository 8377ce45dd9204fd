import { expect, test } from "vitest";
import { homeAsTilde } from "../../../../client/report/homeAsTilde.ts";

test.each<[home: string, text: string, shown: string]>([
  ["/home/maria", "/home/maria/.codex/config.toml", "~/.codex/config.toml"],
  ["/home/maria/", "in /home/maria: nothing, in /home/maria.", "in ~: nothing, in ~."],
  ["/home/maria", "file:///home/maria/a%20b", "file://~/a%20b"],
  ["/home/maria", "/home/maria2 and /home/maria-old", "/home/maria2 and /home/maria-old"],
  ["/Users/María José", "file:///Users/Mar%C3%ADa%20Jos%C3%A9/x, /Users/María José/x", "file://~/x, ~/x"],
  ["C:\\Users\\Maria", "c:\\users\\maria\\.codex, C:/Users/Maria/x", "~\\.codex, ~/x"],
  ["C:\\Users\\Maria", '{"file":"C:\\\\Users\\\\Maria\\\\a.txt"}', '{"file":"~\\\\a.txt"}'],
  ["C:\\Users\\Maria", "file:///c%3A/Users/Maria/x", "file:///~/x"],
  ["/home/a+b(c)", "/home/a+b(c)/x", "~/x"],
  ["/", "/etc/codex", "/etc/codex"],
  ["", "/etc/codex", "/etc/codex"],
])("With the home %s: %s", (home, text, shown) => {
  expect(homeAsTilde(home)(text)).toBe(shown);
});
