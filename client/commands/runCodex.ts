import * as vscode from "vscode";
import type { ListenerAddresses } from "../../listener/protocol.ts";
import type { CodexHome } from "../codexHome.ts";
import type { ListenerService } from "../listenerService.ts";
import { type LogsExporter, logsExporterOf, overrideArguments, overrideCommand } from "../localExporter.ts";
import { exists } from "./openConfig.ts";

/** Runs Codex in a terminal with its logs sent to this window; starts the listener first when it isn't up. */
export async function runCodex(service: ListenerService, home: CodexHome): Promise<void> {
  const addresses = await service.start({ reason: "manual" });
  if (addresses !== undefined) await runInTerminal(addresses, home);
}

/** Types the command line into a new terminal, so that the person sees what runs. */
export async function runInTerminal(addresses: ListenerAddresses, home: CodexHome): Promise<void> {
  const terminal = vscode.window.createTerminal({ name: terminalName(), iconPath: terminalIcon });
  terminal.show();
  terminal.sendText(overrideCommand(addresses, await configuredExporter(home)));
}

/** The terminal profile: Codex itself in place of a shell. */
export function codexTerminalProfile(service: ListenerService, home: CodexHome): vscode.TerminalProfileProvider {
  return {
    provideTerminalProfile: async () => {
      const addresses = await service.start({ reason: "manual" });
      if (addresses === undefined) return undefined;
      const overrides = overrideArguments(addresses, await configuredExporter(home));
      // on Windows npm installs a batch file, which only a shell can run
      const [shellPath, ...shellArgs] =
        process.platform === "win32" ? ["cmd.exe", "/d", "/c", "codex", ...overrides] : ["codex", ...overrides];
      return new vscode.TerminalProfile({ name: terminalName(), iconPath: terminalIcon, shellPath, shellArgs });
    },
  };
}

const terminalName = (): string => vscode.l10n.t("Codex (telemetry to this window)");
const terminalIcon = new vscode.ThemeIcon("broadcast");

async function configuredExporter({ config }: CodexHome): Promise<LogsExporter> {
  const uri = vscode.Uri.file(config);
  if (!(await exists(uri))) return "unset";
  const { parseToml } = await import("../../core/toml/parseToml.ts");
  return logsExporterOf(parseToml(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))));
}
