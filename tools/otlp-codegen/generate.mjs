// Generates core/otlp/generated from the vendored OpenTelemetry protocol definitions. Run: npm ci && npm run generate
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { definitionsLine } from "./vendoredDefinitions.mjs";

const here = import.meta.dirname;
const generated = join(here, "../../core/otlp/generated");

rmSync(generated, { recursive: true, force: true });
execFileSync(join(here, "node_modules/.bin/buf"), ["generate"], {
  cwd: here,
  stdio: "inherit",
  env: { ...process.env, PATH: join(here, "node_modules/.bin") + delimiter + process.env.PATH },
});

for (const name of readdirSync(generated, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".ts")) continue;
  const file = join(generated, name);
  writeFileSync(file, `${definitionsLine()}\n${readFileSync(file, "utf8")}`);
}
