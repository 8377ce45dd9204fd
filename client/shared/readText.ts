import * as vscode from "vscode";
import { longestText, readBoundedFile } from "../../system/boundedFile.ts";

/** The text of a file on disk. Rejects for what is no ordinary file, or longer than anybody writes. */
export async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await bytesOf(uri));
}

async function bytesOf(uri: vscode.Uri): Promise<Uint8Array> {
  if (uri.scheme !== "file") return vscode.workspace.fs.readFile(uri);
  return readBoundedFile(uri.fsPath, longestText);
}
