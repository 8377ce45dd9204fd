// Generates core/otlp/generated from the vendored OpenTelemetry protocol definitions. Run: npm ci && npm run generate
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { delimiter, join } from "node:path";

const here = import.meta.dirname;
rmSync(join(here, "../../core/otlp/generated"), { recursive: true, force: true });
execFileSync(join(here, "node_modules/.bin/buf"), ["generate"], {
  cwd: here,
  stdio: "inherit",
  env: { ...process.env, PATH: join(here, "node_modules/.bin") + delimiter + process.env.PATH },
});
