import { equal, ok } from "node:assert/strict";
import * as vscode from "vscode";
import type { CodexOtelApi } from "../../../client/api.ts";
import { commands, extensionId } from "../../../client/contributions.ts";
import { eventually } from "./eventually.ts";

describe("the listener", () => {
  it("starts on free ports, takes OTLP over HTTP, and stops", async () => {
    const api = await vscode.extensions.getExtension<CodexOtelApi>(extensionId)?.activate();
    ok(api);
    // Not awaited: the command ends when the person has answered its message.
    void vscode.commands.executeCommand(commands.startListenerOnFreePorts);
    const addresses = await eventually(
      api.listenerAddresses,
      (found) => found !== undefined,
      "the listener's addresses",
    );
    ok(addresses);

    const url = `http://${addresses.http}/v1/logs`;
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"resourceLogs":[]}',
    });
    equal(response.status, 200);

    await vscode.commands.executeCommand(commands.stopListener);
    equal(api.listenerState().kind, "stopped");
    const refused = await fetch(url).then(
      () => false,
      () => true,
    );
    equal(refused, true);
  });
});
