import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawnOn } from "./pinning.ts";

/** `http` is HTTP with protobuf, `json` HTTP with JSON. */
export type LoadProtocol = "grpc" | "http" | "json";

/** What is sent. */
export interface Load {
  readonly protocol: LoadProtocol;
  /** `127.0.0.1:4317` */
  readonly address: string;
  /** Records a request. */
  readonly batch: number;
  /** Each has a connection of its own and one request at a time. */
  readonly clients: number;
  readonly milliseconds: number;
  /** Of all clients together; without it, as fast as they are answered, with requests that were prepared before. */
  readonly requestsPerSecond?: number;
  /** With `requestsPerSecond`: everything is of one session with a few very long turns. */
  readonly oneSession?: boolean;
}

/** What came of it. */
export interface LoadResult {
  readonly records: number;
  readonly requests: number;
  readonly failed: number;
  readonly milliseconds: number;
}

/** A process that sends loads, one after the other. */
export interface Generator {
  send(load: Load): Promise<LoadResult>;
  stop(): void;
}

/** Starts the process on the second core, where the system lets us choose. */
export function startGenerator(bundles: string, root: string): Generator {
  const child = spawnOn(1, process.execPath, [join(bundles, "generatorProcess.mjs"), root], root);
  child.stderr?.pipe(process.stderr);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the load generator has no input or output");
  const lines = createInterface(stdout);
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the load generator ended early")));
  ended.catch(() => undefined);
  return {
    send: async (load) => {
      stdin.write(`${JSON.stringify(load)}\n`);
      const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
      return JSON.parse(line) as LoadResult;
    },
    stop: () => child.kill(),
  };
}
