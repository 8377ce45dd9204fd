import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));

test("The oldest VS Code that the manifest allows is the one of its types, and the one that the editor tests run in", () => {
  const { engines, devDependencies } = read("package.json");
  const [, oldest] = /^\^(1\.\d+)\.0$/.exec(engines.vscode) ?? [];
  expect(oldest).toBeDefined();
  expect(devDependencies["@types/vscode"]).toMatch(new RegExp(`^${oldest}\\.`));
  // code-server 4.N has VS Code 1.N
  const { "code-server": server } = read("test/programs/vscodeOldest/package.json").dependencies;
  expect(server.replace(/^4/, "1")).toMatch(new RegExp(`^${oldest}\\.`));
});
