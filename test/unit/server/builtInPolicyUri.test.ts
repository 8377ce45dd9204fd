import { expect, test } from "vitest";
import { newestBuiltIn } from "../../../core/policy/read/extend/builtInVersions.ts";
import { builtInPolicyUri } from "../../../server/features/definition.ts";

const fileOf = (file: string) => `/opt/codex-otel/policies/${file}`;

test("The built-in policy is a document of the client where it has a scheme for it, else a file of the package", () => {
  expect(builtInPolicyUri(newestBuiltIn, "codex-otel-built-in", fileOf)).toBe(
    `codex-otel-built-in:/${encodeURIComponent(newestBuiltIn.name)}.toml`,
  );
  expect(builtInPolicyUri(newestBuiltIn, undefined, fileOf)).toBe("file:///opt/codex-otel/policies/default.toml");
  expect(builtInPolicyUri(newestBuiltIn, undefined, () => undefined)).toBeUndefined();
});
