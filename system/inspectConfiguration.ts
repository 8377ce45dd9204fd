import { stat } from "node:fs/promises";
import { join } from "node:path";
import { classifyConfigPath } from "../core/config/configLocations.ts";
import { configurationFacts } from "../core/setup/configurationFacts.ts";
import type { ConfigurationFacts } from "../core/setup/setupFacts.ts";
import { ConfigLayers, readTextFile } from "./configLayers.ts";
import { findFileExposure } from "./fileExposure.ts";
import { strayLink } from "./foundFiles.ts";
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
  const isStrayLink = strayLink(path, { folder: codexHome, own: codexFolders, worked: projects }) !== undefined;
  const text = isStrayLink ? undefined : readTextFile(path);
  const saved = await stat(path).catch(() => undefined);
  const layer = classifyConfigPath(path, codexFolders) ?? "user";
  const absolute = (file: string) => resolveReferencedPath(file, path, home);
  const facts = configurationFacts(text ?? "", {
    codexVersion,
    layer,
    fileExists: (file) => mayBeFile(absolute(file)),
    pemContent: (file) => readPemContent(absolute(file)),
    layers: new ConfigLayers().of(layer, codexFolders),
    exposure: text === undefined ? undefined : await findFileExposure(path),
  });
  return {
    path,
    exists: text !== undefined,
    isStrayLink,
    savedUnixMilliseconds: saved?.mtimeMs,
    ignored,
    ...facts,
  };
}
