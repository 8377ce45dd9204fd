import { literalPattern } from "../../core/text/literalPattern.ts";
import { type FolderSurroundings, realName } from "../machineFolders.ts";
import { pathsOf } from "../walkPath.ts";

/** `*` stands for one name. */
const posixPlaces = [
  ...["/", "/bin", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/nix", "/opt", "/run", "/sbin", "/snap"],
  ...["/srv", "/tmp", "/usr", "/usr/lib", "/usr/local", "/usr/share", "/var", "/var/lib", "/var/tmp", "/workspaces"],
  ...["/home/linuxbrew", "/media/*", "/media/*/*", "/mnt/*", "/nix/store", "/nix/var", "/opt/homebrew", "/opt/local"],
  ...["/run/media", "/run/media/*", "/run/media/*/*", "/run/user", "/run/user/*", "/usr/local/lib", "/usr/local/share"],
  ...["/Applications", "/Library", "/System", "/Users", "/Volumes", "/Volumes/*", "/private", "/private/tmp"],
  ...["/private/var", "/private/var/tmp", "/private/var/folders", "/private/var/folders/*", "/private/var/folders/*/*"],
  ...["/private/var/folders/*/*/C", "/private/var/folders/*/*/T"],
];

/** Below the root of any drive or share. */
const windowsPlaces = [
  ...["", "Program Files", "Program Files (x86)", "ProgramData", "Temp", "Users", "Windows", "Windows\\Temp"],
];

/** Below the account's home folder. */
const posixHomePlaces = [
  ...[".*", ".local/lib", ".local/share", ".local/state", "Applications", "Library", "Library/Application Support"],
  ...["Library/Caches", "bin", "snap"],
];
const windowsHomePlaces = [
  ...[".*", "AppData", "AppData\\Local", "AppData\\Local\\Microsoft", "AppData\\Local\\Programs"],
  ...["AppData\\Local\\Temp", "AppData\\LocalLow", "AppData\\Roaming"],
];

/**
 * The outermost folders around some, each under its name and its real one, that are no common place: all in them may have
 * come together, in one archive for example, which nothing marks. What lies below a common place side by side has nothing to
 * do with each other: the root of a drive or mount, folders of the system and for temporary files, the account's home folder
 * and those above it, and there those whose name begins with a dot and where programs keep what is theirs. `~/src` is none:
 * `~/src/project` and `~/src/bin` look as `~/archive/project` and `~/archive/bin` do.
 */
export function unmarkedTops(folders: readonly string[], surroundings: FolderSurroundings): readonly string[] {
  const isCommon = commonPlaces(surroundings);
  const names = new Set(folders.flatMap((folder) => [folder, realName(folder, surroundings)]));
  return [...new Set([...names].flatMap((name) => unmarkedTop(name, isCommon, surroundings) ?? []))];
}

function unmarkedTop(
  folder: string,
  isCommon: (folder: string) => boolean,
  { platform }: FolderSurroundings,
): string | undefined {
  const { dirname, isAbsolute, resolve } = pathsOf(platform);
  if (!isAbsolute(folder)) return undefined;
  let top = resolve(folder);
  while (!isCommon(top)) {
    const above = dirname(top);
    if (above === top || isCommon(above)) return top;
    top = above;
  }
  return undefined;
}

/** Whether a folder is one in which things lie side by side that came from different people. */
function commonPlaces(surroundings: FolderSurroundings): (folder: string) => boolean {
  const { platform, accountHome } = surroundings;
  const { dirname, parse, sep } = pathsOf(platform);
  const isWindows = platform === "win32";
  const homes = new Set(accountHome === undefined ? [] : [accountHome, realName(accountHome, surroundings)]);
  const above: string[] = [];
  for (const home of homes)
    for (let folder = home; ; folder = dirname(folder)) {
      above.push(folder);
      if (folder === dirname(folder)) break;
    }
  const places = [
    ...above.map(literalPattern),
    ...(isWindows ? [] : posixPlaces.map(pattern)),
    ...[...homes].flatMap((home) =>
      (isWindows ? windowsHomePlaces : posixHomePlaces).map(
        (place) => `${literalPattern(home)}${literalPattern(sep)}${pattern(place)}`,
      ),
    ),
  ];
  const isPlace = oneOf(places, platform);
  const isBelowDrive = oneOf(isWindows ? windowsPlaces.map(pattern) : [], platform);
  return (folder) => isPlace(folder) || (isWindows && isBelowDrive(folder.slice(parse(folder).root.length)));
}

const oneOf = (patterns: readonly string[], platform: NodeJS.Platform): ((text: string) => boolean) => {
  // Windows and macOS take both cases for one file
  const all = new RegExp(`^(?:${patterns.join("|")})$`, platform === "win32" || platform === "darwin" ? "i" : "");
  return (text) => patterns.length > 0 && all.test(text);
};

const pattern = (place: string): string => place.split("*").map(literalPattern).join("[^\\\\/]+");
