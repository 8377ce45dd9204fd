import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
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

describe.skipIf(process.platform === "win32")("The user's file that is judged with a profile's", () => {
  const messages = async (uri: string) =>
    (await client.pushed(uri)).filter(({ code }) => code === "otel/layer-unread").map(({ message }) => message);

  test("is not read where it is no file, and that is said; nothing waits for it", async () => {
    execFileSync("mkfifo", [join(codexHome.home, ".codex/config.toml")]);
    await client.open(uriOf("work.config.toml"), grpc);
    expect(await messages(uriOf("work.config.toml"))).toEqual([
      expect.stringMatching(/config\.toml is no ordinary file, and was not read here/),
    ]);
    rmSync(join(codexHome.home, ".codex/config.toml"));
    writeFileSync(join(codexHome.home, ".codex/config.toml"), http);
    await client.open(uriOf("other.config.toml"), grpc);
    expect(await codesAt(uriOf("other.config.toml"))).toEqual(["otel/layer-conflict"]);
  });

  test("is not read through a link out of the repository that CODEX_HOME lies in", async () => {
    const repository = join(codexHome.home, "repository");
    mkdirSync(join(repository, ".git"), { recursive: true });
    mkdirSync(join(repository, "codex"));
    writeFileSync(join(codexHome.home, "mine.toml"), http);
    symlinkSync(join(codexHome.home, "mine.toml"), join(repository, "codex/config.toml"));
    client = await codexHome.start({ initializationOptions: { codexHome: join(repository, "codex") } });
    const uri = pathToFileURL(join(repository, "codex/work.config.toml")).href;
    await client.open(uri, grpc);
    expect(await messages(uri)).toEqual([expect.stringContaining("is a link out of this repository")]);
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
