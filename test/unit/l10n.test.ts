import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { events } from "../../core/events/catalogue.ts";
import { basicFields } from "../../core/setup/basicFields.ts";
import { bundleFile, collectTexts, renderBundle, textsIn } from "../../scripts/l10n.mjs";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const { texts, problems } = await collectTexts();

describe("texts for translation", () => {
  test("are all in l10n/bundle.l10n.json (npm run l10n)", () => {
    expect(readFileSync(bundleFile, "utf8")).toBe(renderBundle(texts));
    expect(texts.length).toBeGreaterThan(300);
  });

  test("are written out where they are used, with a value for each of their places", () => {
    expect(problems).toEqual([]);
  });

  test("have the titles of events and of fields, which stand in tables", () => {
    for (const { title } of [...events, ...basicFields]) expect(texts).toContain(title);
  });

  test("are shipped, in the folder that the manifest names", () => {
    expect(JSON.parse(read("package.json")).l10n).toBe("./l10n");
    expect(read(".vscodeignore").split("\n")).toContain("!l10n/*.json");
  });
});

describe("the texts of a file", () => {
  test("are those of every way to ask for a translation", () => {
    const source = `
      l10n.t("plain");
      vscode.l10n.t('{0} of {1}', done, all);
      this.#context.l10n.t(\`without values\`);
      const label = (l10n: Localizer): string => l10n.t(
        "on a line of its own",
      );
      other.t("no text of ours");
      l10n.bundle;`;
    expect(textsIn("client/some.ts", source)).toEqual({
      texts: ["plain", "{0} of {1}", "without values", "on a line of its own"],
      problems: [],
    });
  });

  test("are reported when they are put together", () => {
    const source = "const a = 1;\nl10n.t(message);\nl10n.t(a + ' events');\nl10n.t(a ? 'one' : 'many');";
    expect(textsIn("client/some.ts", source).problems).toEqual([
      "client/some.ts:2: the text is not written out: l10n.t(message)",
      "client/some.ts:3: the text is not written out: l10n.t(a + ' events')",
      "client/some.ts:4: the text is not written out: l10n.t(a ? 'one' : 'many')",
    ]);
  });

  test("are reported when a place has no value, or a value no place", () => {
    const source = 'l10n.t("{0} and {1}", a);\nl10n.t("{0}", a, b);\nl10n.t("{0}", ...all);';
    expect(textsIn("client/some.ts", source).problems).toEqual([
      "client/some.ts:1: places and values differ: {0} and {1}",
      "client/some.ts:2: places and values differ: {0}",
    ]);
  });
});
