import { pathsOf } from "./walkPath.ts";

/** What finding the folder needs of the machine. */
export interface StateSurroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Where the command line keeps what is to outlast it, for this person alone: `$XDG_STATE_HOME/codex-otel`, or what the system
 * has instead. What the environment says counts only where it is a whole path.
 */
export function stateFolder({ platform, home, environment }: StateSurroundings): string {
  const { join, isAbsolute } = pathsOf(platform);
  const whole = (path: string | undefined, otherwise: string) =>
    path !== undefined && isAbsolute(path) ? path : otherwise;
  if (platform === "win32") return join(whole(environment.LOCALAPPDATA, join(home, "AppData", "Local")), "codex-otel");
  if (platform === "darwin") return join(home, "Library", "Application Support", "codex-otel");
  return join(whole(environment.XDG_STATE_HOME, join(home, ".local", "state")), "codex-otel");
}
