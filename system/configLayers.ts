import type { CodexFolders, ConfigLayer } from "../core/config/configLocations.ts";
import { type OtherLayer, otherLayersOf } from "../core/config/layers.ts";
import type { TomlDocument } from "../core/toml/document.ts";
import { parseToml } from "../core/toml/parseToml.ts";
import { readBoundedFileSync } from "./boundedFile.ts";

/** Above this many bytes a file is no layer that anybody wrote. */
const largest = 4 * 1024 * 1024;

/** Reads the files that Codex joins with a configuration file, each parsed once for each content. */
export class ConfigLayers {
  readonly #readText: (path: string) => string | undefined;
  readonly #parsed = new Map<string, TomlDocument>();

  /** `readText` gives a file's content, also one that is open and not saved; undefined when there is none. */
  constructor(readText: (path: string) => string | undefined = readTextFile) {
    this.#readText = readText;
  }

  /** The other layers of a file that are there now. Those that cannot be read are left out. */
  of(layer: ConfigLayer, folders: CodexFolders): readonly OtherLayer[] {
    return otherLayersOf(layer, folders).flatMap((place) => {
      const document = this.#document(place.path);
      return document === undefined ? [] : [{ ...place, document }];
    });
  }

  #document(path: string): TomlDocument | undefined {
    const text = this.#readText(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const document = parseToml(text);
    this.#parsed.set(path, document);
    return document;
  }
}

/** The content of a text file; undefined when it cannot be read or is too large. */
export function readTextFile(path: string): string | undefined {
  try {
    return readBoundedFileSync(path, largest).toString("utf8");
  } catch {
    return undefined;
  }
}
