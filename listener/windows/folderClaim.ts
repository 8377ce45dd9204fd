import { existsSync, statSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import { Claims, type NewestClaim } from "./claims.ts";
import { ClaimWatch } from "./claimWatch.ts";
import { newSocketPath, removeSocket } from "./localSocket.ts";
import { type OwnerRecord, recordName } from "./ownerRecord.ts";

/** A record that is not whole for so long was never finished. */
const writingMilliseconds = 5000;
const lookMilliseconds = 50;
const connectMilliseconds = 1000;

/** What a claim needs from its surroundings. */
export interface FolderClaimWorld {
  /** Milliseconds of a clock that nobody sets. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
  /** Listens on a socket, where nobody is told anything. Rejects with the error of the system. */
  listen(path: string): Promise<Pick<Server, "close">>;
  /** Whether somebody listens on a socket. */
  answers(path: string): Promise<boolean>;
}

const systemWorld: FolderClaimWorld = { now: () => performance.now(), sleep, listen, answers };

/** Who claims a folder. */
export interface Claimant {
  readonly version: string;
  /** As others name it: a window, or a command. */
  readonly name: string;
  /**
   * Whether it is the listener of a window. The claims of the listener's own folder say which window that is: it takes the
   * folder over from one that was the listener before, even if that one has not noticed yet.
   */
  readonly isListener: boolean;
  /** Whether it leaves the folder to another listener that has it. */
  readonly yields?: boolean;
}

/**
 * A folder that one process alone may use, by the same claims by which windows find their listener. The claimant listens on
 * a socket that its record names: where nobody answers there, the claim is stale, whatever process has its number now.
 */
export class FolderClaim {
  readonly #claims: Claims;
  readonly #server: Pick<Server, "close">;
  readonly #record: OwnerRecord;
  readonly #file: string;
  readonly #identity: string | undefined;

  /** Claims a folder. Throws a {@link ListenerError} while another process uses it. */
  static async take(
    folder: string,
    { version, name, isListener, yields = false }: Claimant,
    world: FolderClaimWorld = systemWorld,
  ): Promise<FolderClaim> {
    const claims = new Claims(folder);
    await claims.prepare();
    const socket = await newSocketPath(folder);
    const server = await world.listen(socket);
    const watch = new ClaimWatch(world.now);
    try {
      for (;;) {
        const newest = watch.aged(await claims.newest());
        const holder = newest && (await holderOf(newest, world));
        const isBefore = isListener && !yields && holder !== "unknown" && holder?.isListener === true;
        const isMine = holder === undefined || isBefore;
        if (!isMine && holder !== "unknown") throw inUse(folder, holder);
        const record: OwnerRecord = {
          ...{ claim: (newest?.claim ?? 0) + 1, process: process.pid, version, window: name },
          ...{ state: "serving", socket, token: "", ...(isListener && { isListener }) },
        };
        const file = join(folder, recordName(record.claim));
        if (isMine && (await claims.make(record))) {
          await claims.forgetBefore(record.claim);
          if (newest?.record !== undefined) await removeSocket(newest.record.socket);
          return new FolderClaim(claims, server, record, file, identityOf(file));
        }
        await world.sleep(lookMilliseconds);
      }
    } catch (error) {
      server.close();
      await removeSocket(socket);
      throw error;
    }
  }

  private constructor(
    claims: Claims,
    server: Pick<Server, "close">,
    record: OwnerRecord,
    file: string,
    identity: string | undefined,
  ) {
    this.#claims = claims;
    this.#server = server;
    this.#record = record;
    this.#file = file;
    this.#identity = identity;
  }

  /** Whether nobody has claimed the folder since. One that was deleted is nobody else's. */
  get isHeld(): boolean {
    // where all claims were given back the numbers begin anew: another file may have the name
    const found = identityOf(this.#file);
    return found === undefined ? !existsSync(this.#claims.folder) : found === this.#identity;
  }

  /** Others may use the folder. */
  async release(): Promise<void> {
    const { claim } = this.#record;
    try {
      // of a claim that was taken over nothing is left to be said, and another claim may have its number by now
      if (this.isHeld && !(await this.#claims.isSuperseded(claim))) await this.#claims.withdraw(claim);
    } catch {
      // then the others find out that nobody listens on its socket
    }
    await this.forsake();
  }

  /** Lets go of what is left of a claim that was taken over. The claims in the folder are those of others. */
  async forsake(): Promise<void> {
    this.#server.close();
    await removeSocket(this.#record.socket);
  }
}

function inUse(folder: string, { window, process }: OwnerRecord): ListenerError {
  const who = `${shorten(escapeControlCharacters(window), 80)} (process ${process})`;
  return new ListenerError(
    "folder-in-use",
    `The folder ${folder} is in use by ${who}: end that one first, or choose another folder.`,
  );
}

/** What tells a file from a later one of the same name; undefined when there is none. */
function identityOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.mtimeMs}`;
}

/** Who holds a claim; undefined when nobody does any more, `unknown` while that cannot be told. */
async function holderOf(
  { record, age }: NewestClaim,
  world: FolderClaimWorld,
): Promise<OwnerRecord | "unknown" | undefined> {
  if (record === undefined) return age > writingMilliseconds ? undefined : "unknown";
  return record.state !== "released" && (await world.answers(record.socket)) ? record : undefined;
}

function answers(path: string): Promise<boolean> {
  if (path === "") return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ path });
    const tell = (isThere: boolean): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(isThere);
    };
    // a process that is stopped has room for those who wait
    const patience = setTimeout(() => tell(true), connectMilliseconds);
    socket.once("connect", () => tell(true));
    socket.once("error", (error: NodeJS.ErrnoException) => tell(!isNobody(error.code)));
  });
}

const isNobody = (code: string | undefined): boolean =>
  code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTSOCK";

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.end();
    });
    server.once("error", reject);
    server.listen(path, () => {
      server.on("error", () => undefined);
      server.unref();
      resolve(server);
    });
  });
}
