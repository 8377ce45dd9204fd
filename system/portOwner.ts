import { readdir, readFile, readlink } from "node:fs/promises";
import { escapeControlCharacters, shorten } from "../core/text/escapeControl.ts";
import { parseLsof, parseNetstat, parseProcNetTcp, parseTasklist } from "./portTables.ts";
import { type ProgramSurroundings, thisMachinesPrograms } from "./programs/findProgram.ts";
import { type AskedProgram, askProgram } from "./programs/startProgram.ts";
import { findSystemProgram } from "./programs/systemProgram.ts";
import { foldersAround } from "./workspaceFolders.ts";

/** The program that holds a port. */
export interface PortOwner {
  /** undefined when it belongs to another user, so that the system does not tell. */
  readonly process: number | undefined;
  /** Name for people: `otelcol`; empty when unknown. */
  readonly program: string;
  /** `tail`: our own command line; `editor`: an extension of another editor window. */
  readonly kind: "tail" | "editor" | "other";
}

type AskSystem = (name: Exclude<AskedProgram, "codexVersion">, args: readonly string[]) => Promise<string>;

/** The system, and how its own programs are asked. */
export interface SystemQuestions {
  readonly surroundings: ProgramSurroundings;
  readonly ask: AskSystem;
}

const askMilliseconds = 3000;
const longestName = 60;

/**
 * Who listens on a TCP port of this machine's loopback. undefined when nobody does, or when the system does not tell.
 * Looks at `/proc` on Linux, asks `lsof` on macOS and `netstat` and `tasklist` on Windows.
 */
export async function findPortOwner(
  port: number,
  { surroundings, ask }: SystemQuestions = systemQuestions(),
): Promise<PortOwner | undefined> {
  const { platform } = surroundings;
  try {
    if (platform === "linux") return await findOnLinux(port);
    if (platform === "darwin") return await findOnMac(port, ask);
    return platform === "win32" ? await findOnWindows(port, ask) : undefined;
  } catch {
    return undefined;
  }
}

/** One sentence: who holds the port and what to do next. undefined when that is not known. */
export async function sayWhoHolds(
  port: number,
  find: (port: number) => Promise<PortOwner | undefined> = findPortOwner,
): Promise<string | undefined> {
  const owner = await find(port);
  return owner && describePortOwner(port, owner);
}

/** One sentence: who holds the port and what to do next. */
export function describePortOwner(port: number, { process: id, program, kind }: PortOwner): string {
  const name = shorten(escapeControlCharacters(program), longestName);
  if (id === undefined) return `Port ${port} is held by a program of another user: choose another port.`;
  switch (kind) {
    case "tail":
      return `Port ${port} is held by codex-otel tail in a terminal (process ${id}): end it there with Ctrl+C, or choose another port.`;
    case "editor":
      return `Port ${port} is held by an extension in another editor window (${name || "unknown"}, process ${id}): stop the listener there, or choose another port.`;
    case "other":
      return `Port ${port} is held by ${name || "a program"} (process ${id}): stop it, or choose another port.`;
  }
}

/** What a command line tells. It is looked at only, and never shown: it may hold secrets. */
export function kindOf(command: readonly string[]): PortOwner["kind"] {
  if (command.some((part) => part.startsWith("--type=extensionHost"))) return "editor";
  // Electron runs extension hosts as a utility process
  if (command.some((part) => part === "--utility-sub-type=node.mojom.NodeService")) return "editor";
  const [, script = "", first] = command;
  const isOurs =
    /(^|[\\/])codex-otel(\.\w+)?$/.test(script) || /[\\/](codex-otel[^\\/]*)[\\/]dist[\\/]cli\.js$/.test(script);
  return isOurs && first === "tail" ? "tail" : "other";
}

async function findOnLinux(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readOrNothing(`/proc/net/${name}`)));
  const inodes = new Set(tables.flatMap((text) => parseProcNetTcp(text, port)).map(({ inode }) => inode));
  if (inodes.size === 0) return undefined;
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const id of await readdir("/proc")) {
    if (!/^\d+$/.test(id) || !(await holdsAny(id, sockets))) continue;
    const program = (await readOrNothing(`/proc/${id}/comm`)).trim();
    const command = (await readOrNothing(`/proc/${id}/cmdline`)).split("\0");
    return { process: Number(id), program, kind: kindOf(command) };
  }
  return { process: undefined, program: "", kind: "other" };
}

async function holdsAny(id: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${id}/fd`;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const target = await readlink(`${folder}/${name}`).catch(() => "");
    if (sockets.has(target)) return true;
  }
  return false;
}

async function findOnMac(port: number, ask: AskSystem): Promise<PortOwner | undefined> {
  const [found] = parseLsof(await ask("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-F", "pc"]));
  if (found === undefined) return undefined;
  const command = await ask("ps", ["-o", "command=", "-p", String(found.process)]).catch(() => "");
  return { ...found, kind: kindOf(command.trim().split(" ")) };
}

async function findOnWindows(port: number, ask: AskSystem): Promise<PortOwner | undefined> {
  const [found] = parseNetstat(await ask("netstat", ["-ano"]), port);
  if (found?.process === undefined) return undefined;
  const filter = `PID eq ${found.process}`;
  const program = parseTasklist(await ask("tasklist", ["/FI", filter, "/FO", "CSV", "/NH"]).catch(() => ""));
  return { process: found.process, program: program ?? "", kind: "other" };
}

/** Asks a program that comes with the system, found by its absolute path. Rejects where there is none. */
export function systemQuestions(surroundings: ProgramSurroundings = thisMachinesPrograms): SystemQuestions {
  const ask: AskSystem = async (name, args) => {
    const file = findSystemProgram(name, surroundings);
    if (file === undefined) throw new Error(`This system has no ${name}.`);
    const workspaces = foldersAround({ folders: [process.cwd()] }, surroundings);
    const options = { milliseconds: askMilliseconds, mostBytes: 16 * 1024 * 1024, workspaces };
    return askProgram(name, { file, args, isCommandLine: false }, options, surroundings);
  };
  return { surroundings, ask };
}

const readOrNothing = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
