import { deepEqual, equal, ok } from "node:assert/strict";
import * as vscode from "vscode";
import type { CodexOtelApi } from "../../../client/api.ts";
import { extensionId } from "../../../client/contributions.ts";

describe("the extension", () => {
  it("activates without starting the listener", async () => {
    const extension = vscode.extensions.getExtension<CodexOtelApi>(extensionId);
    ok(extension, `${extensionId} is not installed`);
    const api = await extension.activate();
    equal(extension.isActive, true);
    equal(api.listenerState().kind, "stopped");
    equal(api.listenerAddresses(), undefined);
  });

  it("registers every command that its manifest promises", async () => {
    const manifest: unknown = vscode.extensions.getExtension(extensionId)?.packageJSON;
    const { contributes } = manifest as { readonly contributes: { readonly commands: { readonly command: string }[] } };
    const promised = contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
    ok(promised.length > 0);
  });
});
