import * as vscode from "vscode";
import type { CommandHandlers } from "./commandHandlers.ts";
import { commands } from "./contributions.ts";
import type { Services } from "./services.ts";

/** Registers every command of `contributions.ts`. What they do is loaded with the first that is called. */
export function registerCommands(services: Services): vscode.Disposable {
  let handlers: Promise<CommandHandlers> | undefined;
  return vscode.Disposable.from(
    ...Object.values(commands).map((id) =>
      vscode.commands.registerCommand(id, async (node, more) => {
        handlers ??= import("./commandHandlers.ts").then(({ commandHandlers }) => commandHandlers(services));
        return (await handlers)[id](node, more);
      }),
    ),
  );
}
