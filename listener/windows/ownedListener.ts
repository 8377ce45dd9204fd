import { setTimeout as sleep } from "node:timers/promises";
import { ListenerError } from "../protocol/listenerError.ts";
import type { ForwardingOptions, ListenerOptions, ShareOptions } from "../protocol/listenerOptions.ts";
import type { ListenerMethod, ListenerRequests } from "../protocol/listenerRequests.ts";
import type { ListenerWorkerHost } from "../worker/workerHost.ts";
import type { Claims } from "./claims.ts";
import { removeSocket } from "./localSocket.ts";

/** The ports of an owner that has just ended may be held for a moment still. */
const takeOverMilliseconds = 5000;
const retryMilliseconds = 100;

/** What is taken over from the owner before. */
export interface Succession {
  /** What was received before this time, in milliseconds since 1970, is forgotten. */
  readonly keepSince: number;
  /**
   * Whether it keeps all of it in memory. What an earlier listener has kept on disk is forgotten, but for what waits to be
   * sent.
   */
  readonly memoryOnly: boolean;
  /** For how long it keeps what it receives; undefined until it ends. */
  readonly keepMilliseconds: number | undefined;
  /** It listened a moment ago: its ports become free, if they aren't yet. */
  readonly waitForPorts: boolean;
  /** Removed once this window serves. Until then the owner before may turn out to live after all. */
  readonly socketBefore: string;
}

/** A listener that this window owns: its worker, opened to other windows. */
export class OwnedListener {
  readonly followed = undefined;
  readonly #host: ListenerWorkerHost;
  readonly #claims: Claims;
  readonly #share: ShareOptions;
  readonly #succession: Succession;
  #serves = false;

  constructor(host: ListenerWorkerHost, claims: Claims, share: ShareOptions, succession: Succession) {
    this.#host = host;
    this.#claims = claims;
    this.#share = share;
    this.#succession = succession;
  }

  /** Asks the worker. Rejects with a {@link ListenerError}. */
  async request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]> {
    if (method === "setForwarding") {
      const forwarding = parameters as ListenerRequests["setForwarding"]["parameters"];
      return this.#host.request(method, this.#withQueues(forwarding) as ListenerRequests[M]["parameters"]);
    }
    if (method !== "start") return this.#host.request(method, parameters);
    return (await this.#start(parameters as ListenerOptions)) as ListenerRequests[M]["result"];
  }

  /** Hands over to other windows and ends the worker. A claim that never came to serve is taken back. */
  async dispose(): Promise<void> {
    await this.#host.close();
    if (!this.#serves) await this.#claims.withdraw(this.#share.claim).catch(() => undefined);
  }

  async #start(options: ListenerOptions): Promise<ListenerRequests["start"]["result"]> {
    const deadline = Date.now() + takeOverMilliseconds;
    for (;;) {
      try {
        const addresses = await this.#host.request("start", { ...this.#kept(options), share: this.#share });
        if (!this.#serves) await removeSocket(this.#succession.socketBefore);
        this.#serves = true;
        return addresses;
      } catch (error) {
        const isHeld = error instanceof ListenerError && error.code === "port-in-use";
        if (!isHeld || !this.#succession.waitForPorts || this.#serves || Date.now() > deadline) throw error;
        await sleep(retryMilliseconds);
      }
    }
  }

  /** With where and for how long what is received is kept. */
  #kept(options: ListenerOptions): ListenerOptions {
    const { folder } = this.#share;
    const { keepSince, keepMilliseconds, memoryOnly } = this.#succession;
    const keep = { keepSince, ...(keepMilliseconds !== undefined && { keepMilliseconds }) };
    const place = memoryOnly ? { forgetFolder: folder } : { folder };
    return { ...this.#withQueues(options), ...keep, ...place };
  }

  /** With where what waits to be sent is kept. */
  #withQueues<T extends ForwardingOptions>(options: T): T {
    const { relayFolder, ...rest } = options;
    if (!this.#succession.memoryOnly || relayFolder === undefined) return options;
    return { ...rest, leftRelayFolder: relayFolder } as unknown as T;
  }
}
