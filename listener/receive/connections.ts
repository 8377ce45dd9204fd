import type { Socket } from "node:net";

interface Connection {
  readonly socket: Socket;
  /** Requests that are on their way, oldest first, with when each began. One that is whole has no time any more. */
  readonly requests: Map<object, number | undefined>;
  /** When the last one ended, or the connection began; milliseconds that only grow. */
  idleSince: number;
  /** Whether a request was ever begun. */
  hasSent: boolean;
}

/** A request on its way over a connection. */
export interface Passage {
  /** It has come in whole, and is worked off. */
  complete(): void;
  /** It is through, or gone. */
  end(): void;
}

const noPassage: Passage = { complete: () => undefined, end: () => undefined };

/** What is sent in earnest is whole in milliseconds. */
const earnestMilliseconds = 1000;

/**
 * The connections of a server, no more than so many. At the limit one goes for a new one:
 * - the one that has held its place for longest, if that is more than a second: it has never sent a request, or its request
 *   is still not whole. So those who only hold connections keep nobody else from sending;
 * - or else one that has never sent a request, or the one that sends nothing for longest, while others send;
 * - or else, while all send, the one whose request has been coming in for longest.
 * One whose requests are whole and worked off stays; while all are like that, a new one is turned away. A connection without
 * a single byte is closed after a while.
 */
export class Connections {
  readonly #limit: number;
  readonly #silentMilliseconds: number;
  readonly #all = new Map<Socket, Connection>();

  constructor(limit: number, silentMilliseconds: number) {
    this.#limit = limit;
    this.#silentMilliseconds = silentMilliseconds;
  }

  /** Takes a new connection. False when it is turned away. */
  admit(socket: Socket): boolean {
    socket.on("error", () => socket.destroy());
    if (this.#all.size >= this.#limit && !this.#makeRoom()) {
      socket.destroy();
      return false;
    }
    this.#all.set(socket, { socket, requests: new Map(), idleSince: performance.now(), hasSent: false });
    const silence = setTimeout(() => {
      if (socket.bytesRead === 0) socket.destroy();
    }, this.#silentMilliseconds);
    socket.once("close", () => {
      clearTimeout(silence);
      this.#all.delete(socket);
    });
    return true;
  }

  /** A request has begun. */
  begin(socket: Socket): Passage {
    const connection = this.#all.get(socket);
    if (connection === undefined) return noPassage;
    const passage: Passage = {
      complete: () => {
        if (connection.requests.has(passage)) connection.requests.set(passage, undefined);
      },
      end: () => {
        if (connection.requests.delete(passage)) connection.idleSince = performance.now();
      },
    };
    connection.hasSent = true;
    connection.requests.set(passage, performance.now());
    return passage;
  }

  /** Closes all of them at once. */
  destroy(): void {
    for (const socket of this.#all.keys()) socket.destroy();
  }

  #makeRoom(): boolean {
    const least = this.#leastNeeded();
    if (least === undefined) return false;
    this.#all.delete(least.socket);
    least.socket.destroy();
    return true;
  }

  #leastNeeded(): Connection | undefined {
    const longest = this.#first(holdsSince);
    const since = longest && holdsSince(longest);
    if (since !== undefined && performance.now() - since > earnestMilliseconds) return longest;
    const isAnySending = this.#first(sendsSince) !== undefined;
    const unused = isAnySending ? undefined : this.#first(unusedSince);
    return unused ?? this.#first(idleSince) ?? longest;
  }

  /** The one with the earliest time. */
  #first(time: (connection: Connection) => number | undefined): Connection | undefined {
    let first: Connection | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const connection of this.#all.values()) {
      const own = time(connection);
      if (own === undefined || own >= earliest) continue;
      earliest = own;
      first = connection;
    }
    return first;
  }
}

/** Since when the oldest request that is not whole has been coming in. */
function sendsSince({ requests }: Connection): number | undefined {
  for (const begun of requests.values()) if (begun !== undefined) return begun;
  return undefined;
}

/** Since when it has never sent a request. */
const unusedSince = ({ hasSent, idleSince: since }: Connection): number | undefined => (hasSent ? undefined : since);

/** Since when it holds its place without having brought a request, or the one that it brings. */
const holdsSince = (connection: Connection): number | undefined => sendsSince(connection) ?? unusedSince(connection);

/** Since when one that has sent sends nothing. */
const idleSince = ({ hasSent, requests, idleSince: since }: Connection): number | undefined =>
  hasSent && requests.size === 0 ? since : undefined;
