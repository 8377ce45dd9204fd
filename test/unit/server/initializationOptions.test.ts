import { expect, test } from "vitest";
import { readInitializationOptions } from "../../../server/initializationOptions.ts";

const nothing = {
  home: undefined,
  codexHome: undefined,
  codexVersion: undefined,
  answersCodexVersion: false,
  exporterActions: [],
  builtInPolicyScheme: undefined,
};

test("What a client sends is read, and empty texts count as left out", () => {
  const sent = { home: "/home/dev", codexHome: "/opt/codex", codexVersion: "0.170.0-alpha.1" };
  expect(readInitializationOptions(sent)).toEqual({ ...nothing, ...sent });
  expect(readInitializationOptions({ home: "", codexHome: "", codexVersion: "" })).toEqual(nothing);
});
test("A client answers for the version of Codex only when it says so", () => {
  expect(readInitializationOptions({ answersCodexVersion: true }).answersCodexVersion).toBe(true);
  expect(readInitializationOptions({ answersCodexVersion: "true" }).answersCodexVersion).toBe(false);
});
test("Of what a client can do with an exporter counts what the server knows", () => {
  const { exporterActions } = readInitializationOptions({ exporterActions: ["testConnection", "format", 5] });
  expect(exporterActions).toEqual(["testConnection"]);
});
test("A client has a scheme for the built-in policy where it names one that can be one", () => {
  const schemeOf = (builtInPolicyScheme: unknown) =>
    readInitializationOptions({ builtInPolicyScheme }).builtInPolicyScheme;
  expect(schemeOf("codex-otel-built-in")).toBe("codex-otel-built-in");
  for (const sent of ["", "Not A Scheme", "http://x", 5]) expect(schemeOf(sent)).toBeUndefined();
});
test.each([undefined, null, 5, "x", [], { home: 1, codexHome: {}, codexVersion: "latest", exporterActions: "all" }])(
  "%j does no harm",
  (sent) => expect(readInitializationOptions(sent)).toEqual(nothing),
);
