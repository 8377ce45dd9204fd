import { beforeAll, describe, expect, test } from "vitest";
import type { IGrammar } from "vscode-textmate";
import { type Option, otelOptions } from "../../../core/config/options.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { configCases } from "../toml/configCases.ts";
import { invalidTokens, loadToml, scopesOf, tokenise } from "./tokenise.ts";

const config = `exporter = "none"
[otel]
environment = "dev"
log_user_prompt = false # private
exporter = { otlp-grpc = {
  endpoint = "http://127.0.0.1:4317", # this machine
  headers = { "x.team" = "blue", x-since = 2026-01-31, n = 42, l = [ 1 ] },
} }
trace_exporter = "none"
other = [ 1, 2 ]

[otel.metrics_exporter.otlp-http]
protocol = "binary"

[otel.span_attributes]
team = "none of yours"

[tui]
exporter = "none"
`;

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadToml({ injection: true });
});

const option = "support.variable.option.codex-otel";

describe("The [otel] block", () => {
  test.each([
    ["otel", "support.class.otel.codex-otel"],
    ["environment", option],
    ["log_user_prompt", option],
    ["otlp-grpc", "support.class.exporter.codex-otel"],
    ["endpoint", option],
    ["otlp-http", "support.class.exporter.codex-otel"],
    ["metrics_exporter", option],
    ["protocol", option],
    ["binary", "constant.language.codex-otel"],
    ["this machine", "comment.line.number-sign.toml"],
    [`"x.team"`, "support.type.property-name.toml"],
  ])("shows %s as %s", (text, scope) => {
    expect(scopesOf(tokenise(grammar, config), text)).toContain(scope);
  });

  test("leaves keys and values that Codex does not define to the TOML grammar", () => {
    const tokens = tokenise(grammar, config);
    for (const text of ["other", "team", "tui"]) expect(scopesOf(tokens, text)).not.toContain("option.codex-otel");
    expect(scopesOf(tokens, "none of yours")).not.toContain("constant.language");
    expect(scopesOf(tokens, "2")).toContain("constant.numeric.integer.toml");
  });

  test("ends with the next table, and begins with its header", () => {
    const tokens = tokenise(grammar, config).filter(({ text }) => text.trim() === "exporter");
    const shown = tokens.map(({ scopes }) => scopes.join(" ").includes(option));
    expect(shown).toEqual([false, true, false]);
  });

  test("gets no invalid mark that the TOML grammar alone would not give", () => {
    const sound = configCases.filter(({ toml }) => toml !== undefined && parseToml(toml).errors.length === 0);
    for (const { id, toml = "" } of sound) expect(invalidTokens(tokenise(grammar, toml)), id).toEqual([]);
  });
});

test("The injection also works above another extension's TOML grammar", async () => {
  const other = await loadToml({ injection: true, grammar: "test/unit/grammar/otherToml.tmLanguage.json" });
  const tokens = tokenise(other, config);
  expect(scopesOf(tokens, "otlp-grpc")).toContain("support.class.exporter.codex-otel");
  expect(scopesOf(tokens, "other")).toContain("variable.key.other-extension");
  expect(scopesOf(tokens, "[tui]")).toContain("meta.table.other-extension");
});

test("Every option of the table is shown as one, and every variant", async () => {
  const grammar = await loadToml({ injection: true });
  const scopes = (text: string, word: string) => scopesOf(tokenise(grammar, text), word);
  const visit = (options: readonly Option[], table: string) => {
    for (const { name, type } of options) {
      expect(scopes(`[${table}]\n${name} = "x"\n`, name)).toContain(option);
      if (type.kind === "table") visit(type.options, `${table}.${name}`);
      if (type.kind !== "exporter") continue;
      for (const variant of type.variants) {
        if (variant.type.kind !== "table" || variant.type.options.length === 0)
          expect(scopes(`[${table}]\n${name} = "${variant.name}"\n`, variant.name)).toContain("constant.language");
        else {
          expect(scopes(`[${table}.${name}.${variant.name}]\n`, variant.name)).toContain("support.class.exporter");
          visit(variant.type.options, `${table}.${name}.${variant.name}`);
        }
      }
    }
  };
  visit(otelOptions, "otel");
});
