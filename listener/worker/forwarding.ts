import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { RelayStatus, ShownQueue } from "../protocol/delivery.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import type { ForwardingOptions, PolicyLocation } from "../protocol/listenerOptions.ts";
import type { StorageDamage } from "../protocol/storageDamage.ts";
import type { RequestEvents } from "../relay/keptEvents.ts";
import { countMissed, sendMissed } from "../relay/missedRequests.ts";
import { holdsQueues } from "../relay/queueFolders.ts";
import { Relay, type RelayLimits, type RelayOptions } from "../relay/relay.ts";
import { systemWorld } from "../relay/relayWorld.ts";
import type { EventStore } from "../store/eventStore.ts";
import { joinDamage } from "../store/segments/storageDamage.ts";
import { atOnce, inSlices, type Slices } from "../store/slices.ts";
import { folderError } from "./folderError.ts";

/** The policy that counts, whose it is, and where its files are looked for. */
export interface PolicyInForce {
  readonly policy: CompiledPolicy;
  readonly policyOrigin: string;
  readonly place: PolicyLocation | undefined;
}

/** Whom the forwarding tells. */
export interface ForwardingEvents {
  changed(): void;
  /** Something was lost, or forgotten: one sentence, which may hold names of the policy. */
  told(message: string): void;
  /** Something in a folder of queues could not be read. */
  unread(damage: StorageDamage, folder: string): void;
}

/** What leaves: the queues in force, and those that an earlier listener left in a folder while this one keeps all in memory. */
export class Forwarding {
  readonly #inForce: () => PolicyInForce;
  readonly #environment: Environment;
  readonly #limits: RelayLimits;
  readonly #events: ForwardingEvents;
  #relay: Relay | undefined;
  #left: Relay | undefined;
  #options: ForwardingOptions;
  #isOn: boolean;
  #damage: StorageDamage | undefined;
  #sendingAgain: Promise<unknown> = Promise.resolve();
  #reopening: Promise<unknown> = Promise.resolve();

  constructor(
    inForce: () => PolicyInForce,
    start: { readonly options: ForwardingOptions; readonly isOn: boolean; readonly environment: Environment },
    limits: RelayLimits,
    events: ForwardingEvents,
  ) {
    this.#inForce = inForce;
    this.#options = start.options;
    this.#isOn = start.isOn;
    this.#environment = start.environment;
    this.#limits = limits;
    this.#events = events;
  }

