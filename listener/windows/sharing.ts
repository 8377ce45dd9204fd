import { randomBytes } from "node:crypto";
import type { ShareOptions } from "../protocol/listenerOptions.ts";
import type { FromListener, ListenerMethod } from "../protocol/listenerRequests.ts";
import type { ListenerAddresses } from "../protocol/totals.ts";
import { Claims } from "./claims.ts";
import { newSocketPath, removeSocket } from "./localSocket.ts";
import type { OwnerRecord } from "./ownerRecord.ts";
import { type ForeignRequest, ShareServer } from "./shareServer.ts";

/** How often an owner looks whether another window has taken over, which it may have slept through. */
const lookMilliseconds = 2000;

/** What other windows may ask for. */
const sharedMethods: Readonly<Record<ListenerMethod, boolean>> = {
  start: true,
  stop: true,
  addresses: true,
  // the owner's policy and forwarding are those of its own window
  setPolicy: false,
  setForwarding: false,
  totals: true,
  sessions: true,
  turns: true,
  events: true,
  timeline: true,
  find: true,
  filterProgress: true,
  seen: true,
  event: true,
  preview: true,
  sessionPreview: true,
  destinations: true,
  detections: true,
  deliveries: true,
  policyEffect: true,
  startRecording: true,
  stopRecording: true,
  recording: true,
  eventsJson: true,
  exportSession: true,
  importFiles: true,
  cancelImport: true,
  // a window tests in a worker of its own
  testConnection: false,
  relays: true,
  missedEvents: true,
  // what leaves the machine is decided in the owner's window
  sendQueue: false,
  discardQueue: false,
  tryAgain: false,
  sendAgain: false,
  setSecrets: false,
  // whom the owner believes is decided there
  setSenderToken: false,
  clear: true,
  close: false,
};

export interface SharingEvents {
  /** Answers a request of another window through `reply`; must not throw. */
  answer(method: ListenerMethod, request: ForeignRequest, reply: (message: FromListener) => void): void;
  /** Another window owns the listener now. */
  replaced(): void;
}

/** Opens a listener to other windows: its record in the folder, and the socket that the record names. */
export class Sharing {
  readonly #claims: Claims;
  readonly #server: ShareServer;
  readonly #look: NodeJS.Timeout;
  #record: OwnerRecord;
  #published: Promise<void> = Promise.resolve();

  /** Listens on a new socket. Rejects with the error of the system. */
  static async open(options: ShareOptions, events: SharingEvents): Promise<Sharing> {
    const socket = await newSocketPath(options.folder);
    const token = randomBytes(32).toString("hex");
    const server = new ShareServer({
      socket,
      token,
      version: options.version,
      answer: (request, reply) => {
        const { id, method } = request;
        if (isShared(method)) events.answer(method, request, reply);
        else reply({ id, failure: { code: "failed", message: "The listener has no answer to this request." } });
      },
    });
    await server.listen();
    return new Sharing(options, server, { socket, token }, events);
  }

  private constructor(
    { folder, claim, version, window }: ShareOptions,
    server: ShareServer,
    where: Pick<OwnerRecord, "socket" | "token">,
    { replaced }: SharingEvents,
  ) {
    this.#claims = new Claims(folder);
    this.#server = server;
    this.#record = { claim, process: process.pid, version, window, state: "serving", ...where };
    this.#look = setInterval(() => {
      void this.#claims.isReplaced(claim).then(
        (isReplaced) => {
          if (!isReplaced) return;
          clearInterval(this.#look);
          replaced();
        },
        () => undefined,
      );
    }, lookMilliseconds);
    this.#look.unref();
  }

  /** Says where the listener listens now, in its record and to all windows. */
  async publish(addresses: ListenerAddresses | undefined): Promise<void> {
    const { addresses: _, ...rest } = this.#record;
    const record = addresses === undefined ? rest : { ...rest, addresses };
    this.#record = record;
    this.#published = this.#published.then(() => this.#claims.publish(record));
    await this.#published;
    await this.#claims.forgetBefore(record.claim);
    this.tell({ listening: addresses ?? null });
  }

  /** Whether no other window follows. */
  get isAlone(): boolean {
    return this.#server.windows === 0;
  }

  /** Tells all windows. */
  tell(news: FromListener): void {
    this.#server.tell(news);
  }

  /** Hands over: another window need not wait for this one. */
  async close(): Promise<void> {
    clearInterval(this.#look);
    await this.#published.catch(() => undefined);
    try {
      this.#claims.release(this.#record);
    } catch {
      // then the others find out that the socket is closed
    }
    this.#server.close();
    await removeSocket(this.#record.socket);
  }
}

const isShared = (method: string): method is ListenerMethod =>
  Object.hasOwn(sharedMethods, method) && sharedMethods[method as ListenerMethod];
