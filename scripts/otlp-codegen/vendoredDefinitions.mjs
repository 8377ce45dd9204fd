import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "proto");

/** SHA-256, in hexadecimal, of the names and contents of all vendored definitions; line ends count as LF. */
export function hashOfDefinitions() {
  const hash = createHash("sha256");
  const names = readdirSync(folder, { recursive: true })
    .map((name) => String(name).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".proto"))
    .sort();
  for (const name of names) {
    const text = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    hash.update(`${name}\n${text.length}\n${text}`);
  }
  return hash.digest("hex");
}

/** The line that begins each generated file, so that a test can tell code that is older than its definitions. */
export const definitionsLine = () =>
  `// From the definitions in scripts/otlp-codegen/proto, sha256 ${hashOfDefinitions()}`;
