import { connect, type Socket } from "node:net";
import { ListenerError } from "../protocol/listenerError.ts";
import type { FromListener, ListenerMethod, ListenerRequests } from "../protocol/listenerRequests.ts";
import { type ListenerNotice, RequestChannel } from "../protocol/requestChannel.ts";
import { helloOf, readWelcome } from "./handshake.ts";
import { MessageLines, messageLine } from "./messageLines.ts";
import { type OwnerRecord, parseObject } from "./ownerRecord.ts";

/** A page of events or a preview is the largest thing that an owner answers; a message it received has 64 MiB at most. */
const longestAnswer = 256 * 1024 * 1024;

/** An owner that doesn't answer a greeting for so long is hung, or stopped by a debugger. */
const welcomeMilliseconds = 3000;
const answerMilliseconds = 20_000;

/** Why an owner could not be followed. */
export type UnreachableReason = "gone" | "silent" | "other-version";

/** The owner that a record tells of could not be reached. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(
    readonly reason: UnreachableReason,
    /** Version of the owner, where it said so. */
    readonly version = "",
  ) {
    super(`The owner of the listener is ${reason}.`);
  }
}

/** What is told of the owner that is followed. */
export interface FollowerEvents {
  news(news: ListenerNotice): void;
  /** The owner hung up, or its process ended. */
  ended(): void;
}

/** The other side of `ShareServer`: asks the window that owns the listener, and hears its news. */
export class FollowerConnection {
  readonly #socket: Socket;
  readonly #events: FollowerEvents;
  readonly #channel: RequestChannel;

  /** Connects to the owner of a record. Rejects with an {@link UnreachableError}. */
  static open(record: OwnerRecord, version: string, events: FollowerEvents): Promise<FollowerConnection> {
    if (record.socket === "") return Promise.reject(new UnreachableError("gone"));
    return new Promise((resolve, reject) => {
      const socket = connect({ path: record.socket });
      const lines = new MessageLines(longestAnswer);
      let connection: FollowerConnection | undefined;
      const fail = (reason: UnreachableReason, ofVersion?: string): void => {
        clearTimeout(patience);
        socket.destroy();
        reject(new UnreachableError(reason, ofVersion));
      };
      const patience = setTimeout(() => fail("silent"), welcomeMilliseconds);
      const greeted = (line: string): void => {
        clearTimeout(patience);
        const answer = readWelcome(line);
        if (answer === undefined) fail("gone");
        else if ("welcome" in answer) {
          connection = new FollowerConnection(socket, events);
          resolve(connection);
        } else fail(answer.refused === "version" ? "other-version" : "gone", answer.version);
      };
      socket.on("connect", () => socket.write(messageLine(helloOf(version, record.token))));
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        fail("gone");
        if (connection !== undefined) connection.#end();
      });
      socket.on("data", (chunk) => {
        try {
          for (const line of lines.push(chunk)) {
            if (socket.destroyed) return;
            if (connection === undefined) greeted(line);
            else connection.#receive(line);
          }
        } catch {
          socket.destroy();
        }
      });
    });
  }

  private constructor(socket: Socket, events: FollowerEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#channel = new RequestChannel({
      send: (message) => void socket.write(messageLine(message)),
      ended: () => new ListenerError("gone", "The window that owned the listener has closed."),
      patience: {
        milliseconds: answerMilliseconds,
        exceeded: () =>
          new ListenerError("failed", "The window that owns the listener does not answer: close or reload it."),
      },
    });
  }

  /** Asks the owner. Rejects with a {@link ListenerError}. */
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]> {
    return this.#channel.request(method, parameters);
  }

  /** Hangs up. Requests that wait are rejected, and nothing is told any more. */
  dispose(): void {
    this.#channel.end();
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const message = parseObject(line) as FromListener | undefined;
    if (message === undefined) {
      this.#socket.destroy();
      return;
    }
    if ("id" in message) this.#channel.answered(message);
    else this.#events.news(message);
  }

  #end(): void {
    if (this.#channel.isEnded) return;
    this.#channel.end();
    this.#events.ended();
  }
}
