import type { Localizer } from "../text/localizer.ts";

/** Where a link leads that is not followed, as the end of a sentence. */
export type StrayLink =
  | "is a link out of this repository"
  | "is a link into .git"
  | "is a link to a file that is no TOML file";

/** Why a file cannot be read as one, as the end of a sentence. */
export type UnreadableWhy = "is no ordinary file" | "is too large" | "cannot be read";

/** Why a file that is there is not read, as the end of a sentence. */
export type UnreadWhy = StrayLink | UnreadableWhy;

/** That in a sentence for people. */
export function unreadText(path: string, why: UnreadWhy, l10n: Localizer): string {
  switch (why) {
    case "is a link out of this repository":
    case "is a link into .git":
    case "is a link to a file that is no TOML file":
      return l10n.t(
        "{0} is a link out of this workspace, into .git or to what is no TOML file, and was not read",
        path,
      );
    case "is no ordinary file":
      return l10n.t("{0} is no ordinary file, and was not read", path);
    case "is too large":
      return l10n.t("{0} is too large, and was not read", path);
    case "cannot be read":
      return l10n.t("{0} cannot be read", path);
  }
}
