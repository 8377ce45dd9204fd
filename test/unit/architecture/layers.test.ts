import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const scratch = join(root, ".build/layer-test");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Compiles one file as if it stood in the layer and returns what the compiler says, empty when it is content. */
function compileIn(layer: string, source: string): string {
  const folder = join(scratch, layer);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sample.ts"), source);
  const { references } = JSON.parse(readFileSync(join(root, layer, "tsconfig.json"), "utf8"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: `../../../${layer}/tsconfig.json`,
      compilerOptions: { outDir: "out", tsBuildInfoFile: "out/info.tsbuildinfo", rootDir: "../../.." },
      include: ["sample.ts"],
      references: references.map((reference: { path: string }) => ({ path: `../../../${layer}/${reference.path}` })),
    }),
  );
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}

test("The compiler accepts a layer that uses only what lies below it", () => {
  expect(compileIn("core", "export const one = 1;\n")).toBe("");
  expect(compileIn("webview", "export const body = document.body;\n")).toBe("");
  expect(compileIn("server", 'export { createConnection } from "vscode-languageserver/node";\n')).toBe("");
});

test.each([
  ["core", 'import * as vscode from "vscode";\nexport const x = vscode.version;\n'],
  ["core", 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;\n'],
  ["core", 'import { createConnection } from "vscode-languageserver/node";\nexport const x = createConnection;\n'],
  ["core", 'import { Server } from "@grpc/grpc-js";\nexport const x = Server;\n'],
  [
    "core",
    'import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";\nexport type X = ListenerOptions;\n',
  ],
  ["listener", 'import * as vscode from "vscode";\nexport const x = vscode.version;\n'],
  ["server", 'import * as vscode from "vscode";\nexport const x = vscode.version;\n'],
  [
    "server",
    'import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";\nexport type X = ListenerOptions;\n',
  ],
  ["cli", 'import { createConnection } from "vscode-languageserver/node";\nexport const x = createConnection;\n'],
  ["webview", 'import * as vscode from "vscode";\nexport const x = vscode.version;\n'],
  ["webview", 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;\n'],
  [
    "webview",
    'import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";\nexport type X = ListenerOptions;\n',
  ],
  ["core", "export const x = document.body;\n"],
  ["client", 'import { Server } from "@grpc/grpc-js";\nexport const x = Server;\n'],
])("The compiler refuses in %s: %s", (layer, source) => {
  expect(compileIn(layer, source)).toMatch(/error TS(2307|6307|2584|2591|2882|6059|2792)/);
});
