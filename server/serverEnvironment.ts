/** What the server takes from the machine it runs on. */
export interface ServerEnvironment {
  /** The user's home folder. */
  readonly home: string;
  /** `CODEX_HOME` of the environment, when it is set. */
  readonly codexHome: string | undefined;
  readonly fileExists: (path: string) => boolean;
  /** Asks the installed Codex; undefined when there is none. Called once at most. */
  readonly installedCodexVersion: () => Promise<string | undefined>;
}
