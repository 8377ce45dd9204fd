import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { otherWays } from "./otherWays.ts";
import { filesOf, root } from "./sources.ts";

const files = filesOf("client").filter((file) => file.endsWith(".ts"));
const theOnlyWay = "client/shared/messages.ts";

describe("Texts of others reach messages, prompts and lists of VS Code through client/shared/messages.ts alone", () => {
  test("in every file of the client", () => {
    expect(files).toContain(theOnlyWay);
    expect(files.length).toBeGreaterThan(80);
    const found = files
      .filter((file) => file !== theOnlyWay)
      .flatMap((file) => otherWays(file, readFileSync(join(root, file), "utf8")));
    expect(found).toEqual([]);
  });

  test("which knows all the ways that it is to guard", () => {
    const found = otherWays(theOnlyWay, readFileSync(join(root, theOnlyWay), "utf8")).join("\n");
    for (const name of ["showErrorMessage", "withProgress", "showInputBox", "showQuickPick", "createQuickPick"])
      expect(found).toContain(name);
  });

  test.each([
    'import * as vscode from "vscode";\nvscode.window.showErrorMessage(text);',
    'import * as vscode from "vscode";\nvscode.window?.showErrorMessage(text);',
    'import * as vscode from "vscode";\nconst { window } = vscode;\nwindow[name](text);',
    'import * as vscode from "vscode";\nconst { window: w } = vscode;',
    'import * as vscode from "vscode";\nconst w = vscode.window;',
    'import * as vscode from "vscode";\nconst v = vscode;',
    'import * as vscode from "vscode";\nuse(vscode);',
    'import * as vscode from "vscode";\nvscode[name].x();',
    'import * as vscode from "vscode";\nvscode.window["showError" + "Message"](text);',
    'import * as vscode from "vscode";\nconst show = vscode.window.showInformationMessage;',
    'import * as vscode from "vscode";\nconst { withProgress } = vscode.window;',
    'import { window } from "vscode";\nwindow.showTextDocument(file);',
    'import { window as w } from "vscode";',
    'const vscode = await import("vscode");',
    'const vscode = require("vscode");',
    'import * as vscode from "vscode";\nnew vscode.MarkdownString(text);',
  ])("so this is found: %s", (source) => {
    expect(otherWays("client/some.ts", source)).not.toEqual([]);
  });

  test.each([
    'import * as vscode from "vscode";\nconst { l10n } = vscode;\nawait vscode.window.showTextDocument(file);',
    'import type { QuickPickItem } from "vscode";\nexport type A = QuickPickItem;',
    'import * as vscode from "vscode";\nexport const f = (channel: vscode.LogOutputChannel): typeof vscode.window => g(channel);',
    'import { showError } from "./messages.ts";\nvoid showError(text);',
  ])("and this is not: %s", (source) => {
    expect(otherWays("client/some.ts", source)).toEqual([]);
  });
});