  /** Opens what has to be open. What an earlier process left behind grows old, whether anything is forwarded or not. */
  *open(): Slices<void> {
    const { relayFolder, leftRelayFolder } = this.#options;
    const isWanted = this.#isOn || relayFolder !== undefined;
    if (isWanted && this.#relay === undefined) this.#relay = yield* this.#openRelay();
    const isSomeLeft = leftRelayFolder !== undefined && holdsQueues(leftRelayFolder);
    if (isSomeLeft && this.#left === undefined) this.#left = yield* this.#openLeft();
  }

  /** Whether anything is forwarded. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** What the person has allowed to be sent. */
  get allowed(): ForwardingOptions["allowed"] {
    return this.#options.allowed;
  }

  /** What could not be read of the queues. */
  get damage(): StorageDamage | undefined {
    return this.#damage;
  }

  /** Whether requests are wanted in {@link accept}. */
  get takes(): boolean {
    return this.#relay?.takes === true;
  }

  /** Throws a `ListenerError` when something is to be queued and the queues are no longer this process's own. */
  requireOwn(): void {
    if (this.#isOn) this.#relay?.requireOwn();
  }

  /** Queues a request for each destination that gets something of it. */
  accept(request: OtlpRequest, events: RequestEvents | undefined): void {
    this.#relay?.accept(request, events);
  }

  /** The policy in force is another one, or its salt was read. */
  policyChanged(): void {
    const { policy, policyOrigin, place } = this.#inForce();
    for (const relay of this.#relays) relay.setPolicy(policy, policyOrigin, place);
  }

  /** How far the forwarding to each destination is. */
  status(): readonly RelayStatus[] {
    return this.#relays.flatMap((relay) => relay.status());
  }

  /** Sends what is at rest in a queue to the endpoint that it was queued for. Throws a `ListenerError`. */
  sendQueue(queue: string, secrets: Readonly<Record<string, string>>, asked?: ShownQueue): void {
    this.#relayOf(queue).sendQueue(queue, secrets, asked);
  }

  /** Forgets what is in a queue; tells how many items that were, once it is done. Throws a `ListenerError`. */
  discardQueue(queue: string): Promise<number> {
    return this.#relayOf(queue).discardQueue(queue);
  }

  /** Lets a queue try again at once. Throws a `ListenerError`. */
  tryAgain(queue: string): void {
    this.#relayOf(queue).tryAgain(queue);
  }

  /** How many of the kept events that were refused or lost for a destination it would be sent by today's policy. */
  async missedEvents(store: EventStore, destination: string): Promise<number> {
    return countMissed(store, this.#own, this.#inForce().policy, destination);
  }

  /**
   * Passes those events through today's policy once more, as if they came in now. Tells how many items were queued. Throws a
   * `ListenerError`.
   */
  sendAgain(store: EventStore, destination: string): Promise<number> {
    // one after the other: what is being sent again is not missed twice
    const sent = this.#sendingAgain.then(() => sendMissed(store, this.#own, destination));
    this.#sendingAgain = sent.catch(() => 0);
    return sent.finally(() => this.#events.changed());
  }

  /** Other options count. What waits to be sent is at rest while it is off. {@link access} has to be called then. */
  setOptions(isOn: boolean, options: ForwardingOptions): void {
    this.#options = { ...this.#options, ...options };
    this.#isOn = isOn;
  }

  /** Tells the queues what may be sent now, and opens what is not open yet. Throws a `ListenerError`. */
  access(): void {
    for (const relay of this.#relays) this.#tellAccess(relay);
    atOnce(this.open());
  }

  /**
   * What waits is this process's own again, after another one had it: it is opened in slices, and until it is, nothing is
   * accepted. Rejects with a `ListenerError` when it cannot be opened.
   */
  reopen(): Promise<void> {
    const reopened = this.#reopening.then(async () => {
      // what it knows of the folder is of before
      const relay = this.#relay?.isInMemory === false ? this.#relay : undefined;
      relay?.abandon();
      this.#left?.abandon();
      const { nextTurn } = this.#limits.world ?? systemWorld;
      if (relay !== undefined) this.#relay = await inSlices(this.#openRelay(), nextTurn);
      if (this.#left !== undefined) this.#left = await inSlices(this.#openLeft(), nextTurn);
      this.#events.changed();
    });
    this.#reopening = reopened.catch(() => undefined);
    return reopened;
  }

  /** All events are forgotten: none is missed any more, and no damage is known. */
  clear(): void {
    for (const relay of this.#relays) relay.forgetMissed();
    this.#damage = undefined;
  }

  /** Ends it. What waits to be sent stays in its folders. */
  async stop(): Promise<void> {
    await this.#reopening;
    await Promise.all(this.#relays.map((relay) => relay.stop()));
  }

  get #relays(): readonly Relay[] {
    return [this.#relay, this.#left].filter((relay) => relay !== undefined);
  }

  get #own(): Relay {
    if (this.#relay !== undefined) return this.#relay;
    throw new ListenerError("failed", "Nothing is forwarded: switch forwarding on first.");
  }

  #relayOf(queue: string): Relay {
    return this.#relays.find((relay) => relay.has(queue)) ?? this.#own;
  }

  #openRelay(): Slices<Relay> {
    const { relayFolder } = this.#options;
    // nobody else has what is in memory
    const limits = relayFolder === undefined ? { ...this.#limits, isOwner: () => true } : this.#limits;
    return this.#open({ folder: relayFolder, ...limits });
  }

  #openLeft(): Slices<Relay> {
    return this.#open({ folder: this.#options.leftRelayFolder, isLeft: true, ...this.#limits });
  }

  *#open(where: Pick<RelayOptions, "folder" | "isLeft"> & RelayLimits): Slices<Relay> {
    const [{ policy, policyOrigin, place }, forwarding, forward] = [this.#inForce(), this.#options, this.#isOn];
    const { secrets = {}, allowed, proxies } = forwarding;
    const options = {
      forward,
      environment: this.#environment,
      secrets,
      allowed,
      policyOrigin,
      network: { place, proxies },
      onChange: () => this.#events.changed(),
      onTold: (message: string) => this.#events.told(message),
      onUnread: (damage: StorageDamage, folder: string) => {
        this.#damage = joinDamage(this.#damage, damage);
        this.#events.unread(damage, folder);
      },
      ...where,
    };
    let relay: Relay;
    try {
      relay = yield* Relay.opening(policy, options);
    } catch (cause) {
      throw folderError(where.folder, "what waits to be sent", cause);
    }
    // what counts may be something else since it began
    const now = this.#inForce();
    if (policy !== now.policy) relay.setPolicy(now.policy, now.policyOrigin, now.place);
    if (forwarding !== this.#options || forward !== this.#isOn) this.#tellAccess(relay);
    return relay;
  }

  #tellAccess(relay: Relay): void {
    const { secrets = {}, allowed, proxies } = this.#options;
    relay.setAccess({ secrets, allowed, forward: this.#isOn, proxies });
  }
}
