import { join } from "node:path";
import type { IgnoredConfiguration } from "../core/setup/setupFacts.ts";
import { LineIndex } from "../core/text/lineIndex.ts";
import { parseToml } from "../core/toml/parseToml.ts";
import { readTextFile } from "./configLayers.ts";
import { strayLink } from "./foundFiles.ts";
import { leadsToAnotherMachine } from "./localPath.ts";

/** Where to look. */
export interface SearchedFolders {
  readonly home: string;
  /** Codex's own folder. */
  readonly codexHome: string;
  /** Folders that are open, or the one a command runs in. */
  readonly projects: readonly string[];
}

/**
 * Files with `[otel]` in places where people put them and Codex does not look, or looks away: a project's
 * `.codex/config.toml`, whose `[otel]` Codex 0.130.0 and newer ignore; a `config.toml` beside the code; the folder that the
 * XDG convention names; `~/.codex` while `CODEX_HOME` names another folder; other names in Codex's own folder.
 * Stray links in a workspace are passed over, see {@link strayLink}.
 */
export function findIgnoredConfigurations({
  home,
  codexHome,
  projects,
}: SearchedFolders): readonly IgnoredConfiguration[] {
  const counts = join(codexHome, "config.toml");
  type Place = readonly [kind: IgnoredConfiguration["kind"], path: string, foundIn?: string];
  const places: readonly Place[] = [
    ...projects.map((folder): Place => ["project", join(folder, ".codex", "config.toml"), folder]),
    ...projects.flatMap((folder) =>
      ["config.toml", "codex.toml"].map((name): Place => ["misplaced", join(folder, name), folder]),
    ),
    ["misplaced", join(home, ".config", "codex", "config.toml")],
    ["misplaced", join(home, ".codex", "config.toml")],
    ...["otel.toml", "codex.toml", "config.yaml", "config.yml", "config.json"].map(
      (name): Place => ["misplaced", join(codexHome, name), codexHome],
    ),
  ];
  const own = { home, codexHome };
  const seen = new Set([counts]);
  return places.flatMap(([kind, path, foundIn]) => {
    if (seen.has(path)) return [];
    seen.add(path);
    if (foundIn !== undefined && strayLink(path, { folder: foundIn, own, worked: projects }) !== undefined) return [];
    const line = lineOfOtel(path);
    return line === undefined ? [] : [{ path, kind, line }];
  });
}

function lineOfOtel(path: string): number | undefined {
  const text = leadsToAnotherMachine(path) ? undefined : readTextFile(path);
  if (text === undefined) return undefined;
  const offset = path.endsWith(".toml")
    ? parseToml(text).root.entries.get("otel")?.keys[0]?.range.start
    : /^[ \t]*"?otel"?[ \t]*:/m.exec(text)?.index;
  return offset === undefined ? undefined : new LineIndex(text).positionAt(offset).line;
}
