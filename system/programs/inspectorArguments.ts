import type { StartedProgramName } from "./startedPrograms.ts";

/** What the bundles for development have instead of false; esbuild takes away what is behind it in those that are shipped. */
declare const __INSPECTABLE__: boolean | undefined;

const variable = "CODEX_OTEL_INSPECT";

/**
 * The arguments with which Node lets a debugger attach to a process of our own: `CODEX_OTEL_INSPECT` names the processes with
 * their ports, such as `languageServer=6019,listenerWorker=6020`. The port is open on this machine only. What is shipped
 * never opens one, because whoever attaches runs code as the person.
 */
export const inspectorArguments: (name: StartedProgramName) => readonly string[] =
  typeof __INSPECTABLE__ === "boolean" && __INSPECTABLE__
    ? (name) => readInspectorArguments(name, process.env[variable] ?? "")
    : () => [];

/** Those that a value of the variable asks for; none for what is no port. */
export function readInspectorArguments(name: StartedProgramName, value: string): readonly string[] {
  for (const [, wanted, port] of value.matchAll(/(?<=^|,)(\w+)=(\d{1,5})(?=,|$)/g)) {
    if (wanted === name && Number(port) > 0 && Number(port) < 65_536) return [`--inspect=127.0.0.1:${port}`];
  }
  return [];
}
