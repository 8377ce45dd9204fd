import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findCodexActivity } from "../../../system/codexActivity.ts";
import { inspectConfiguration } from "../../../system/inspectConfiguration.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const inspect = (codexHome = join(home, ".codex")) =>
  inspectConfiguration({ home, codexHome, projects: [join(home, "project")] }, "0.169.0");
const otel =
  '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", headers = { x-team = "hush" } } }\n';

test("The user's file is judged as Codex would, and its header values stay out", async () => {
  write(".codex/config.toml", otel);
  const found = await inspect();
  expect(found).toMatchObject({
    exists: true,
    problems: [],
    ignored: [],
    exporter: { kind: "sends", host: "127.0.0.1", port: 4317, headers: ["x-team"] },
  });
  expect(JSON.stringify(found)).not.toContain("hush");
});

test("Without a file nothing is set", async () => {
  expect(await inspect()).toMatchObject({ exists: false, exporter: { kind: "unset" }, problems: [], ignored: [] });
});

test("[otel] in places that Codex does not read is found, with its line", async () => {
  const project = write("project/.codex/config.toml", `model = "m"\n${otel}`);
  const beside = write("project/config.toml", otel);
  const xdg = write(".config/codex/config.toml", otel);
  const yaml = write(".codex/config.yaml", "otel:\n  exporter: none\n");
  write("project/codex.toml", 'name = "something else"\n');
  expect((await inspect()).ignored).toEqual([
    { kind: "project", path: project, line: 1 },
    { kind: "misplaced", path: beside, line: 0 },
    { kind: "misplaced", path: xdg, line: 0 },
    { kind: "misplaced", path: yaml, line: 0 },
  ]);
});

test("~/.codex is another place once CODEX_HOME names its own", async () => {
  const usual = write(".codex/config.toml", otel);
  write("other/config.toml", "");
  expect((await inspect(join(home, "other"))).ignored).toEqual([{ kind: "misplaced", path: usual, line: 0 }]);
});

describe.skipIf(process.platform === "win32")("Links out of a workspace", () => {
  const link = (target: string, name: string) => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    symlinkSync(target, join(home, name));
  };

  test("are passed over where a project has a configuration that does not count", async () => {
    const outside = write("elsewhere/config.toml", otel);
    for (const name of ["config.toml", "codex.toml", ".codex/config.toml"]) link(outside, `project/${name}`);
    expect((await inspect()).ignored).toEqual([]);
  });

  test("are followed inside of it, and from the person's own folder", async () => {
    const inside = write("project/shared/config.toml", otel);
    link(inside, "project/config.toml");
    link(write("dotfiles/config.toml", otel), ".codex/config.toml");
    expect(await inspect()).toMatchObject({
      exists: true,
      unread: undefined,
      ignored: [{ kind: "misplaced", path: join(home, "project/config.toml"), line: 0 }],
    });
  });

  test("are not read as the configuration that CODEX_HOME puts into the workspace, and that is said", async () => {
    link(write("elsewhere/config.toml", otel), "project/home/config.toml");
    expect(await inspect(join(home, "project/home"))).toMatchObject({
      exists: false,
      unread: "is a link out of this repository",
      exporter: { kind: "unset" },
    });
  });
});

test("The newest session of the newest day is found by its transcript's dates", async () => {
  expect(await findCodexActivity(join(home, ".codex"))).toEqual({
    lastSessionUnixMilliseconds: undefined,
    lastActivityUnixMilliseconds: undefined,
  });
  write(".codex/sessions/2025/12/31/rollout-2025-12-31T10-00-00-a.jsonl", "{}\n");
  const newest = write(".codex/sessions/2026/01/02/rollout-2026-01-02T10-00-00-b.jsonl", "{}\n");
  write(".codex/sessions/2026/01/02/notes.txt", "");
  utimesSync(newest, 1_767_000_000, 1_767_000_000);
  const { lastActivityUnixMilliseconds, lastSessionUnixMilliseconds } = await findCodexActivity(join(home, ".codex"));
  expect(lastActivityUnixMilliseconds).toBe(1_767_000_000_000);
  expect(lastSessionUnixMilliseconds).toBe(1_767_000_000_000);
});
