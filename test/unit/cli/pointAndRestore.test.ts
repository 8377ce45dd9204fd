import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runPoint } from "../../../cli/commands/point.ts";
import { runRestore } from "../../../cli/commands/restore.ts";
import { exporterShapes } from "../config/edit/exporterShapes.ts";
import { type Command, runCommand } from "./runCommand.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "point-")));
  mkdirSync(join(folder, "home/.codex"), { recursive: true });
  mkdirSync(join(folder, "work"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isWindows = process.platform === "win32";
const inline = '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }';
const team =
  '[otel]\nexporter = { otlp-http = { endpoint = "https://x.example/v1/logs", protocol = "json", headers = { k = "sk-secret" } } } # the team\'s\n';

const at = (name: string) => join(folder, name);
const config = () => at("home/.codex/config.toml");
function file(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}
const read = (path = config()) => readFileSync(path, "utf8");
/** What is remembered, file by file. */
const records = () => {
  const state = at("home/.local/state/codex-otel/pointed");
  return existsSync(state) ? readdirSync(state).map((name) => join(state, name)) : [];
};

const run = (
  command: Command,
  argv: readonly string[],
  { current = "work", environment = {} }: { current?: string; environment?: Readonly<Record<string, string>> } = {},
) => runCommand(command, argv, { environment: { HOME: at("home"), ...environment }, currentDirectory: at(current) });
const point = (...argv: readonly string[]) => run(runPoint, argv);
const restore = (...argv: readonly string[]) => run(runRestore, argv);

test("Codex's own file is pointed and restored, byte for byte, and nothing is remembered then", async () => {
  file("home/.codex/config.toml", team);
  const pointed = await point();
  expect(pointed).toMatchObject({ code: 0, stderr: "" });
  expect(pointed.stdout).toContain(
    "sends Codex's logs to http://127.0.0.1:4317 now. It sent them to x.example:443 before.",
  );
  expect(read()).toBe(`[otel]\nexporter = ${inline} # the team's\n`);
  expect(await restore()).toMatchObject({ code: 0, stderr: "" });
  expect(read()).toBe(team);
  expect(records()).toEqual([]);
});

test("Protocol and ports are those that are asked for", async () => {
  file("home/.codex/config.toml", "");
  await point("--protocol", "http-json", "--http-port", "5318");
  expect(read()).toContain('{ otlp-http = { endpoint = "http://127.0.0.1:5318/v1/logs", protocol = "json" } }');
  await point("--protocol", "http-protobuf");
  expect(read()).toContain('{ otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "binary" } }');
  await point("--grpc-port", "5317");
  expect(read()).toContain('{ otlp-grpc = { endpoint = "http://127.0.0.1:5317" } }');
  await restore();
  expect(read()).toBe("");
  await expect(point("--grpc-port", "0")).rejects.toThrow("--grpc-port must be a number from 1 to 65535.");
});

test.each(
  exporterShapes.flatMap(([name, text]) => [
    [name, Buffer.from(text)] as const,
    [
      `${name}, with a byte order mark and Windows line ends`,
      Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`),
    ] as const,
  ]),
)("%s comes back byte for byte", async (_, bytes) => {
  file("home/.codex/config.toml", bytes);
  expect((await point()).code).toBe(0);
  expect(readFileSync(config()).equals(bytes)).toBe(false);
  expect((await restore()).code).toBe(0);
  expect(readFileSync(config()).equals(bytes)).toBe(true);
});

describe("A file that is not there", () => {
  test("is made for its owner alone, and removed again", async () => {
    expect((await point()).code).toBe(0);
    expect(read()).toBe(`[otel]\nexporter = ${inline}\n`);
    if (!isWindows) expect(statSync(config()).mode & 0o777).toBe(0o600);
    expect((await restore()).stdout).toContain("was not there before, and is removed");
    expect(existsSync(config())).toBe(false);
    expect(readdirSync(at("home/.codex"))).toEqual([]);
  });

  test("stays where somebody has written more into it", async () => {
    await point();
    writeFileSync(config(), `${read()}\n[tools]\nx = 1\n`);
    expect((await restore()).code).toBe(0);
    expect(read()).toContain("[tools]\nx = 1\n");
    expect(read()).not.toContain("otlp");
  });

  test("is made in no folder that is not there", async () => {
    rmSync(at("home/.codex"), { recursive: true });
    await expect(point()).rejects.toThrow(`There is no folder ${at("home/.codex")}: name a file with --config.`);
  });
});

describe("--dry-run", () => {
  test("prints what would change without keys, and changes nothing", async () => {
    file("home/.codex/config.toml", team);
    const { code, stdout, stderr } = await point("--dry-run");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^--- .*config\.toml\n\+\+\+ .*config\.toml\n@@ -2 \+2 @@\n-exporter.*\n\+exporter.*\n$/);
    expect(stdout).toContain('k = "[hidden]"');
    expect(stdout).not.toContain("sk-secret");
    expect(read()).toBe(team);
    expect(records()).toEqual([]);
    await point();
    const back = await restore("--dry-run");
    expect(back.stdout).toContain('+exporter = { otlp-http = { endpoint = "https://x.example/v1/logs"');
    expect(back.stdout).not.toContain("sk-secret");
    expect(read()).toContain("otlp-grpc");
    expect(records()).toHaveLength(1);
    await restore();
    expect(read()).toBe(team);
  });
});

describe("What is remembered", () => {
  test("is for its owner alone", async () => {
    file("home/.codex/config.toml", team);
    await point();
    const [record = ""] = records();
    expect(JSON.parse(read(record))).toMatchObject({ version: 1, file: config(), before: team, wasAbsent: false });
    if (isWindows) return;
    expect(statSync(record).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(record)).mode & 0o777).toBe(0o700);
  });

  test("is what was before the first of several times, whatever was written in between", async () => {
    file("home/.codex/config.toml", team);
    await point();
    writeFileSync(config(), `${read()}\n[projects."/x"]\ntrust_level = "trusted"\n`);
    await point("--grpc-port", "5317");
    await point("--protocol", "http-json");
    await restore();
    expect(read()).toBe(`${team}\n[projects."/x"]\ntrust_level = "trusted"\n`);
  });

  test("is kept in no folder that is worked in", async () => {
    file("home/.codex/config.toml", team);
    await run(runPoint, [], { environment: { XDG_STATE_HOME: at("work/state") } });
    expect(existsSync(at("work/state"))).toBe(false);
    expect(records()).toHaveLength(1);
    await run(runPoint, ["--grpc-port", "1"], { environment: { XDG_STATE_HOME: "relative" } });
    expect(records()).toHaveLength(1);
  });

  test("is not thrown away when another version has written it", async () => {
    file("home/.codex/config.toml", team);
    await point();
    const [record = ""] = records();
    writeFileSync(record, JSON.stringify({ ...JSON.parse(read(record)), version: 2 }));
    for (const command of [restore, () => point("--grpc-port", "5317")])
      await expect(command()).rejects.toThrow(/was before it was pointed cannot be read: move .*\.json away/);
    expect(read()).toContain("otlp-grpc");
  });
});

describe("A file that was changed in the meantime", () => {
  test("keeps the exporter that somebody has chosen, and what was before is still remembered", async () => {
    file("home/.codex/config.toml", team);
    await point();
    const chosen = '[otel]\nexporter = "none"\n';
    writeFileSync(config(), chosen);
    const { code, stderr } = await restore();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `codex-otel: The exporter of ${config()} was changed since it was pointed, so it stays as it is now.\n`,
    );
    expect(read()).toBe(chosen);
    expect(records()).toHaveLength(1);
  });

  test("is not touched while it has errors, nor when it is gone", async () => {
    file("home/.codex/config.toml", team);
    await point();
    writeFileSync(config(), `${read()}broken =\n`);
    expect((await restore()).stderr).toContain("has errors, and was not changed");
    rmSync(config());
    expect(await restore()).toMatchObject({ code: 1, stderr: expect.stringContaining("is not there any more") });
  });

  test("is as it was before when a person has undone it, and nothing is remembered then", async () => {
    file("home/.codex/config.toml", team);
    await point();
    writeFileSync(config(), team);
    expect((await restore()).stderr).toContain("is as it was before");
    expect(records()).toEqual([]);
    expect((await restore()).stderr).toContain("There is nothing to restore");
  });
});

test("A file with errors, or with an exporter that Codex does not read, is told of in one sentence and left alone", async () => {
  for (const [text, said] of [
    ["[otel\n", "has errors, and was not changed"],
    ["[[otel.exporter]]\n", "in a form that Codex does not read, and was not changed"],
  ] as const) {
    file("home/.codex/config.toml", text);
    const { code, stderr } = await point();
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(read()).toBe(text);
  }
  file("home/.codex/config.toml", Buffer.from("# caf\u00e9\n", "latin1"));
  await expect(point()).rejects.toThrow("is not UTF-8");
  expect(records()).toEqual([]);
});

test("What already sends there is left alone, however it is written", async () => {
  const text = "[otel.exporter.otlp-grpc]\nendpoint = 'http://127.0.0.1:4317'\n";
  file("home/.codex/config.toml", text);
  expect((await point()).stdout).toContain("already sends Codex's logs to http://127.0.0.1:4317.");
  expect(read()).toBe(text);
  expect(records()).toEqual([]);
});

describe("Other files", () => {
  test("are pointed by name, and restored without one where there is only one", async () => {
    const profile = file("home/.codex/work.config.toml", team);
    await point("--config", profile);
    await restore();
    expect(read(profile)).toBe(team);
  });

  test("are named where there are several", async () => {
    const profiles = ["a", "b"].map((name) => file(`home/.codex/${name}.config.toml`, team));
    for (const profile of profiles) await point("--config", profile);
    await expect(restore()).rejects.toThrow(
      `Several files were pointed: name one of them with --config: ${profiles.join(", ")}.`,
    );
    await restore("--config", profiles[1] ?? "");
    expect(profiles.map((name) => read(name) === team)).toEqual([false, true]);
  });

  test("that Codex ignores are warned of", async () => {
    const project = file("work/.codex/config.toml", 'model = "m"\n');
    const { code, stderr } = await point("--config", project);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*\n/);
  });

  test("in Codex's folder are not found where that lies in the folder that is worked in", async () => {
    mkdirSync(at("work/.git"));
    file("work/home/config.toml", "");
    const inside = { environment: { CODEX_HOME: at("work/home") } };
    await expect(run(runPoint, [], inside)).rejects.toThrow("CODEX_HOME is inside of this folder");
    expect(read(at("work/home/config.toml"))).toBe("");
  });
});

test("Where nothing can be remembered, nothing is changed", async () => {
  file("home/.codex/config.toml", team);
  file("home/.local", "");
  await expect(point()).rejects.toThrow(
    /^What .* was before cannot be kept, so it was not changed: .*pointed cannot be/,
  );
  expect(read()).toBe(team);
});

describe.skipIf(isWindows)("On disk", () => {
  test("mode and link stay", async () => {
    const real = file("own/codex.toml", team);
    chmodSync(real, 0o640);
    symlinkSync(real, config());
    await point();
    expect(lstatSync(config()).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    await restore("--config", real);
    expect(read(real)).toBe(team);
    expect(statSync(real).mode & 0o777).toBe(0o640);
  });

  test("nothing is written through a link into a repository, or into the folder that is worked in", async () => {
    mkdirSync(at("dotfiles/.git"), { recursive: true });
    for (const target of ["dotfiles/codex/config.toml", "work/config.toml"]) {
      const real = file(target, team);
      rmSync(config(), { force: true });
      symlinkSync(real, config());
      await expect(point()).rejects.toThrow(/config\.toml is a link into .*, and was not changed: name the file there/);
      expect(read(real)).toBe(team);
    }
    const named = at("dotfiles/codex/config.toml");
    await point("--config", named);
    expect(read(named)).toContain("otlp-grpc");
    await restore("--config", named);
    expect(read(named)).toBe(team);
  });

  test("nothing is written through a link out of a repository, though the link is named", async () => {
    mkdirSync(at("clone/.git"), { recursive: true });
    const real = file("own/settings.toml", team);
    symlinkSync(real, at("clone/config.toml"));
    for (const change of [point, restore])
      await expect(change("--config", at("clone/config.toml"))).rejects.toThrow(
        `${at("clone/config.toml")} is a link out of ${at("clone")}, to ${real}, and was not changed: name the file there with --config.`,
      );
    expect(read(real)).toBe(team);
    await point("--config", real);
    expect(read(real)).toContain("otlp-grpc");
  });

  test("a link that leads nowhere, a folder and a pipe are refused", async () => {
    symlinkSync(at("nowhere.toml"), config());
    await expect(point()).rejects.toThrow("is a link that leads nowhere.");
    await expect(point("--config", at("work"))).rejects.toThrow("is no ordinary file.");
  });

  test("a file that cannot be written is said so in one sentence, and nothing is remembered", async () => {
    file("home/.codex/config.toml", team);
    chmodSync(at("home/.codex"), 0o555);
    for (const path of [folder, at("home"), at("work")]) chmodSync(path, 0o777);
    const isRoot = process.getuid?.() === 0;
    chmodSync(config(), 0o666);
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(point()).rejects.toThrow("cannot be changed: this account may not write into its folder.");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    chmodSync(at("home/.codex"), 0o755);
    expect(read()).toBe(team);
    expect(records()).toEqual([]);
  });
});
