import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseFilter } from "../../../client/sessions/filter/filterText.ts";
import { type Manifest, renderEditor } from "./renderEditor.ts";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const page = read("docs/editor.md");

test("docs/editor.md has the commands, keys and settings of the manifest", async () => {
  const rendered = renderEditor(page, JSON.parse(read("package.json")), JSON.parse(read("package.nls.json")));
  await expect(rendered).toMatchFileSnapshot(join(root, "docs/editor.md"));
});

test("docs/editor.md explains words of a filter that are understood", () => {
  const words = [...page.matchAll(/^\| (`(?:event|finding|destination|attribute):.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word),
  );
  expect(words.length).toBeGreaterThan(8);
  for (const word of words) {
    const { filter, incomplete } = parseFilter(word);
    expect(incomplete).toEqual([]);
    expect(filter, word).not.toHaveProperty("text");
  }
});

describe("the tables", () => {
  const blank = ["commands", "keys", "settings"].map((name) => `<!-- ${name} -->\n<!-- end of ${name} -->`).join("\n");
  const manifest: Manifest = {
    contributes: {
      commands: [
        { command: "x.go", title: "%go%", enablement: "a || b" },
        { command: "x.row", title: "Row" },
        { command: "x.any", title: "Any" },
      ],
      keybindings: [{ command: "x.go", key: "ctrl+g", mac: "cmd+g", when: "view == x" }],
      menus: {
        commandPalette: [
          { command: "x.row", when: "false" },
          { command: "x.go", when: "c" },
        ],
      },
      configuration: { properties: { "x.port": { default: 0, scope: "machine", description: "%port%" } } },
    },
  };

  test("say under which condition a command is offered", () => {
    const rendered = renderEditor(blank, manifest, { go: "Go", port: "The port." });
    expect(rendered).toContain("| Go | `x.go` | `(a \\|\\| b) && c` |");
    expect(rendered).toContain("| Row | `x.row` | on its row, not in the palette |");
    expect(rendered).toContain("| Any | `x.any` | always |");
  });

  test("have keys and settings", () => {
    const rendered = renderEditor(blank, manifest, { go: "Go", port: "The port." });
    expect(rendered).toContain("| `ctrl+g` | `cmd+g` | Go | `view == x` |");
    expect(rendered).toContain("| `x.port` | `0` | machine | The port. |");
  });

  test("stay the same when they are made again", () => {
    const once = renderEditor(blank, manifest, {});
    expect(renderEditor(once, manifest, {})).not.toContain("\n\n\n\n");
    expect(renderEditor(renderEditor(once, manifest, {}), manifest, {})).toBe(renderEditor(once, manifest, {}));
  });
});
