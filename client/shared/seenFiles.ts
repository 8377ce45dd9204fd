import * as vscode from "vscode";
import { untrustedFolders } from "../../system/workspaceFolders.ts";
import { isCodexFile } from "./codexFiles.ts";
import type { CodexHome } from "./codexHome.ts";
import { openFolders } from "./workspaceFolders.ts";

/** The configurations and policies that this window has shown. One that was closed may have chosen as much as an open one. */
export class SeenFiles implements vscode.Disposable {
  readonly #home: CodexHome;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** A place that counted once counts for as long as the window is there, whatever becomes of what it was told by. */
  readonly #untrusted = new Set<string>();
  readonly #opened: vscode.Disposable;

  constructor(home: CodexHome) {
    this.#home = home;
    const note = (document: vscode.TextDocument) => {
      const path = document.uri.fsPath;
      if (!isCodexFile(document, home) || this.#files.has(path)) return false;
      this.#files.add(path);
      return true;
    };
    this.#opened = vscode.workspace.onDidOpenTextDocument((document) => {
      if (note(document)) this.untrustedFolders();
    });
    vscode.workspace.textDocuments.forEach(note);
  }

  /** All folders whose programs are not to be started: see {@link untrustedFolders}. */
  untrustedFolders(): readonly string[] {
    for (const folder of openFolders()) this.#folders.add(folder);
    const untrusted = untrustedFolders({ opened: [...this.#folders], files: [...this.#files], own: this.#home });
    for (const folder of untrusted) this.#untrusted.add(folder);
    return [...this.#untrusted];
  }

  dispose(): void {
    this.#opened.dispose();
  }
}
