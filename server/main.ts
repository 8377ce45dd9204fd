#!/usr/bin/env node
import { homedir } from "node:os";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { layersOnDisk } from "../system/configLayers.ts";
import { findFileExposure } from "../system/fileExposure.ts";
import { CodexRefusedError, InstalledCodex } from "../system/installedCodex.ts";
import { isFile, readPemContent } from "../system/referencedFiles.ts";
import { builtInPolicyFile } from "./builtInPolicyFile.ts";
import { listFolder } from "./documents/listFolder.ts";
import { startLanguageServer } from "./languageServer.ts";

const transports = ["--stdio", "--node-ipc", "--socket", "--pipe"];

let workspaces: readonly string[] = [];
const codex = new InstalledCodex(() => workspaces);

if (process.argv.some((argument) => transports.some((transport) => argument.split("=")[0] === transport))) {
  startLanguageServer(createConnection(ProposedFeatures.all), {
    home: homedir(),
    codexHome: process.env.CODEX_HOME,
    fileExists: isFile,
    pemContent: readPemContent,
    layersOnDisk,
    listFolder,
    builtInPolicyFile,
    fileExposure: findFileExposure,
    installedCodexVersion: (now) => {
      workspaces = now;
      const refusal = codex.refusal();
      return refusal === undefined ? codex.version() : Promise.reject(new CodexRefusedError(refusal));
    },
  });
} else {
  process.stderr.write("A language server for Codex's config.toml, started by an editor with --stdio.\n");
  process.exitCode = 2;
}
