import * as vscode from "vscode";
import { type LogsExporter, logsExporterOf } from "../../core/config/edit/exporterSetting.ts";
import type { ListenerAddresses } from "../../listener/protocol/totals.ts";
import type { InstalledCodex } from "../../system/installedCodex.ts";
import { thisMachinesPrograms } from "../../system/programs/findProgram.ts";
import { commandOf } from "../../system/programs/programCommand.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import { readCodexConfig } from "../shared/codexConfig.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { showError, showInformation, showWarning } from "../shared/messages.ts";
import { canBeTyped, overrideArguments, overrideCommand } from "./overrides.ts";

/** Runs Codex in a terminal with its logs sent to this window; starts the listener first when it isn't up. */
export async function runCodex({ service, home, codex }: Services): Promise<void> {
  const addresses = await service.start({ reason: "manual" });
  if (addresses !== undefined) await runInTerminal(addresses, home, codex);
}

/**
 * Types the command line into a new terminal, so that the person sees what runs: Codex by its absolute path, which no
 * workspace chooses. Where only the shell may know one, pressing Enter is left to the person. On Windows Codex runs in
 * cmd.exe, for each shell there wants a path written in another way (not run).
 */
export async function runInTerminal(
  addresses: ListenerAddresses,
  home: CodexHome,
  codex: InstalledCodex,
): Promise<void> {
  const configured = await configuredExporter(home);
  const words = await codex.words();
  const inShell =
    words === undefined || process.platform !== "win32" ? undefined : terminalOf(words, addresses, configured, true);
  const terminal = vscode.window.createTerminal(
    inShell ?? { name: terminalName(), iconPath: terminalIcon, env: noFolderFirst },
  );
  terminal.show();
  if (inShell !== undefined) return;
  const isKnown = words?.every(canBeTyped) === true;
  terminal.sendText(overrideCommand(addresses, configured, isKnown ? words : "codex"), isKnown);
  if (!isKnown) void showInformation(codex.refusal() === undefined ? notFound() : refused());
}

/** The terminal profile: Codex itself in place of a shell. */
export function codexTerminalProfile(
  service: ListenerService,
  home: CodexHome,
  codex: InstalledCodex,
): vscode.TerminalProfileProvider {
  return {
    provideTerminalProfile: async () => {
      const addresses = await service.start({ reason: "manual" });
      if (addresses === undefined) return undefined;
      const words = await codex.words();
      const options = words && terminalOf(words, addresses, await configuredExporter(home), false);
      if (!options) {
        void showError(codex.refusal() === undefined ? notInstalled() : refused());
        return undefined;
      }
      return new vscode.TerminalProfile(options);
    },
  };
}

/** undefined where the program cannot be started without a shell reading more into its path. */
function terminalOf(
  words: readonly string[],
  addresses: ListenerAddresses,
  configured: LogsExporter,
  stayOpen: boolean,
): vscode.TerminalOptions | undefined {
  const command = commandOf(words, overrideArguments(addresses, configured), thisMachinesPrograms, stayOpen);
  if (command === undefined) return undefined;
  const shellArgs = command.isCommandLine ? command.args.join(" ") : [...command.args];
  return { name: terminalName(), iconPath: terminalIcon, shellPath: command.file, shellArgs, env: noFolderFirst };
}

/** On Windows cmd.exe would look for programs in the workspace first. */
const noFolderFirst = process.platform === "win32" ? { NoDefaultCurrentDirectoryInExePath: "1" } : {};

const terminalName = (): string => vscode.l10n.t("Codex (telemetry to this window)");
const terminalIcon = new vscode.ThemeIcon("broadcast");
const notFound = (): string =>
  vscode.l10n.t(
    "No Codex was found on the PATH outside of the workspace: press Enter to run the one that your shell finds.",
  );
const refused = (): string =>
  vscode.l10n.t(
    "More folders belong to what is open than are looked at, so no place is known to be outside of it, and Codex is not started.",
  );
const notInstalled = (): string =>
  vscode.l10n.t("No Codex was found on the PATH outside of the workspace: install it, then open the terminal again.");

/** What a file that is not read sets counts as nothing, which is said: Codex itself may still read it. */
async function configuredExporter(home: CodexHome): Promise<LogsExporter> {
  const read = readCodexConfig(home);
  if (typeof read === "object") void showWarning(`${read.problem}.`);
  if (typeof read !== "string") return "unset";
  const { parseToml } = await import("../../core/toml/parseToml.ts");
  return logsExporterOf(parseToml(read));
}
