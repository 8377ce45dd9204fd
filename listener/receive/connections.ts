import type { Socket } from "node:net";

interface Connection {
  readonly socket: Socket;
  /** Requests that are on their way. */
  requests: number;
  /** When the last one ended, or the connection began; milliseconds that only grow. */
  idleSince: number;
  /** Whether a request was ever begun. */
  hasSent: boolean;
}

/**
 * The connections of a server, no more than so many. At the limit the one goes that does least: one that has never sent a
 * request before one that has, and of those that send nothing now the one that is silent for longest. While all are busy, a
 * new one is turned away. A connection without a single byte is closed after a while.
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
    this.#all.set(socket, { socket, requests: 0, idleSince: performance.now(), hasSent: false });
    const silence = setTimeout(() => {
      if (socket.bytesRead === 0) socket.destroy();
    }, this.#silentMilliseconds);
    socket.once("close", () => {
      clearTimeout(silence);
      this.#all.delete(socket);
    });
    return true;
  }

  /** A request has begun. Returns what tells that it is through. */
  begin(socket: Socket): () => void {
    const connection = this.#all.get(socket);
    if (connection === undefined) return () => undefined;
    connection.requests++;
    connection.hasSent = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      connection.requests--;
      connection.idleSince = performance.now();
    };
  }

  /** Closes all of them at once. */
  destroy(): void {
    for (const socket of this.#all.keys()) socket.destroy();
  }

  #makeRoom(): boolean {
    let least: Connection | undefined;
    for (const connection of this.#all.values())
      if (connection.requests === 0 && (least === undefined || doesLess(connection, least))) least = connection;
    if (least === undefined) return false;
    this.#all.delete(least.socket);
    least.socket.destroy();
    return true;
  }
}

const doesLess = (one: Connection, other: Connection): boolean =>
  one.hasSent === other.hasSent ? one.idleSince < other.idleSince : !one.hasSent;
