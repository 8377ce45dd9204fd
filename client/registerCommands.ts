import * as vscode from "vscode";
import type { CommandHandlers, CommandTargets } from "./commandHandlers.ts";
import { commands } from "./contributions.ts";

/** Registers every command of `contributions.ts`. What they do is loaded with the first that is called. */
export function registerCommands(targets: CommandTargets): vscode.Disposable {
  let handlers: Promise<CommandHandlers> | undefined;
  return vscode.Disposable.from(
    ...Object.values(commands).map((id) =>
      vscode.commands.registerCommand(id, async (node, more) => {
        handlers ??= import("./commandHandlers.ts").then(({ commandHandlers }) => commandHandlers(targets));
        return (await handlers)[id](node, more);
      }),
    ),
  );
}
