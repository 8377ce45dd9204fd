import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { bundles } from "../../../scripts/bundles.mjs";
import { readInspectorArguments } from "../../../system/programs/inspectorArguments.ts";

test("A debugger can attach to the processes that are named, from this machine alone", () => {
  const value = "languageServer=6019,listenerWorker=6020";
  expect(readInspectorArguments("languageServer", value)).toEqual(["--inspect=127.0.0.1:6019"]);
  expect(readInspectorArguments("listenerWorker", value)).toEqual(["--inspect=127.0.0.1:6020"]);
  expect(readInspectorArguments("listenerWorker", "languageServer=6019")).toEqual([]);
});

test.each([
  "",
  "listenerWorker",
  "listenerWorker=",
  "listenerWorker=0",
  "listenerWorker=65536",
  "listenerWorker=0.0.0.0:6020",
  "listenerWorker=6020 --require=x",
  "xlistenerWorker=6020",
])("What is no port opens none: %j", (value) => {
  expect(readInspectorArguments("listenerWorker", value)).toEqual([]);
});

/** What esbuild makes of one source, with the options of the product. */
async function bundled(file: string, production: boolean): Promise<string> {
  const { programs } = bundles({ production });
  const { outputFiles = [] } = await build({
    ...programs,
    absWorkingDir: join(import.meta.dirname, "../../.."),
    entryPoints: [file],
    write: false,
    sourcemap: false,
  });
  return outputFiles.map(({ text }) => text).join("\n");
}

test("What is shipped knows nothing of it", async () => {
  const file = "system/programs/startProgram.ts";
  expect(await bundled(file, false)).toMatch(/--inspect=/);
  expect(await bundled(file, true)).not.toMatch(/inspect/i);
});
