import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { filesOf, root } from "./sources.ts";

test("Only tests with a process of their own replace modules", () => {
  const [, alone = ""] =
    /replacingModules = \[([^\]]*)\]/.exec(readFileSync(join(root, "vitest.config.mts"), "utf8")) ?? [];
  const patterns = [...alone.matchAll(/"([^"]+)"/g)].map(([, pattern = ""]) => pattern);
  const replacing = filesOf("test/unit")
    .filter((name) => name.endsWith(".ts") && !name.includes("/architecture/"))
    .filter((name) => /\bvi\.(?:mock|doMock|stubGlobal)\(/.test(readFileSync(join(root, name), "utf8")));
  expect(replacing).not.toEqual([]);
  const inFolder = patterns.map((pattern) => pattern.replace("*.test.ts", "*.ts"));
  expect(replacing.filter((name) => !inFolder.some((pattern) => matchesGlob(name, pattern)))).toEqual([]);
});
