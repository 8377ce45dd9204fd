import { type CodexFolders, type ConfigLayer, classifyConfigPath } from "../../core/config/configLocations.ts";
import type { ListFolder } from "../../core/config/language/completePaths.ts";
import { type ConfigContext, configLanguage } from "../../core/config/language/configLanguage.ts";
import type { PemContent } from "../../core/config/reporter.ts";
import type { ExporterAction } from "../../core/toml/language/language.ts";
import type { ConfigLayers } from "../../system/configLayers.ts";
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
    dependsOn(file) {
      const layer = layerOf(file);
      if (layer === undefined) return [];
      const { layers, unreadLayers } = sources.layers.of(layer, sources.folders());
      return [...layers.map(({ document }) => document), ...unreadLayers.flatMap(({ path, why }) => [path, why])];
    },
    open(text, path, parse) {
      const layer = layerOf(path) ?? "unknown";
      return new LanguageDocument(text, configLanguage, contextOf(path, layer, sources), parse);
    },
  };
}

/** Files of other machines are never looked up: they are taken to be there, and nothing is known of what they hold. */
function contextOf(path: string, layer: ConfigLayer | "unknown", sources: ConfigSources): ConfigContext {
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
    layer,
    fileExists: ofThisMachine(true, sources.fileExists),
    pemContent: ofThisMachine(undefined, sources.pemContent),
    ...(layer !== "unknown" && sources.layers.of(layer, sources.folders())),
    exposure: sources.exposureOf(path),
    files: { home, resolvePath: onThisMachine, fileExists: ofThisMachine(false, sources.fileExists) },
    listFolder: ofThisMachine([], sources.listFolder),
    exporterActions: sources.exporterActions(),
  };
}
