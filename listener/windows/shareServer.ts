import { createServer, type Server, type Socket } from "node:net";
import { anyOf } from "../protocol/anySessions.ts";
import type { FromListener } from "../protocol/listenerRequests.ts";
import { answerHello } from "./handshake.ts";
import { MessageLines, messageLine } from "./messageLines.ts";
import { parseObject } from "./ownerRecord.ts";

/** What a window may send before and after it has proved that it may: a policy is the largest thing in a request. */
const longestHello = 4096;
const longestRequest = 8 * 1024 * 1024;
const helloMilliseconds = 5000;
const maximumWindows = 64;
/** A window that reads so little gets no more news until it has read; one that reads nothing is hung up on. */
const newsBacklogBytes = 1024 * 1024;
const maximumBacklogBytes = 256 * 1024 * 1024;

/** A request of another window. What it asks for is not yet checked. */
export interface ForeignRequest {
  readonly id: number;
  readonly method: string;
  readonly parameters: unknown;
}

export interface ShareServerOptions {
  readonly socket: string;
  readonly token: string;
  readonly version: string;
  /** Answers a request through `reply`; must not throw. */
  answer(request: ForeignRequest, reply: (message: FromListener) => void): void;
}

/** The owner's side: serves other windows over a local socket, one JSON message a line. */
export class ShareServer {
  readonly #options: ShareServerOptions;
  readonly #server: Server;
  readonly #windows = new Set<Window>();

  constructor(options: ShareServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#admit(socket));
    this.#server.maxConnections = maximumWindows;
  }

  /** Rejects with the error of the system when the socket cannot be made. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.socket, () => {
        this.#server.on("error", () => undefined);
        resolve();
      });
    });
  }

  /** How many windows were let in. */
  get windows(): number {
    return this.#windows.size;
  }

  /** Tells all windows. One that lags behind is told later that everything has changed. */
  tell(news: FromListener): void {
    for (const window of this.#windows) window.tell(news);
  }

  /** Hangs up on all windows. */
  close(): void {
    this.#server.close();
    for (const window of this.#windows) window.close();
    this.#windows.clear();
  }

  #admit(socket: Socket): void {
    const { version, token, answer } = this.#options;
    const patience = setTimeout(() => socket.destroy(), helloMilliseconds);
    const lines = new MessageLines(longestHello);
    let window: Window | undefined;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(patience);
      if (window !== undefined) this.#windows.delete(window);
    });
    const greet = (line: string): void => {
      clearTimeout(patience);
      const welcome = answerHello(line, version, token);
      socket.write(messageLine(welcome));
      if ("refused" in welcome) {
        socket.destroySoon();
        return;
      }
      lines.setLimit(longestRequest);
      window = new Window(socket);
      this.#windows.add(window);
    };
    const serve = (to: Window, line: string): void => {
      const request = readRequest(line);
      if (request === undefined) socket.destroy();
      else answer(request, (message) => to.send(message));
    };
    socket.on("data", (chunk) => {
      try {
        for (const line of lines.push(chunk)) {
          if (socket.destroyed || socket.writableEnded) return;
          if (window === undefined) greet(line);
          else serve(window, line);
        }
      } catch {
        socket.destroy();
      }
    });
  }
}

/** A window that was let in. */
class Window {
  readonly #socket: Socket;
  #lagsBehind = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(message: FromListener): void {
    if (this.#socket.writableLength > maximumBacklogBytes) this.#socket.destroy();
    else if (!this.#socket.destroyed) this.#socket.write(messageLine(message));
  }

  tell(news: FromListener): void {
    if ("changed" in news) {
      if (this.#socket.writableLength > newsBacklogBytes) {
        this.#lagsBehind = true;
        return;
      }
      const { changed } = news;
      this.send(this.#lagsBehind ? { changed: { ...changed, sessions: anyOf(changed.totals) } } : news);
      this.#lagsBehind = false;
    } else this.send(news);
  }

  close(): void {
    this.#socket.destroySoon();
  }
}

function readRequest(line: string): ForeignRequest | undefined {
  const message = parseObject(line);
  const { id, method, parameters } = message ?? {};
  if (!Number.isSafeInteger(id) || typeof method !== "string") return undefined;
  return { id: Number(id), method, parameters };
}
