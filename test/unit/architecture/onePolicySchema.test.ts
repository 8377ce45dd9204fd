import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { otlpProtocols } from "../../../core/otlp/otlpProtocol.ts";
import { severities } from "../../../core/policy/model/outcome.ts";
import { signals } from "../../../core/policy/model/policyModel.ts";
import type { TableName } from "../../../core/policy/schema/policyType.ts";
import { tableKeys } from "../../../core/policy/schema/tableKeys.ts";
import { productVocabulary } from "../../../core/policy/vocabulary.ts";
import { filesOf, root } from "./sources.ts";
import { type Group, writtenLists } from "./writtenLists.ts";

const files = filesOf("core", "system", "listener", "server", "cli", "client", "webview").filter(
  (file) => file.endsWith(".ts") && !file.includes("generated"),
);

/** Where the lists are. */
const homes: readonly RegExp[] = [
  /^core\/policy\/schema\//,
  /^core\/otlp\/otlpProtocol\.ts$/,
  /^core\/policy\/model\/(?:outcome|policyModel)\.ts$/,
];

const group = (title: string, names: readonly string[], kind: Group["kind"]): Group => ({
  title,
  names: new Set(names),
  kind,
});

const { tables, operators, correlations, actions } = productVocabulary;

const words = [
  group(
    "operators",
    operators.map(({ key }) => key),
    "open",
  ),
  group(
    "correlations",
    correlations.map(({ key }) => key),
    "open",
  ),
  group(
    "actions",
    actions.all.map(({ kind }) => kind),
    "open",
  ),
  group("severities", severities, "closed"),
  group("protocols", otlpProtocols, "closed"),
];
/** OpenTelemetry has signals too: others may list them. */
const ofThePolicy = [
  group("signals", signals, "closed"),
  ...(Object.keys(tables) as TableName[]).map((name) =>
    group(
      `keys of ${name}`,
      tableKeys(name, productVocabulary).map((key) => key.name),
      "keys",
    ),
  ),
];

const listsIn = (path: string, source: string) =>
  writtenLists(path, source, path.startsWith("core/policy/") ? [...words, ...ofThePolicy] : words);

describe("Keys of the policy, operators, correlations, actions and words are listed in one place each", () => {
  test("and nowhere else in any layer", () => {
    expect(files.length).toBeGreaterThan(600);
    const found = files
      .filter((file) => !homes.some((home) => home.test(file)))
      .flatMap((file) => listsIn(file, readFileSync(join(root, file), "utf8")));
    expect(found).toEqual([]);
  });

  test.each([
    'const kinds = ["join", "then"] as const;',
    'type Kind = "join" | "repeats";',
    'const most = new Set(["drop", "mask", "hash"]);',
    "const ranks = { drop: 0, keep: 3 };",
    'switch (kind) { case "keep": one(); break; case "drop": two(); break; default: three(); }',
    'type Severity = "low" | "high";',
    'reader.allowKeys(table, ["endpoint", "protocol"]);',
    'const tests = ["equals", "not_equals"];',
    'const tables = ["classes", "destinations"];',
    'const wanted = ["grpc", "http-json"];',
  ])("and another list is found: %s", (source) => {
    expect(listsIn("core/policy/x.ts", source)).not.toEqual([]);
  });
});
