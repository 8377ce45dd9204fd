import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import type { CompiledPolicy, Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { Forward } from "../../core/policy/model/policyModel.ts";
import { NotOwnError, requireOwnFolder } from "../../system/ownFile.ts";
import type { RelayStatus, RestReason, ShownQueue } from "../protocol/delivery.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import type { PolicyLocation } from "../protocol/listenerOptions.ts";
import type { StorageDamage } from "../protocol/storageDamage.ts";
import { SegmentFolder } from "../store/segments/segmentFolder.ts";
import { atOnce, type Slices } from "../store/slices.ts";
import { DeliveryLedger, type QueueOwner } from "./deliveryLedger.ts";
import { readsOf, refusalOf, unnamedReads } from "./endpointReads.ts";
import { forwardKey, forwardVerdict, type PolicyConsent } from "./forwardConsent.ts";
import { IdSet } from "./idSet.ts";
import { GrowingRanges, type KeptEvents, type RequestEvents } from "./keptEvents.ts";
import { Outbox, type OutboxEvents } from "./outbox.ts";
import { ledgerName, leftNames, queuesIn, removeQueueFolder } from "./queueFolders.ts";
import { RelayQueue } from "./relayQueue.ts";
import { notAllowed, type RelayNetwork, relayTarget } from "./relayTarget.ts";
import { type RelayWorld, systemWorld } from "./relayWorld.ts";

/** What the forwarding lives in: the machine's own without it. */
export interface RelayLimits {
  readonly world?: RelayWorld;
  /** Of each destination's queue. */
  readonly maximumBytes?: number;
  /** Whether the folder is still this process's own: asked before anything in it is changed, or sent. */
  readonly isOwner?: () => boolean;
}

export interface RelayOptions extends RelayLimits {
  /** Owner-only folder of the queues; undefined keeps them in memory. */
  readonly folder: string | undefined;
  /**
   * Whether it has only what an earlier process left in the folder: that is sent as far as it may be, nothing that is received
   * goes in, and of a queue that is empty nothing stays.
   */
  readonly isLeft?: boolean;
  /** Whether anything is sent at all; true without it. Otherwise everything that is queued is at rest. */
  readonly forward?: boolean;
  readonly environment: Environment;
  /** Values of headers by the names that the policy has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the person has allowed; see `forwardVerdict`. */
  readonly allowed: PolicyConsent["allowed"];
  /** Where the policy is from; see `ListenerOptions`. */
  readonly policyOrigin: string;
  /** See {@link RelayNetwork}. */
  readonly network?: RelayNetwork;
  readonly onChange: () => void;
  /** Hears of what was lost, or forgotten: one sentence. */
  readonly onTold?: (message: string) => void;
  /** Hears of what could not be read in the folder of a queue. */
  readonly onUnread?: (damage: StorageDamage, folder: string) => void;
}

const usualMaximumBytes = 256 * 1024 * 1024;
const dayMilliseconds = 24 * 60 * 60 * 1000;
/** How often it is looked for what has waited for too long. */
const sweepMilliseconds = 10 * 60 * 1000;
/** How long the end may take: a window that closes is given a moment, but what waits in memory alone would be lost. */
const patienceMilliseconds = { inFolder: 1000, inMemory: 5000 };

/**
 * Passes on what is received: each destination of the policy with `forward` gets exactly what the preview shows for it.
 * What waits belongs to the destination, the endpoint and the policy that it was queued for, and is never sent elsewhere:
 * when one of them changes it is at rest, for a day, until the person sends or discards it, or until what it belongs to is
 * in force again.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #world: RelayWorld;
  readonly #events: OutboxEvents;
  /** All queues that are open, by their ids: two must not use the same folder. */
  readonly #outboxes = new Map<string, Outbox>();
  /** Those that what is received goes into, by destination. */
  #current: ReadonlyMap<string, Outbox> = new Map();
  #policy: CompiledPolicy;
  #policyOrigin: string;
  #forward: boolean;
  #secrets: Readonly<Record<string, string>>;
  #allowed: PolicyConsent["allowed"];
  #network: RelayNetwork;
  #endSweep: () => void = () => undefined;
  #isAbandoned = false;
  #isOpen = false;
  #isSweeping = false;
  /** Queues in whose folders a newer version has left something. */
  readonly #newer = new Set<string>();

  /** Opens all queues at once, however much waits in them. Throws the error of the file system when the folder cannot be used. */
  constructor(policy: CompiledPolicy, options: RelayOptions, isOpened = true) {
    this.#options = options;
    this.#world = options.world ?? systemWorld;
    const told = (message: string) => options.onTold?.(message);
    // whoever opens it has it once it is open
    this.#events = { changed: () => this.#isOpen && this.#changed(), told, isOwn: () => this.isOwn };
    this.#forward = options.forward ?? true;
    this.#secrets = options.secrets;
    this.#allowed = options.allowed;
    this.#network = options.network ?? {};
    this.#policy = policy;
    this.#policyOrigin = options.policyOrigin;
    if (isOpened) atOnce(this.#openAll());
  }

  /** Opens all queues in slices. Where it stops being this process's own meanwhile, it is left as it is. */
  static *opening(policy: CompiledPolicy, options: RelayOptions): Slices<Relay> {
    const relay = new Relay(policy, options, false);
    yield* relay.#openAll();
    return relay;
  }

  *#openAll(): Slices<void> {
    yield* this.#reopen();
    this.#apply();
    this.#sweep();
    this.#isOpen = true;
  }

  /** Whether what waits ends with the process. */
  get isInMemory(): boolean {
    return this.#options.folder === undefined;
  }

  /** Whether anything that is received goes into a queue. */
  get takes(): boolean {
    return this.#current.size > 0;
  }

  /**
   * Whether the folder is this process's own. Once it is not, nothing of it is changed or sent any more: whoever has it now
   * goes on with it.
   */
  get isOwn(): boolean {
    if (this.#options.isOwner?.() === false) this.abandon();
    return !this.#isAbandoned;
  }

  /** Leaves everything as it is in the folder: nothing of it is changed or sent any more. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#endSweep();
    for (const outbox of this.#outboxes.values()) outbox.abandon();
  }

  /** From now on this policy decides what is sent where. A receiver that refused the key is asked once more. */
  setPolicy(policy: CompiledPolicy, policyOrigin: string, place?: PolicyLocation): void {
    this.#policy = policy;
    this.#policyOrigin = policyOrigin;
    this.#network = { ...this.#network, place };
    this.#apply();
    for (const outbox of this.#current.values()) outbox.endPause();
    this.#options.onChange();
  }

  /** The person has given other values for headers, allowed something else, named another proxy, or switched forwarding. */
  setAccess({
    secrets,
    allowed,
    forward,
    proxies,
  }: Pick<RelayOptions, "secrets" | "allowed" | "forward"> & Pick<RelayNetwork, "proxies">): void {
    this.#network = { ...this.#network, proxies };
    this.#secrets = secrets;
    this.#allowed = allowed;
    this.#forward = forward ?? true;
    this.#apply();
    this.#options.onChange();
  }

  /**
   * Takes a received request, of which these events are kept. When this returns, every destination has its part in its
   * queue. Throws a `ListenerError` when the queues are no longer this process's own.
   */
  accept(request: OtlpRequest, events?: RequestEvents): void {
    for (const [destination, outbox] of this.#current) {
      this.requireOwn();
      const part = this.#partFor(destination, request, events);
      if (part.request !== undefined) outbox.accept(part.request, part.items, part.events);
    }
  }

  /**
   * Takes events that a destination has missed once more, as if they came in now; they are not missed any more. Tells how many
   * items it was for. Throws a `ListenerError` when nothing is forwarded to it.
   */
  acceptMissed(destination: string, request: OtlpRequest, events: RequestEvents, all: KeptEvents["ranges"]): number {
    this.requireOwn();
    const outbox = this.#current.get(destination);
    if (outbox === undefined) throw failed(`Nothing is forwarded to ${destination} any more.`);
    const part = this.#partFor(destination, request, events);
    const ledgers = this.#ofDestination(destination).map(({ ledger }) => ledger);
    // what is lost now is missed anew
    for (const { missed } of ledgers) missed.delete({ ranges: all, store: events.store });
    if (part.request !== undefined) outbox.accept(part.request, part.items, part.events);
    for (const ledger of ledgers) ledger.save();
    return part.items;
  }

  /** Throws a `ListenerError` when the queues are no longer this process's own. */
  requireOwn(): void {
    if (!this.isOwn) throw failed("Another window has what waits to be sent: try again in a moment.");
  }

  /** Those that what is received goes into, in the order of the policy; then those in which something is left. */
  status(): readonly RelayStatus[] {
    const current = [...this.#current].map(([destination, outbox]) => {
      const all = this.#ofDestination(destination).map(({ ledger }) => ledger.missed);
      const missed = all.reduce((sum, { size }) => sum + size, 0);
      const forgotten = all.reduce((sum, one) => sum + one.forgotten, 0);
      return { ...outbox.status(), missed, forgotten };
    });
    const others = [...this.#outboxes.values()].map((outbox) => outbox.status());
    return [...current, ...others.filter((status) => !status.isCurrent && hasSomething(status))];
  }

  /**
   * Sends what is at rest in a queue to the endpoint that it was queued for. For that only what the policy in force or a
   * consent names for this endpoint is read, and what the person was shown. Throws a `ListenerError` when that can't be done.
   */
  sendQueue(queue: string, secrets: Readonly<Record<string, string>>, asked?: ShownQueue): void {
    const outbox = this.#outboxOf(queue);
    const { endpoint, protocol, headers, tls, policyOrigin } = outbox.ledger.owner;
    if (!this.#forward) throw failed("Forwarding is off: switch it on first.");
    if (endpoint === "") throw failed("It is not known where this was to be sent: it can only be discarded.");
    if (outbox.isCurrent) throw failed("This is sent by itself as soon as it is allowed and its headers have values.");
    this.#requireNamed(outbox, asked);
    const forward = { endpoint, protocol, headersFromEnvironment: new Map(headers), ...(tls && { tls }) };
    // where another policy lies is not known, and so none of its files is read
    const place = policyOrigin === this.#policyOrigin ? this.#network.place : undefined;
    const network = { ...this.#network, place };
    const target = relayTarget(forward, this.#options.environment, { ...this.#secrets, ...secrets }, network);
    if ("problem" in target) throw failed(target.problem);
    outbox.release(target);
  }

  /** Throws a `ListenerError` where something would be read that nobody has named for the endpoint of a queue. */
  #requireNamed(outbox: Outbox, asked: ShownQueue | undefined): void {
    const { endpoint, headers, tls } = outbox.ledger.owner;
    const consent = { policyOrigin: this.#policyOrigin, allowed: this.#allowed };
    const unnamed = unnamedReads(readsOf(headers, tls), endpoint, this.#policy.policy, consent);
    const status = outbox.status();
    const agreed = asked?.endpoint === status.endpoint ? asked.variables : [];
    const variables = unnamed.variables.filter((variable) => !agreed.includes(variable));
    const refusal = refusalOf({ ...unnamed, variables }, status.endpoint);
    if (refusal !== undefined) throw failed(refusal);
  }

  /**
   * Forgets what is in a queue. Tells how many items that were, once all of it is forgotten. Throws a `ListenerError` while it
   * is being sent.
   */
  discardQueue(queue: string): Promise<number> {
    const outbox = this.#outboxOf(queue);
    const discarded = outbox.discard();
    if (discarded === undefined) throw failed("This is being sent right now: try again in a moment.");
    return discarded.then((items) => {
      this.#sweep();
      return items;
    });
  }

  tryAgain(queue: string): void {
    this.#outboxOf(queue).tryAgain();
  }

  /** The events of a store that were refused or lost for a destination, at whichever endpoint of this policy. */
  missedEvents(destination: string, store: string): IdSet {
    const all = new IdSet();
    for (const { ledger } of this.#ofDestination(destination)) all.addAll(ledger.missed.of(store));
    return all;
  }

  /** Those events, or without any all of all destinations, are no longer kept. */
  forgetMissed(destination?: string, events?: KeptEvents): void {
    if (!this.isOwn) return;
    const outboxes = destination === undefined ? this.#outboxes.values() : this.#ofDestination(destination);
    for (const { ledger } of outboxes) {
      if (events === undefined) ledger.missed.clear();
      else ledger.missed.delete(events);
      ledger.save();
    }
  }

  /**
   * Ends soon: after the requests that are on their way when what waits is kept in a folder, otherwise after what the
   * receivers still take. The status stays as it was then.
   */
  async stop(milliseconds?: number): Promise<void> {
    this.#endSweep();
    const { inFolder, inMemory } = patienceMilliseconds;
    if (!this.isOwn) return;
    const patience = milliseconds ?? (this.#options.folder === undefined ? inMemory : inFolder);
    await Promise.all([...this.#outboxes.values()].map((outbox) => outbox.stop(patience)));
  }

  /** What a destination receives of a request, and which of its events that are. */
  #partFor(destination: string, received: OtlpRequest, events: RequestEvents | undefined) {
    const ids = new GrowingRanges();
    const note = events && ((position: number) => ids.add(events.idAt(position)));
    const { request, delivered } = deliverRequest(this.#policy, destination, received, note);
    return { request, items: delivered, events: { ranges: ids.ranges, store: events?.store } };
  }

  #apply(): void {
    if (!this.isOwn) return;
    const current = new Map<string, Outbox>();
    const { policy } = this.#policy;
    const consent = { policyOrigin: this.#policyOrigin, allowed: this.#allowed };
    for (const destination of policy.destinations) {
      const { name, forward } = destination;
      if (forward === undefined || !this.#forward) continue;
      const verdict = forwardVerdict(policy, destination, consent);
      const outbox = this.#outboxFor(this.#ownerOf(name, forward, verdict.queue));
      if (outbox === undefined) continue;
      current.set(name, outbox);
      const target = verdict.isAllowed
        ? relayTarget(forward, this.#options.environment, this.#secrets, this.#network)
        : notAllowed(forward);
      outbox.setTarget(target, !this.#isLeft);
    }
    if (!this.#isLeft) this.#current = current;
    const active = new Set(current.values());
    for (const outbox of this.#outboxes.values()) {
      if (active.has(outbox)) continue;
      // what the person has sent on its way goes on, unless nothing is to be sent at all
      if (!outbox.isReleased || !this.#forward) outbox.rest(this.#restReason(outbox.ledger.owner));
    }
  }

  #ownerOf(destination: string, forward: Forward, name: string): QueueOwner {
    const { endpoint, protocol, headersFromEnvironment, tls } = forward;
    const policyOrigin = this.#policyOrigin;
    const headers = [...headersFromEnvironment];
    return { name, destination, endpoint, policyOrigin, protocol, headers, ...(tls && { tls }) };
  }

  #restReason(owner: QueueOwner): RestReason {
    if (owner.endpoint === "") return "unknown";
    if (!this.#forward) return "off";
    if (owner.policyOrigin !== this.#policyOrigin) return "policy";
    const { destination, policyOrigin } = owner;
    const forward = this.#policy.policy.destinations.find(({ name }) => name === destination)?.forward;
    if (forward === undefined) return "gone";
    const now = forwardKey({ policyOrigin, destination, endpoint: forward.endpoint });
    return now === forwardKey(owner) ? "consent" : "endpoint";
  }

  /** The queues of a destination of the policy in force, whatever its endpoint was. */
  #ofDestination(destination: string): readonly Outbox[] {
    return [...this.#outboxes.values()].filter(
      ({ ledger: { owner } }) => owner.destination === destination && owner.policyOrigin === this.#policyOrigin,
    );
  }

  /** Whether a queue is one of these. */
  has(queue: string): boolean {
    return this.#outboxes.has(this.#folderOf(queue));
  }

  get #isLeft(): boolean {
    return this.#options.isLeft === true;
  }

  /** The name of its folder; empty when it is another relay's queue. */
  #folderOf(queue: string): string {
    if (!this.#isLeft) return queue;
    return queue.startsWith(leftPrefix) ? queue.slice(leftPrefix.length) : "";
  }

  #outboxOf(queue: string): Outbox {
    this.requireOwn();
    const outbox = this.#outboxes.get(this.#folderOf(queue));
    if (outbox === undefined) throw failed("There is no such queue any more.");
    return outbox;
  }

  /** The queue of an owner: a new one where nothing was queued for it yet, unless none are begun here. */
  #outboxFor(owner: QueueOwner): Outbox | undefined {
    const id = createHash("sha256").update(owner.name).digest("hex").slice(0, 24);
    const known = this.#outboxes.get(id) ?? (this.#isLeft ? undefined : atOnce(this.#open(id, owner)));
    known?.ledger.setOwner(owner);
    return known;
  }

  /** Opens a queue, or begins one. Without an owner it belongs to the one that it says itself. */
  *#open(id: string, owner: QueueOwner | undefined): Slices<Outbox> {
    const { folder, maximumBytes = usualMaximumBytes } = this.#options;
    const own = folder === undefined ? undefined : join(folder, id);
    if (own !== undefined) {
      requireOwnFolder(own);
      mkdirSync(own, { recursive: true, mode: 0o700 });
    }
    if (own !== undefined && this.#isLeft) new SegmentFolder(own).forgetSetAside();
    const now = () => this.#world.now();
    const ledger = new DeliveryLedger(own === undefined ? undefined : join(own, ledgerName), owner, now);
    // requests of an earlier version do not say when they were accepted: their files do
    const keep = ledger.owner.endpoint === "" ? { keepSince: now() - dayMilliseconds } : {};
    let queue: RelayQueue | undefined;
    try {
      queue = yield* RelayQueue.opening({ folder: own, maximumBytes, lastId: ledger.settledId, ...keep });
    } finally {
      if (queue === undefined) ledger.close();
    }
    if (queue.damage !== undefined) this.#options.onUnread?.(queue.damage, own ?? "");
    if (queue.damage?.files.some(({ reason }) => reason === "newer")) this.#newer.add(id);
    const outbox = new Outbox(this.#isLeft ? leftPrefix + id : id, queue, ledger, this.#world, this.#events);
    this.#outboxes.set(id, outbox);
    return outbox;
  }

  /** Opens what earlier processes left, for whichever policy. */
  *#reopen(): Slices<void> {
    const { folder } = this.#options;
    if (folder === undefined) return;
    for (const name of queuesIn(folder)) {
      try {
        const opening = this.#open(name, undefined);
        while (opening.next().done !== true) {
          yield;
          if (!this.isOwn) {
            opening.return(undefined as never);
            return;
          }
        }
      } catch (error) {
        const { code = "error" } = error as NodeJS.ErrnoException;
        const reason = error instanceof NotOwnError ? `${error.path} ${error.reason}` : code;
        this.#events.told(`What waits in ${join(folder, name)} cannot be read (${reason}): it stays there.`);
      }
    }
  }

  #changed(): void {
    this.#options.onChange();
    // nothing of an empty queue stays
    if (!this.#isLeft || this.#isAbandoned || this.#isSweeping) return;
    if (![...this.#outboxes].some(([id, { isEmpty }]) => isEmpty && !this.#newer.has(id))) return;
    this.#isSweeping = true;
    this.#endSweep();
    this.#endSweep = this.#world.after(0, () => this.#sweep());
  }

  /** What has waited for too long is lost, and nothing is kept of queues that are empty and belong to nothing in force. */
  #sweep(): void {
    if (!this.isOwn) return;
    this.#endSweep();
    this.#isSweeping = true;
    const now = this.#world.now();
    for (const [id, outbox] of this.#outboxes) {
      outbox.loseExpired();
      const { owner, changedAt } = outbox.ledger;
      const isNotKept = this.#isLeft && !this.#newer.has(id);
      const isOld = Math.abs(now - changedAt) > dayMilliseconds || owner.endpoint === "" || isNotKept;
      const isInForce = !this.#isLeft && (outbox.isCurrent || outbox.isReleased);
      const isUsed = isInForce || !outbox.isEmpty;
      if (!isUsed && isOld) this.#remove(id, outbox);
    }
    this.#endSweep = this.#world.after(sweepMilliseconds, () => this.#sweep());
    this.#isSweeping = false;
  }

  #remove(id: string, outbox: Outbox): void {
    this.#outboxes.delete(id);
    // nothing is on its way in it, so it has ended when this returns
    void outbox.stop(0);
    const { folder } = this.#options;
    if (folder === undefined) return;
    const own = join(folder, id);
    const left = removeQueueFolder(own);
    if (left.length > 0) this.#events.told(`${own} has no queue any more, but ${leftNames(left)}: that stays there.`);
  }
}

/** Begins the ids of queues that an earlier process left: there may be another one with the same owner in memory. */
const leftPrefix = "left-";

const hasSomething = ({ items: { waiting, atRest } }: RelayStatus): boolean =>
  [waiting, atRest].some(({ logs, traces, metrics }) => logs + traces + metrics > 0);

const failed = (message: string): ListenerError => new ListenerError("failed", message);
