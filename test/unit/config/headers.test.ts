import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { parseHeaderText } from "../../../core/config/fixes/headerText.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const check = (toml: string) => diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });
const codes = (toml: string) => check(toml).map(({ code }) => code);

const monad = (headers: string) =>
  `[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\nheaders = ${headers}\n`;
const wanted = '{ Authorization = "ApiKey x", Monad-Pipeline-Id = "y" }';

describe("Headers written as elsewhere become a table with one keystroke", () => {
  test.each([
    ['"Authorization: ApiKey x, Monad-Pipeline-Id: y"'],
    ['["Authorization: ApiKey x", "Monad-Pipeline-Id: y"]'],
    ['"Authorization=ApiKey%20x,Monad-Pipeline-Id=y"'],
    ['[{ name = "Authorization", value = "ApiKey x" }, { name = "Monad-Pipeline-Id", value = "y" }]'],
    ['"""\nAuthorization: ApiKey x\nMonad-Pipeline-Id: y\n"""'],
  ])("%s", (headers) => {
    expect(applyPreferredFixes(monad(headers), check)).toBe(monad(wanted));
  });
  test("a comma inside of a value stays", () => {
    expect(parseHeaderText("Accept: a, b")).toEqual([["Accept", "a, b"]]);
  });
  test("a text that is no list of headers is left alone", () => {
    expect(parseHeaderText("just a key")).toBeUndefined();
  });
});

describe("Monad", () => {
  test("is content with its two headers", () => {
    expect(codes(monad(wanted))).toEqual([]);
  });
  test("needs Monad-Pipeline-Id", () => {
    expect(codes(monad('{ Authorization = "ApiKey x" }'))).toEqual(["otel/backend-header-missing"]);
  });
  test("wants the key behind ApiKey, whatever stood there before", () => {
    for (const value of ["Bearer x", "x", "apikey x", "ApiKey: x"])
      expect(applyPreferredFixes(monad(`{ Authorization = "${value}", Monad-Pipeline-Id = "y" }`), check)).toBe(
        monad(wanted),
      );
  });
  test("its headers in any case are fine", () => {
    expect(codes(monad('{ authorization = "ApiKey x", monad-pipeline-id = "y" }'))).toEqual([]);
  });
});

describe("A value that is sent, but surely not as meant", () => {
  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what people write in config.toml
    ["Bearer ${TOKEN}", "otel/header-not-expanded"],
    ["$TOKEN", "otel/header-not-expanded"],
    ["<your-api-key>", "otel/header-placeholder"],
    ["YOUR_API_KEY", "otel/header-placeholder"],
  ])("%s", (value, code) => {
    expect(
      codes(
        `[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { x-key = "${value}" }\n`,
      ),
    ).toEqual([code]);
  });
  test.each(["Basic dXNlcjpwYXNz", "pa$$word", "a$b", "x<y", "k1=v1,k2=v2"])("%s is taken as it is", (value) => {
    expect(
      codes(
        `[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { x-key = "${value}" }\n`,
      ),
    ).toEqual([]);
  });
});

test("No message ever quotes the value of a header", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what people write in config.toml
  for (const value of ["Bearer hunter2", "hunter2\\n", "${hunter2}", "<hunter2>"]) {
    for (const { message, fixes } of check(monad(`{ Authorization = "${value}", "X y" = "hunter2" }`))) {
      expect(message).not.toContain("hunter2");
      for (const { title } of fixes) expect(title).not.toContain("hunter2");
    }
  }
});
