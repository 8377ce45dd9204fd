// Generates core/otlp/generated from the vendored OpenTelemetry protocol definitions. Run: npm ci && npm run generate
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { definitionsLine } from "./vendoredDefinitions.mjs";

const here = import.meta.dirname;
const generated = join(here, "../../core/otlp/generated");

const buf = join(here, "node_modules/.bin/buf");

if (!existsSync(buf)) {
  console.error("The generator is not installed. Run `npm ci` in scripts/otlp-codegen first.");
  process.exit(1);
}
rmSync(generated, { recursive: true, force: true });
execFileSync(buf, ["generate"], {
  cwd: here,
  stdio: "inherit",
  env: { ...process.env, PATH: join(here, "node_modules/.bin") + delimiter + process.env.PATH },
});

for (const name of readdirSync(generated, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".ts")) continue;
  const file = join(generated, name);
  writeFileSync(file, `${definitionsLine()}\n${readFileSync(file, "utf8")}`);
}
