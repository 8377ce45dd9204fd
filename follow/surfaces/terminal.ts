import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { SurfaceId } from "../../core/events/surfaces.ts";
import { codexEnvironment } from "../../test/programs/codexSession.ts";
import { endProcessesOf } from "./processesOf.ts";
import { everySwitch, type SessionPlace, type StandardSession } from "./surface.ts";

/** How often the screen is looked at, and for how long at most, in milliseconds. */
const interval = 250;
const patience = 120_000;
const answer = "Two lines it has.";

/** Codex's terminal user interface in a terminal of tmux, with its background daemon and without it. */
export const terminalSessions: readonly StandardSession[] = [
  terminalSession("TUI: a command, without the background daemon", "tui", ["--no-daemon"]),
  terminalSession("TUI: a command, with the background daemon", "tui-daemon", []),
];

function terminalSession(name: string, surface: SurfaceId, args: readonly string[]): StandardSession {
  return {
    name,
    surface,
    otel: everySwitch,
    transport: "gRPC",
    files: { "README.md": "one\ntwo\n" },
    script: ({ body }) =>
      body.includes("_call_output") || !body.includes("exec_command")
        ? { message: answer, phase: "final_answer" }
        : { command: "wc -l README.md" },
    missing: () => (spawnSync("tmux", ["-V"]).status === 0 ? undefined : "tmux is not installed"),
    run: (place) => playTerminal(place, args),
  };
}

async function playTerminal({ codex, codexHome, folder }: SessionPlace, args: readonly string[]): Promise<void> {
  const socket = `${codexHome}/tmux.socket`;
  const tmux = (...rest: readonly string[]) =>
    spawnSync("tmux", ["-S", socket, "-f", "/dev/null", ...rest], {
      cwd: folder,
      env: { ...codexEnvironment(codexHome), TERM: "xterm-256color" },
      encoding: "utf8",
    });
  const screen = () => tmux("capture-pane", "-p", "-t", "codex").stdout;
  const shown = async (pattern: RegExp) => {
    for (const end = Date.now() + patience; Date.now() < end; await sleep(interval)) if (pattern.test(screen())) return;
    throw new Error(`The terminal of Codex does not show ${pattern}; it ends with: ${screen().trim().slice(-300)}`);
  };
  const sandbox = ["--sandbox", "danger-full-access", "--ask-for-approval", "never"];
  tmux("new-session", "-d", "-s", "codex", "-x", "120", "-y", "40", codex, ...args, ...sandbox);
  try {
    await shown(/\S/);
    await confirmTrust(screen, tmux);
    await shown(/›|context left|\? for shortcuts/);
    tmux("send-keys", "-t", "codex", "-l", "Count the lines of the readme");
    await shown(/Count the lines of the readme/);
    await sleep(interval);
    tmux("send-keys", "-t", "codex", "Enter");
    await shown(new RegExp(answer.replace(".", "\\.")));
    tmux("send-keys", "-t", "codex", "-l", "/quit");
    await sleep(interval);
    tmux("send-keys", "-t", "codex", "Enter");
    for (const end = Date.now() + patience; Date.now() < end && tmux("has-session").status === 0; )
      await sleep(interval);
  } finally {
    tmux("kill-server");
    spawnSync(codex, ["app-server", "daemon", "stop"], { cwd: folder, env: codexEnvironment(codexHome) });
    await endProcessesOf(codexHome);
  }
}

/** Codex asks whether a folder is trusted; yes is what is chosen already. */
async function confirmTrust(screen: () => string, tmux: (...args: readonly string[]) => unknown): Promise<void> {
  for (let looks = 0; looks < 8; looks++) {
    if (/trust/i.test(screen())) {
      tmux("send-keys", "-t", "codex", "Enter");
      return;
    }
    await sleep(interval);
  }
}
