export interface CodeServerOptions {
  /** Holds everything of this server: user data, extensions, home. Keep the path short, a Unix socket lives in it. */
  readonly folder: string;
  /** A free one is chosen when absent. */
  readonly port?: number;
  /** User settings, on top of quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packaged extensions to install before the start. */
  readonly extensions?: readonly string[];
  /** Added to the environment of the server and of its extension hosts. `HOME` is a folder of its own by default. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further command line options. */
  readonly options?: readonly string[];
  /** Whether a workspace has to be trusted first, as it is for a person. Otherwise every workspace is. */
  readonly trust?: boolean;
  /** Seconds without a window after which it ends by itself; more than 60, or 0 for never. */
  readonly idleTimeout?: number;
  /** A program with arguments that runs the server and watches it. */
  readonly wrapper?: readonly string[];
}

export interface CodeServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly url: string;
  readonly folder: string;
  readonly home: string;
  readonly logs: string;
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Installs the pinned code-server when needed, starts one on loopback and resolves when it answers. */
export function startCodeServer(options: CodeServerOptions): Promise<CodeServer>;

export function freePort(): Promise<number>;

export const quietSettings: Readonly<Record<string, unknown>>;
