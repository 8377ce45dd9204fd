import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { useCodexHomeFolder } from "./codexHomeFolder.ts";
import type { LanguageServerClient } from "./languageServerClient.ts";

const codexHome = useCodexHomeFolder();
const { uriOf } = codexHome;
let client: LanguageServerClient;
beforeEach(async () => {
  client = await codexHome.start();
});

const codesAt = async (uri: string) => (await client.pushed(uri)).map(({ code }) => code);

const grpc = '[otel]\nmetrics_exporter = "none"\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';
const http = '[otel]\nexporter = { otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "json" } }\n';
const headers = '[otel.exporter.otlp-grpc.headers]\nx-team = "blue"\n';

describe("A profile's file is judged together with the user's", () => {
  test("as it was saved", async () => {
    writeFileSync(join(codexHome.home, ".codex/config.toml"), grpc);
    await client.open(uriOf("work.config.toml"), headers);
    expect(await codesAt(uriOf("work.config.toml"))).toEqual([]);
    await client.open(uriOf("other.config.toml"), http);
    expect(await codesAt(uriOf("other.config.toml"))).toEqual(["otel/layer-conflict"]);
  });

  test("as it stands in the editor, and again after each change there", async () => {
    writeFileSync(join(codexHome.home, ".codex/config.toml"), http);
    const profile = uriOf("work.config.toml");
    await client.open(profile, headers);
    expect(await codesAt(profile)).toContain("otel/layer-conflict");
    client.diagnostics.delete(profile);
    await client.open(uriOf("config.toml"), grpc);
    expect(await codesAt(profile)).toEqual([]);
    client.diagnostics.delete(profile);
    const whole = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    await client.edit(uriOf("config.toml"), [{ range: whole, newText: http }]);
    expect(await codesAt(profile)).toContain("otel/layer-conflict");
  });
});

test("A key in a file that git tracks is pointed out once that is known", async () => {
  const text = grpc.replace("4317", '4317", headers = { Authorization = "Bearer k1234567" }, ignored = "');
  const file = join(codexHome.home, ".codex/config.toml");
  writeFileSync(file, text);
  execFileSync("git", ["-C", codexHome.home, "init"], { stdio: "ignore" });
  execFileSync("git", ["-C", codexHome.home, "add", "."], { stdio: "ignore" });
  const uri = uriOf("config.toml");
  await client.open(uri, text);
  await client.until(
    () => client.diagnostics.get(uri)?.items.some(({ code }) => code === "otel/credential-exposed") === true,
  );
  expect(JSON.stringify(client.diagnostics.get(uri))).not.toContain("k1234567");
});
