import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, root } from "./sources.ts";

const most = 25;
const layers = ["bench", "cli", "client", "core", "listener", "scripts", "server", "system", "test", "webview"];

/** How many sources lie in each folder itself. */
function sourcesByFolder(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of filesOf(...layers)) {
    if (!/\.m?[jt]s$/.test(file) || /\/(?:generated|node_modules)\//.test(file)) continue;
    const folder = file.slice(0, file.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

test("a folder with more than 25 sources has a reason in docs/architecture.md, and only such a folder has one", () => {
  const reasons = readFileSync(join(root, "docs/architecture.md"), "utf8").split("## Large folders")[1] ?? "";
  const named = [...reasons.matchAll(/`([^`]+)`/g)].map(([, folder]) => folder).sort();
  const counts = sourcesByFolder();
  expect(counts.size).toBeGreaterThan(100);
  const large = [...counts].filter(([, count]) => count > most).map(([folder]) => folder);
  expect(named).toEqual(large.sort());
});
