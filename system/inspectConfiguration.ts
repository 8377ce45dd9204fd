import { stat } from "node:fs/promises";
import { join } from "node:path";
import { classifyConfigPath } from "../core/config/configLocations.ts";
import { configurationFacts } from "../core/setup/configurationFacts.ts";
import type { ConfigurationFacts } from "../core/setup/setupFacts.ts";
import { ConfigLayers, layersOnDisk } from "./configLayers.ts";
import { findFileExposure } from "./fileExposure.ts";
import { readFoundConfig } from "./foundConfig.ts";
import { findIgnoredConfigurations, type SearchedFolders } from "./misplacedConfigurations.ts";
import { mayBeFile, readPemContent, resolveReferencedPath } from "./referencedFiles.ts";

/** Reads the user's configuration as Codex would when it starts now, and looks where else one might have been put. */
export async function inspectConfiguration(
  folders: SearchedFolders,
  codexVersion: string,
): Promise<ConfigurationFacts> {
  const { home, codexHome, projects } = folders;
  const path = join(codexHome, "config.toml");
  const ignored = findIgnoredConfigurations(folders);
  const codexFolders = { home, codexHome };
  const seeker = { own: codexFolders, worked: projects };
  const read = readFoundConfig(path, seeker);
  const text = typeof read === "string" ? read : undefined;
  const saved = await stat(path).catch(() => undefined);
  const layer = classifyConfigPath(path, codexFolders) ?? "user";
  const absolute = (file: string) => resolveReferencedPath(file, path, home);
  const facts = configurationFacts(text ?? "", {
    codexVersion,
    layer,
    fileExists: (file) => mayBeFile(absolute(file)),
    pemContent: (file) => readPemContent(absolute(file)),
    ...new ConfigLayers(layersOnDisk(seeker)).of(layer, codexFolders),
    exposure: text === undefined ? undefined : await findFileExposure(path),
  });
  return {
    path,
    exists: text !== undefined,
    unread: typeof read === "object" ? read.unread : undefined,
    savedUnixMilliseconds: saved?.mtimeMs,
    ignored,
    ...facts,
  };
}
