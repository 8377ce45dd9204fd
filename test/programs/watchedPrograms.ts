import { readFileSync } from "node:fs";

/** A process, as strace saw it. */
export interface WatchedProcess {
  readonly id: number;
  /** The process that started it; undefined for the first one. */
  readonly parent: WatchedProcess | undefined;
  /** What it ran, one after the other: a script's interpreter takes the place of `env`. Empty for one that only went on. */
  readonly programs: readonly WatchedProgram[];
}

export interface WatchedProgram {
  readonly path: string;
  readonly args: readonly string[];
}

/** Runs a program so that {@link readWatched} can tell what it started. */
export const watchedBy = (strace: string, log: string): readonly string[] => [
  strace,
  ...["-f", "-qq", "--seccomp-bpf", "-s", "65536", "-e", "trace=execve,clone,clone3,fork,vfork", "-e", "signal=none"],
  ...["-o", log],
];

/** All processes in a log of strace, in the order in which they began. Threads count as their process. */
export function readWatched(log: string): readonly WatchedProcess[] {
  const processes = new Map<number, Writable>();
  const threads = new Map<number, number>();
  const waiting = new Map<number, string>();
  const processOf = (id: number): Writable => {
    const leader = threads.get(id) ?? id;
    const known = processes.get(leader);
    if (known !== undefined) return known;
    const made: Writable = { id: leader, parent: undefined, programs: [] };
    processes.set(leader, made);
    return made;
  };
  for (const line of readFileSync(log, "utf8").split("\n")) {
    const call = wholeCall(line, waiting);
    if (call === undefined) continue;
    const { id, text } = call;
    const caller = processOf(id);
    const child = Number(/^(?:clone3?|v?fork)\(.*\) = (\d+)$/s.exec(text)?.[1]);
    if (child > 0) {
      if (text.includes("CLONE_THREAD")) threads.set(child, caller.id);
      else processOf(child).parent = caller;
    }
    const program = readExecve(text);
    if (program !== undefined) caller.programs.push(program);
  }
  return [...processes.values()];
}

interface Writable {
  readonly id: number;
  parent: Writable | undefined;
  readonly programs: WatchedProgram[];
}

/** A call that another one came between is written in two parts. */
function wholeCall(
  line: string,
  waiting: Map<number, string>,
): { readonly id: number; readonly text: string } | undefined {
  const [, digits, text = ""] = /^(\d+) +(.*)$/s.exec(line) ?? [];
  if (digits === undefined) return undefined;
  const id = Number(digits);
  const begun = / *<unfinished \.\.\.>$/.exec(text);
  if (begun !== null) {
    waiting.set(id, text.slice(0, begun.index));
    return undefined;
  }
  const [resumed, rest = ""] = /^<\.\.\. \w+ resumed>(.*)$/s.exec(text) ?? [];
  return { id, text: resumed === undefined ? text : `${waiting.get(id) ?? ""}${rest}` };
}

/** A program that was started; undefined for another call and for a program that is not there. */
function readExecve(text: string): WatchedProgram | undefined {
  const [, path, args] = /^execve\(("(?:[^"\\]|\\.)*"), (\[.*\]), .*\) += 0$/s.exec(text) ?? [];
  if (path === undefined || args === undefined) return undefined;
  const words = [...args.matchAll(/"(?:[^"\\]|\\.)*"/gs)].map(([word]) => unquote(word));
  return { path: unquote(path), args: words };
}

/** Octal and other escapes of C. */
const unquote = (text: string): string =>
  text
    .slice(1, -1)
    .replace(/\\([0-7]{1,3}|.)/gs, (_, code: string) =>
      /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : ({ n: "\n", t: "\t" }[code] ?? code),
    );

/** The processes that a process started itself, each with the program that it was started as. */
export function startedBy(
  parent: WatchedProcess | undefined,
  processes: readonly WatchedProcess[],
): readonly WatchedProgram[] {
  return processes.filter((process) => process.parent === parent).flatMap(({ programs }) => programs.slice(0, 1));
}
