/** What lets the product start a program. Nothing else does. */
export type StartTrigger =
  | "a configuration file is opened"
  | "the setup is looked at"
  | "the person gives a command"
  | "the listener is started"
  | "a port is found to be taken";

/** A place of the product that starts a program. */
export interface StartedProgram {
  /** What is started, and with which arguments. */
  readonly program: string;
  readonly triggers: readonly StartTrigger[];
  /** Why nothing that a workspace could have chosen is started. */
  readonly safeBecause: string;
  /** The file that asks for it. */
  readonly file: string;
  /** Where it was run; the logic of the others is tested, the programs were not run. */
  readonly run: readonly NodeJS.Platform[];
}

/**
 * Everything that the product starts. `startProgram.ts` starts it; terminals are opened by the editor. A test finds any other
 * place that starts a program, and others compare what is really started with this table.
 */
export const startedPrograms = {
  codexVersion: {
    program: "codex --version",
    triggers: ["a configuration file is opened", "the setup is looked at", "the person gives a command"],
    safeBecause:
      "Once per window or command, and again only where more is open since and another program is found because of it. By an " +
      "absolute path from the PATH: relative and empty entries are passed over, and so is what lies in a workspace or is " +
      "reached through one, by any step of any link. The same goes for the interpreter that a script names, and for what a " +
      "wrapper of a package manager starts; where env would find another interpreter, the right one is started with the script. " +
      "In an empty folder, where nobody else can write above it either, and not at all where there is no place for one: then " +
      "the version is not known. With a PATH of the same entries, but of no folder in which a link makes a program of a " +
      "workspace a command, and without variables that load code. On Windows codex.exe comes first; codex.cmd is run by the system's " +
      "cmd.exe with /d /s /v:off /c, its path in quotes, and not at all when it holds a % or a quote.",
    file: "system/installedCodex.ts",
    run: ["linux"],
  },
  lsof: {
    program: "/usr/sbin/lsof -nP -iTCP:PORT -sTCP:LISTEN -F pc",
    triggers: ["a port is found to be taken", "the person gives a command"],
    safeBecause: "It comes with macOS and is started by its absolute path, in an empty folder.",
    file: "system/portOwner.ts",
    run: [],
  },
  ps: {
    program: "/bin/ps -o command= -p PROCESS",
    triggers: ["a port is found to be taken", "the person gives a command"],
    safeBecause: "It comes with macOS and is started by its absolute path, in an empty folder.",
    file: "system/portOwner.ts",
    run: [],
  },
  netstat: {
    program: "%SystemRoot%\\System32\\netstat.exe -ano",
    triggers: ["a port is found to be taken", "the person gives a command"],
    safeBecause:
      "It comes with Windows and is started by its absolute path, in an empty folder; SystemRoot is a plain path.",
    file: "system/portOwner.ts",
    run: [],
  },
  tasklist: {
    program: '%SystemRoot%\\System32\\tasklist.exe /FI "PID eq PROCESS" /FO CSV /NH',
    triggers: ["a port is found to be taken", "the person gives a command"],
    safeBecause:
      "It comes with Windows and is started by its absolute path, in an empty folder; SystemRoot is a plain path.",
    file: "system/portOwner.ts",
    run: [],
  },
  headersHelper: {
    program: "/bin/sh -c with the command of headers_helper",
    triggers: ["the person gives a command"],
    safeBecause:
      "Only for Test Connection and doctor, after the person said that this very command may run; it is never remembered. Test " +
      "Connection asks in a dialog that shows the command character by character, and does not offer to run one that is long or " +
      "does not show as it is. doctor runs the one whose fingerprint it is given, 12 digits of its SHA-256, which it shows beside " +
      "the command; there, what looks like a key is masked. Only of config.toml in the person's own CODEX_HOME, and not where " +
      "that lies in a repository or a workspace. In the home folder, with the person's environment, as Codex runs it; its headers " +
      "go to the exporter's endpoint and nowhere else. It is a process group of its own: at its end, after 10 seconds, after " +
      "64 KiB of output and when it is canceled, all of the group is killed. Not on Windows.",
    file: "system/headersHelper.ts",
    run: ["linux"],
  },
  listenerWorker: {
    program: "the running Node with dist/listener-worker.js",
    triggers: ["the listener is started", "the person gives a command"],
    safeBecause:
      "Program and script are this installation's own; it runs in the script's folder, without NODE_OPTIONS.",
    file: "listener/worker/workerHost.ts",
    run: ["linux"],
  },
  languageServer: {
    program: "the running Node with dist/server.js --node-ipc",
    triggers: ["a configuration file is opened", "the person gives a command"],
    safeBecause:
      "Program and script are this installation's own; it runs in the script's folder, without NODE_OPTIONS.",
    file: "client/config/languageClient.ts",
    run: ["linux"],
  },
  codexInTerminal: {
    program: "the person's shell, into which codex -c otel.exporter=… is typed",
    triggers: ["the person gives a command"],
    safeBecause:
      "The person asks for it and sees what is typed: Codex by its absolute path, found as for its version, where needed behind " +
      "its interpreter and on a PATH without the folders in which something of the workspace would be found. Where only the " +
      "shell knows a Codex, the bare name is typed and Enter is left to the person. On Windows the command runs in the " +
      "system's cmd.exe. VS Code opens a terminal only in a workspace that is trusted.",
    file: "client/config/runCodex.ts",
    run: ["linux"],
  },
  codexAsTerminal: {
    program: "codex -c otel.exporter=…",
    triggers: ["the person gives a command"],
    safeBecause:
      "The person opens the terminal profile; Codex by its absolute path, found as for its version, behind its interpreter " +
      "where another would be found on the person's PATH.",
    file: "client/config/runCodex.ts",
    run: ["linux"],
  },
  browserAtIssues: {
    program: "the system's browser, at the page for issues",
    triggers: ["the person gives a command"],
    safeBecause:
      "The person presses the button for it after Report a Problem. The address stands in the extension's own manifest, and " +
      "nothing is added to it. The editor opens it.",
    file: "client/report/reportProblem.ts",
    run: [],
  },
} as const satisfies Readonly<Record<string, StartedProgram>>;

export type StartedProgramName = keyof typeof startedPrograms;
