import { type CodexFolders, classifyConfigPath } from "../../core/config/configLocations.ts";
import type { ListFolder } from "../../core/config/language/completePaths.ts";
import { type ConfigContext, configLanguage } from "../../core/config/language/configLanguage.ts";
import type { PemContent } from "../../core/config/reporter.ts";
import type { ExporterAction } from "../../core/toml/language/language.ts";
import type { ConfigLayers, ReadLayers } from "../../system/configLayers.ts";
import type { FileExposure } from "../../system/fileExposure.ts";
import { leadsToAnotherMachine } from "../../system/localPath.ts";
import { resolveReferencedPath } from "../../system/referencedFiles.ts";
import { LanguageDocument } from "../documents/openDocument.ts";
import type { ServerLanguage } from "./serverLanguage.ts";

/** What the verdicts about files of Codex need of the machine and of the editor. */
export interface ConfigSources {
  readonly folders: () => CodexFolders;
  readonly codexVersion: () => string;
  readonly fileExists: (path: string) => boolean;
  readonly pemContent: (path: string) => PemContent | undefined;
  readonly listFolder: ListFolder;
  readonly layers: ConfigLayers;
  readonly exposureOf: (path: string) => FileExposure | undefined;
  readonly exporterActions: () => ReadonlySet<ExporterAction>;
}

/** The files from which Codex takes its configuration. */
export function configLanguageOf(sources: ConfigSources): ServerLanguage {
  const layerOf = (path: string) => classifyConfigPath(path, sources.folders());
  return {
    matches: (path) => layerOf(path) !== undefined,
    openingOf(file) {
      const layer = layerOf(file);
      const others = layer === undefined ? noLayers : sources.layers.of(layer, sources.folders());
      const context = (): ConfigContext => ({ ...contextOf(file, sources), layer: layer ?? "unknown", ...others });
      return {
        dependsOn: [
          ...others.layers.map(({ document }) => document),
          ...others.unreadLayers.flatMap(({ path, why }) => [path, why]),
        ],
        open: (text, parse) => new LanguageDocument(text, configLanguage, context(), parse),
      };
    },
  };
}

const noLayers: ReadLayers = { layers: [], unreadLayers: [] };

/** Files of other machines are never looked up: they are taken to be there, and nothing is known of what they hold. */
function contextOf(path: string, sources: ConfigSources): Omit<ConfigContext, "layer" | "layers"> {
  const { home } = sources.folders();
  const onThisMachine = (name: string) => {
    const absolute = resolveReferencedPath(name, path, home);
    return leadsToAnotherMachine(absolute) ? undefined : absolute;
  };
  const ofThisMachine =
    <T>(elsewhere: T, look: (absolute: string) => T) =>
    (name: string): T => {
      const absolute = onThisMachine(name);
      return absolute === undefined ? elsewhere : look(absolute);
    };
  return {
    codexVersion: sources.codexVersion(),
    fileExists: ofThisMachine(true, sources.fileExists),
    pemContent: ofThisMachine(undefined, sources.pemContent),
    exposure: sources.exposureOf(path),
    files: { home, resolvePath: onThisMachine, fileExists: ofThisMachine(false, sources.fileExists) },
    listFolder: ofThisMachine([], sources.listFolder),
    exporterActions: sources.exporterActions(),
  };
}
