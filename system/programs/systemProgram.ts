import { isPlainAbsolute, type ProgramSurroundings, thisMachinesPrograms, variableOf } from "./findProgram.ts";

const onMac = { lsof: "/usr/sbin/lsof", ps: "/bin/ps" } as const;
const onWindows = ["netstat", "tasklist", "cmd"] as const;

export type SystemProgram = keyof typeof onMac | (typeof onWindows)[number];

/**
 * The absolute path of a program that comes with macOS or Windows; undefined elsewhere and when it is not there. Never looked
 * for on the PATH. (On macOS and Windows not run.)
 */
export function findSystemProgram(
  name: SystemProgram,
  surroundings: ProgramSurroundings = thisMachinesPrograms,
): string | undefined {
  const path = placeOf(name, surroundings);
  return path !== undefined && surroundings.isProgram(path) ? path : undefined;
}

function placeOf(name: SystemProgram, surroundings: ProgramSurroundings): string | undefined {
  switch (surroundings.platform) {
    case "darwin":
      return name === "lsof" || name === "ps" ? onMac[name] : undefined;
    case "win32": {
      if (name === "lsof" || name === "ps") return undefined;
      const root = systemRoot(surroundings);
      return root && `${root}\\System32\\${name}.exe`;
    }
    default:
      return undefined;
  }
}

/** The folder of Windows: on a drive of this machine, without what would mean something else in a command line. */
export function systemRoot(surroundings: ProgramSurroundings): string | undefined {
  const root = variableOf("SystemRoot", surroundings)?.replace(/\\+$/, "");
  if (root === undefined || !isPlainAbsolute(root, "win32")) return undefined;
  return /^[A-Za-z]:(?:\\[A-Za-z0-9 _-]+)+$/.test(root) ? root : undefined;
}
