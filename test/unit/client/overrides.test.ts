import { describe, expect, test } from "vitest";
import { canBeTyped, overrideCommand } from "../../../client/config/overrides.ts";

const addresses = { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" };

describe("running Codex with its logs sent here", () => {
  test("changes no file and needs no quoting of its own in any shell", () => {
    expect(overrideCommand(addresses, "unset")).toBe(
      `codex -c "otel.exporter={otlp-grpc={endpoint='http://127.0.0.1:4317'}}"`,
    );
  });

  test("keeps to the variant of the file, since Codex refuses two of them", () => {
    expect(overrideCommand(addresses, "otlp-http")).toBe(
      `codex -c "otel.exporter={otlp-http={endpoint='http://127.0.0.1:4318/v1/logs',protocol='binary'}}"`,
    );
  });

  test("names the Codex that was found, in quotes where a shell would take its path apart", () => {
    expect(overrideCommand(addresses, "unset", "/usr/local/bin/codex")).toMatch(/^\/usr\/local\/bin\/codex -c "/);
    expect(overrideCommand(addresses, "unset", "/opt/my tools;$(id)/codex")).toMatch(
      /^'\/opt\/my tools;\$\(id\)\/codex' -c "/,
    );
  });

  test.each(["/opt/it's/codex", "/opt/a\nb/codex", "/opt/a\u001b[1m/codex", "/opt/\\/codex"])(
    "and does not type the path %j",
    (path) => expect(canBeTyped(path)).toBe(false),
  );
});
