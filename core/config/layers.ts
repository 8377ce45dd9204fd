import type { TomlDocument } from "../toml/document.ts";
import { type CodexFolders, type ConfigLayer, codexHomeOf } from "./configLocations.ts";

/** Another file that Codex reads together with the one in question. */
export interface OtherLayer {
  readonly layer: ConfigLayer;
  /** As shown to the person. */
  readonly path: string;
  /** Whether its values win over those of the file in question. */
  readonly wins: boolean;
  readonly document: TomlDocument;
}

/** Another file that Codex reads together with the one in question, and that was not read here. */
export interface UnreadLayer {
  readonly path: string;
  /** As the end of a sentence. */
  readonly why: string;
}

/** Where a layer is, without its content. */
export type LayerPlace = Omit<OtherLayer, "document">;

/**
 * The layers of Codex, the last one wins: `/etc/codex/config.toml`, the user's, the profile chosen with `--profile`,
 * `/etc/codex/managed_config.toml`; their tables are joined key by key. Exporters that `/etc/codex/requirements.toml` sets
 * take the place of all others as a whole (observed on Linux).
 */
const order: readonly ConfigLayer[] = ["system", "user", "profile", "managed", "requirements"];

/** The other files that hold whenever this one does; a profile is no layer of the user's file, for it has to be chosen. */
export function otherLayersOf(layer: ConfigLayer, folders: CodexFolders): readonly LayerPlace[] {
  const rank = order.indexOf(layer);
  if (rank < 0) return [];
  const places: readonly (readonly [ConfigLayer, string])[] = [
    ["system", "/etc/codex/config.toml"],
    ["user", `${codexHomeOf(folders)}/config.toml`],
    ["managed", "/etc/codex/managed_config.toml"],
    ["requirements", "/etc/codex/requirements.toml"],
  ];
  return places
    .filter(([other]) => other !== layer)
    .map(([other, path]) => ({ layer: other, path, wins: order.indexOf(other) > rank }));
}
