import type { ListFolder } from "../core/config/language/completePaths.ts";
import type { PemContent } from "../core/config/reporter.ts";
import type { ReadLayer } from "../system/configLayers.ts";
import type { FileExposure } from "../system/fileExposure.ts";
import type { ConfigSeeker } from "../system/foundConfig.ts";

/** What the server takes from the machine it runs on. */
export interface ServerEnvironment {
  /** The user's home folder. */
  readonly home: string;
  /** `CODEX_HOME` of the environment, when it is set. */
  readonly codexHome: string | undefined;
  /** True for a file, false for a folder. */
  readonly fileExists: (path: string) => boolean;
  readonly pemContent: (path: string) => PemContent | undefined;
  /** The entries of a folder; none when it cannot be read. */
  readonly listFolder: ListFolder;
  /** How the files are read that Codex joins with one. */
  readonly layersOnDisk: (seeker: ConfigSeeker) => ReadLayer;
  /** The path of a file of the package's folder `policies`; undefined where it is not there. */
  readonly builtInPolicyFile: (file: string) => string | undefined;
  /** Who can read a file beside its owner. */
  readonly fileExposure: (path: string) => Promise<FileExposure | undefined>;
  /** Asks the installed Codex, but none in a workspace; undefined when there is none. Called with each file that is opened. */
  readonly installedCodexVersion: (workspaces: readonly string[]) => Promise<string | undefined>;
}
