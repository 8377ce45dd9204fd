import type { CodexFolders, ConfigLayer } from "../core/config/configLocations.ts";
import { type LayerPlace, type OtherLayer, otherLayersOf, type UnreadLayer } from "../core/config/layers.ts";
import type { TomlDocument } from "../core/toml/document.ts";
import { parseToml } from "../core/toml/parseToml.ts";
import { type ConfigSeeker, readConfig, readFoundConfig, type Unread } from "./foundConfig.ts";

/** How the file of a layer is read: its content, also of one that is open and not saved; undefined when there is none. */
export type ReadLayer = (path: string, layer: ConfigLayer) => string | Unread | undefined;

/** The other files that Codex joins with one. */
export interface ReadLayers {
  readonly layers: readonly OtherLayer[];
  readonly unreadLayers: readonly UnreadLayer[];
}

/** Reads the files that Codex joins with a configuration file, each parsed once for each content. */
export class ConfigLayers {
  readonly #read: ReadLayer;
  readonly #parsed = new Map<string, TomlDocument>();

  constructor(read: ReadLayer) {
    this.#read = read;
  }

  /** The other layers of a file that are there now, and those that are there and are not read. */
  of(layer: ConfigLayer, folders: CodexFolders): ReadLayers {
    const layers: OtherLayer[] = [];
    const unreadLayers: UnreadLayer[] = [];
    for (const place of otherLayersOf(layer, folders)) {
      const found = this.#find(place);
      if (found === undefined) continue;
      if ("unread" in found) unreadLayers.push({ path: place.path, why: found.unread });
      else layers.push({ ...place, document: found });
    }
    return { layers, unreadLayers };
  }

  #find({ path, layer }: LayerPlace): TomlDocument | Unread | undefined {
    const text = this.#read(path, layer);
    if (typeof text !== "string") return text;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const document = parseToml(text);
    this.#parsed.set(path, document);
    return document;
  }
}

/** Reads layers from the disk: the one in Codex's folder may have been put there by a repository. */
export const layersOnDisk =
  (seeker: ConfigSeeker): ReadLayer =>
  (path, layer) =>
    layer === "user" ? readFoundConfig(path, seeker) : readConfig(path);

/** The content of a text file; undefined when it cannot be read or is too large. */
export function readTextFile(path: string): string | undefined {
  const text = readConfig(path);
  return typeof text === "string" ? text : undefined;
}
