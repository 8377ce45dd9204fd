import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InstalledCodex } from "../../../system/installedCodex.ts";
import { thisMachinesPrograms } from "../../../system/programs/findProgram.ts";
import { askProgram, startOwnProcess } from "../../../system/programs/startProgram.ts";
import { foldersAround } from "../../../system/workspaceFolders.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "installed-")));
});
afterEach(() => {
  for (const name of ["", "first", "second", "repository", "elsewhere"])
    rmSync(at(name), { recursive: true, force: true });
});

/** Beside each other among the temporary files: below a folder of their own they would seem to have come together. */
const at = (name: string) => (name === "" ? folder : `${folder}-${name}`);

/** A Codex that writes down each of its runs. */
function install(name: string, answer: string): void {
  const path = at(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\npwd >> '${folder}/runs'\nls -A >> '${folder}/runs'\n${answer}\n`);
  chmodSync(path, 0o755);
}

const runs = () =>
  existsSync(join(folder, "runs")) ? readFileSync(join(folder, "runs"), "utf8").split("\n").slice(0, -1) : [];

const codexOf = (workspaces: readonly string[] = []) =>
  new InstalledCodex(() => workspaces, {
    ...thisMachinesPrograms,
    environment: { ...process.env, PATH: `${at("first")}:${at("second")}:/usr/bin:/bin` },
  });

describe.skipIf(process.platform === "win32")("The installed Codex", () => {
  test("is asked once, in an empty folder that is gone afterwards", async () => {
    install("first/codex", "echo codex-cli 0.170.0-alpha.1");
    const codex = codexOf();
    expect(await Promise.all([codex.version(), codex.version()])).toEqual(["0.170.0-alpha.1", "0.170.0-alpha.1"]);
    expect(await codex.version()).toBe("0.170.0-alpha.1");
    const [ranIn = "", ...others] = runs();
    expect(others).toEqual([]);
    expect(existsSync(ranIn)).toBe(false);
  });

  test("is not started at all where not all folders of what is open are known, then and later", async () => {
    install("first/codex", "echo codex-cli 0.169.0");
    const top = at("repository");
    for (let index = 0; index < 201; index++) {
      mkdirSync(join(top, `.git/worktrees/${index}`), { recursive: true });
      writeFileSync(join(top, `.git/worktrees/${index}/gitdir`), `${join(top, `w${index}`, ".git")}\n`);
    }
    const opened = new Set([top]);
    const codex = new InstalledCodex(() => foldersAround({ folders: [...opened] }), {
      ...thisMachinesPrograms,
      environment: { ...process.env, PATH: `${at("first")}:/usr/bin:/bin` },
    });
    expect(codex.refusal()).toMatch(/^More folders belong to what is open .*\.$/);
    expect(await codex.version()).toBeUndefined();
    opened.clear();
    expect(codex.refusal()).toBeDefined();
    expect(await codex.version()).toBeUndefined();
    expect(codex.find()).toBeUndefined();
    expect(runs()).toEqual([]);
    expect(codexOf().refusal()).toBeUndefined();
    expect(await codexOf().version()).toBe("0.169.0");
  });

  test("is asked again when the person wants that", async () => {
    install("first/codex", "echo codex-cli 0.169.0");
    const codex = codexOf();
    await codex.version();
    install("first/codex", "echo codex-cli 0.170.0");
    codex.forget();
    expect(await codex.version()).toBe("0.170.0");
    expect(runs().length).toBe(2);
  });

  test("is passed over in a workspace", async () => {
    install("first/codex", "echo codex-cli 6.6.6");
    install("second/codex", "echo codex-cli 0.169.0");
    const codex = codexOf([at("first")]);
    expect(await codex.version()).toBe("0.169.0");
    expect(codex.find()).toBe(at("second/codex"));
  });

  test("is asked again when a workspace is opened that the program which answered lies in", async () => {
    install("first/codex", "echo codex-cli 6.6.6");
    install("second/codex", "echo codex-cli 0.169.0");
    const workspaces: string[] = [];
    const codex = codexOf(workspaces);
    expect(await codex.version()).toBe("6.6.6");
    workspaces.push(at("elsewhere"));
    expect(await codex.version()).toBe("6.6.6");
    expect(runs().length).toBe(1);
    workspaces.push(at("first"));
    expect(await Promise.all([codex.version(), codex.version()])).toEqual(["0.169.0", "0.169.0"]);
    expect(codex.find()).toBe(at("second/codex"));
    expect(runs().length).toBe(2);
    workspaces.length = 0;
    expect(await codex.version(), "what was a workspace stays one").toBe("0.169.0");
    workspaces.push(at("second"));
    expect(await codex.version()).toBeUndefined();
    expect(await codex.knownVersion()).toBeUndefined();
    expect(runs().length).toBe(2);
  });

  test("is asked again when a workspace has a part in its interpreter", async () => {
    install("first/node", "echo codex-cli 6.6.6");
    install("second/node", "echo codex-cli 0.169.0");
    const script = at("second/codex");
    writeFileSync(script, "#!/usr/bin/env node\n");
    chmodSync(script, 0o755);
    mkdirSync(at("repository"));
    renameSync(at("first/node"), at("repository/node"));
    symlinkSync(at("repository/node"), at("first/node"));
    const workspaces: string[] = [];
    const codex = codexOf(workspaces);
    expect(await codex.version()).toBe("6.6.6");
    expect((await codex.words())?.at(-1)).toBe(script);
    workspaces.push(at("repository"));
    expect(await codex.version()).toBe("0.169.0");
    const [program, path = "", ...words] = (await codex.words()) ?? [];
    expect([program, ...words]).toEqual(["/usr/bin/env", script]);
    expect(path.split(/[=:]/)).not.toContain(at("first"));
    expect(path.split(/[=:]/)).toContain(at("second"));
  });

  test("that wraps a program by its name finds none of a workspace, in whatever folder of the PATH", async () => {
    install("repository/node", "echo codex-cli 6.6.6");
    install("first/node", `exec ${at("repository/node")} "$@"`);
    install("first/codex", "exec node --codex");
    install("second/node", "echo codex-cli 0.169.0");
    expect(await codexOf([at("repository")]).version()).toBe("0.169.0");
  });

  test("is not one whose wrapper starts a wrapper that leads into a workspace", async () => {
    install("repository/node", "echo codex-cli 6.6.6");
    install("first/node", `exec ${at("repository/node")} "$@"`);
    install("first/codex", `exec ${at("first/node")} --codex`);
    install("second/codex", "echo codex-cli 0.169.0");
    expect(await codexOf([at("repository")]).version()).toBe("0.169.0");
  });

  test("is started in a terminal on a PATH without entries that would be wherever that is", async () => {
    install("first/codex", "exec node --codex");
    const surroundings = { ...thisMachinesPrograms, environment: { PATH: `./bin:${at("first")}::/usr/bin` } };
    const words = await new InstalledCodex(() => [], surroundings).words();
    expect(words).toEqual(["/usr/bin/env", `PATH=${at("first")}:/usr/bin`, at("first/codex")]);
  });

  test("written as a script finds nothing of a workspace on the PATH that it is given", async () => {
    install("repository/helper", "echo codex-cli 6.6.6");
    install("second/helper", "echo codex-cli 0.169.0");
    install("second/codex", "helper");
    mkdirSync(at("first"));
    symlinkSync(at("repository/helper"), at("first/helper"));
    expect(await codexOf([at("repository")]).version()).toBe("0.169.0");
  });

  test("is looked for again as long as there is none, which starts nothing", async () => {
    const codex = codexOf();
    expect(await codex.version()).toBeUndefined();
    install("second/codex", "echo codex-cli 0.169.0");
    expect(await codex.version()).toBe("0.169.0");
  });

  test.each([
    ["fails", "exit 1"],
    ["says something else", "echo hello"],
    ["says too much", "yes 0.169.0 | head -c 100000"],
    ["cannot be run", "#"],
  ])("has no version when it %s", async (_, answer) => {
    install("first/codex", answer);
    if (answer === "#") writeFileSync(at("first/codex"), "#!/no/such/program\n");
    expect(await codexOf().version()).toBeUndefined();
  });
});

test("A program or script that is named without its place is not started", async () => {
  const command = { file: "codex", args: ["--version"], isCommandLine: false };
  const options = { milliseconds: 1000, mostBytes: 100, workspaces: [] };
  await expect(askProgram("codexVersion", command, options)).rejects.toThrow("absolute path");
  expect(() => startOwnProcess("listenerWorker", "dist/listener-worker.js")).toThrow("absolute path");
});

test.skipIf(process.platform === "win32")(
  "Where every place for an empty folder is in a workspace, nothing is started",
  async () => {
    install("first/codex", "echo codex-cli 0.169.0");
    const command = { file: at("first/codex"), args: [], isCommandLine: false };
    await expect(
      askProgram("codexVersion", command, { milliseconds: 1000, mostBytes: 100, workspaces: ["/"] }),
    ).rejects.toThrow("no folder to start a program in");
    expect(runs()).toEqual([]);
  },
);
