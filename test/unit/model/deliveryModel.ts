import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import type { RelayStatus, SignalCounts } from "../../../listener/protocol/protocol.ts";
import { DeliveryLedger, lossReasons } from "../../../listener/relay/deliveryLedger.ts";
import { totalOf } from "../../../listener/relay/signalCounts.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { allowedOf } from "../../protocol/allowedForward.ts";
import {
  endpointOf,
  type Host,
  hosts,
  type ModelDestination,
  type ModelPolicy,
  needsConsent,
  policyText,
  randomPolicy,
} from "./modelPolicy.ts";
import { ModelReceivers } from "./modelReceivers.ts";
import { type ModelItem, modelRequest } from "./modelTelemetry.ts";
import { SeededRandom } from "./seededRandom.ts";
import { SimulatedDisk } from "./simulatedDisk.ts";
import { simulatedRoot, useDisk } from "./simulatedFs.ts";
import { processWorld, VirtualTime } from "./virtualWorld.ts";

const [storeFolder, relayFolder] = [`${simulatedRoot}/store`, `${simulatedRoot}/relay`];
const [second, minute, hour] = [1000, 60_000, 3_600_000];
/** So that a queue is full now and then. */
const maximumBytes = 3000;

/** What was acknowledged for one destination of one policy at one host. */
interface Account {
  readonly markers: Set<string>;
  /** Items of requests that were acknowledged, and of those of which nobody knows, for the process was killed. */
  acknowledged: number;
  uncertain: number;
}

/** What is wrong, with what had happened until then. */
export class BrokenInvariant extends Error {}

/**
 * A listener with its store, its queues and its relay on a disk and a network that fail in every way, and a person who
 * changes policies, endpoints and consents; beside it what must be true all the time, and what must be true in the end.
 */
export class DeliveryModel {
  readonly #random: SeededRandom;
  readonly #time = new VirtualTime();
  readonly #disk: SimulatedDisk;
  readonly #receivers: ModelReceivers;
  readonly history: string[] = [];
  #listener: Listener | undefined;
  #process: object = {};
  #policy: ModelPolicy;
  #isForwarding = true;
  #allowed: readonly Host[] = hosts;
  /** Hosts to which the person has sent what was at rest. */
  readonly #released = new Set<Host>();
  /** What each host may be sent: markers, and whether their prompts may be read. */
  readonly #mayGet = new Map<Host, Map<string, boolean>>(hosts.map((host) => [host, new Map()]));
  readonly #accounts = new Map<string, Account>();
  #nextMarker = 1;
  /** Log records that were acknowledged since the store was cleared. */
  #kept = 0;
  #violation: string | undefined;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#disk = new SimulatedDisk(this.#time.now);
    this.#receivers = new ModelReceivers(this.#time, this.#random);
    this.#policy = randomPolicy(this.#random);
    useDisk(this.#disk);
  }

  get now(): () => number {
    return this.#time.now;
  }

  /** Lets so many things happen and then everything come to an end. Throws a {@link BrokenInvariant}. */
  async run(steps: number): Promise<void> {
    // so many errors are made that nobody reads
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      await this.#play(steps);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  async #play(steps: number): Promise<void> {
    this.#start();
    for (let i = 0; i < steps; i++) {
      await this.#step();
      await this.#restartWhenKilled();
      this.#check();
    }
    await this.#comeToAnEnd();
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const kinds: readonly (readonly [weight: number, name: string, step: () => unknown])[] = [
      [30, "receive", () => this.#receive()],
      [16, "time passes", () => this.#pass(random.pick([50, second, 5 * second, minute]))],
      [1, "hours pass", () => this.#pass(random.pick([1, 1, 2, 2, 3, 9]) * hour)],
      [2, "the clock jumps", () => this.#time.jump((random.below(60) - 30) * hour)],
      [8, "another mood", () => this.#receivers.changeMood()],
      [6, "another policy", () => this.#changePolicy()],
      [4, "another consent", () => this.#changeConsent()],
      [3, "forwarding on or off", () => this.#switchForwarding()],
      [3, "the person sends what is at rest", () => this.#forEachQueue("send")],
      [2, "the person discards", () => this.#forEachQueue("discard")],
      [3, "the person tries again", () => this.#forEachQueue("try")],
      [3, "the person sends again", () => this.#sendAgain()],
      [1, "the person clears", () => this.#clear()],
      [4, "a kill is near", () => this.#armKill()],
      [2, "an error of the disk is near", () => this.#armFailure()],
      [3, "the disk is full, or is not", () => this.#fill()],
      [3, "restart", () => this.#restart()],
    ];
    let at = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, name, step] of kinds) {
      at -= weight;
      if (at >= 0) continue;
      this.history.push(name);
      await step();
      await this.#pass(0);
      return;
    }
  }

  #start(): void {
    const process = {};
    this.#process = process;
    const disk = this.#disk;
    const isAlive = () => this.#process === process && !disk.isKilled;
    const opener = this.#receivers.opener(process, isAlive, (host, items) => this.#onTheWire(host, items));
    const options = {
      policyText: policyText(this.#policy),
      policyOrigin: this.#policy.origin,
      maximumEvents: 100_000,
      folder: storeFolder,
      relayFolder,
      forward: this.#isForwarding,
      ...this.#access(),
    };
    const limits = { world: processWorld(this.#time, this.#random, process, opener), maximumBytes };
    for (let attempt = 1; ; attempt++) {
      try {
        this.#listener = new Listener(options, () => undefined, { forwardingTold: (told) => this.#hear(told) }, limits);
        return;
      } catch (error) {
        // the person looks after the disk
        if (!(error instanceof ListenerError) || attempt === 3) throw error;
        this.history.push(`  cannot be opened: ${error.message}`);
        this.#time.forget(process);
        disk.free = Number.POSITIVE_INFINITY;
        disk.failIn = Number.POSITIVE_INFINITY;
      }
    }
  }

  /** The person allows hosts, and what the policy in force sends there. */
  #access() {
    const { origin, destinations } = this.#policy;
    const text = policyText(this.#policy);
    const allowed = destinations.filter(({ host }) => this.#isAllowed(host));
    return { secrets: {}, allowed: allowed.map(({ name }) => allowedOf(text, origin, name)) };
  }

  get #running(): Listener {
    if (this.#listener === undefined) throw new Error("There is no listener.");
    return this.#listener;
  }

  #receive(): void {
    const random = this.#random;
    const signal = random.chance(0.75) ? "logs" : "traces";
    const markers = Array.from({ length: 1 + random.below(4) }, () => `m${this.#nextMarker++}`);
    const request = modelRequest(signal, markers, random.chance(0.05));
    const receiving = this.#isForwarding
      ? this.#policy.destinations.filter(({ takesTraces }) => signal === "logs" || takesTraces)
      : [];
    for (const destination of receiving) this.#permit(destination, markers);
    let isAcknowledged = true;
    try {
      this.#running.accept({ signal, bytes: encodeRequest(request) });
    } catch {
      // the sender is told to try again: nothing of it is anywhere
      isAcknowledged = false;
    }
    if (this.#disk.isKilled) isAcknowledged = false;
    if (isAcknowledged && signal === "logs") this.#kept += markers.length;
    for (const destination of receiving) {
      const account = this.#accountOf(destination);
      if (isAcknowledged) {
        account.acknowledged += markers.length;
        for (const marker of markers) account.markers.add(marker);
      } else account.uncertain += markers.length;
    }
    this.history.push(`  ${signal} ${markers.join(" ")}${isAcknowledged ? "" : ", not acknowledged"}`);
  }

  #permit({ host, keepsPrompts }: ModelDestination, markers: Iterable<string>): void {
    const may = this.#mayGet.get(host);
    for (const marker of markers) may?.set(marker, keepsPrompts || may.get(marker) === true);
  }

  #accountOf({ name, host }: ModelDestination): Account {
    const key = accountKey(this.#policy.origin, name, endpointOf(host));
    const account = this.#accounts.get(key) ?? { markers: new Set(), acknowledged: 0, uncertain: 0 };
    this.#accounts.set(key, account);
    return account;
  }

  #isAllowed(host: Host): boolean {
    return !needsConsent(this.#policy) || this.#allowed.includes(host);
  }

  /** Something goes to a host: whether it may, is decided by what is in force now, and by what was when it was accepted. */
  #onTheWire(host: Host, items: readonly ModelItem[]): void {
    const isInForce = this.#policy.destinations.some((one) => one.host === host) && this.#isAllowed(host);
    if (!this.#isForwarding) this.#violate(`${host} was sent something while forwarding was off`);
    if (!isInForce && !this.#released.has(host)) this.#violate(`${host} was sent something that nobody allows`);
    for (const { marker, isClear } of items) {
      const may = this.#mayGet.get(host)?.get(marker);
      if (may === undefined) this.#violate(`${host} was sent ${marker}, which was for another one`);
      else if (isClear && !may) this.#violate(`${host} was sent the prompt of ${marker}, which the policy removes`);
    }
  }

  #changePolicy(): void {
    this.#policy = randomPolicy(this.#random);
    this.history.push(`  ${this.#policy.origin}: ${JSON.stringify(this.#policy.destinations)}`);
    try {
      // between two policies nothing is allowed
      this.#running.setForwarding(this.#isForwarding, { allowed: [] });
      this.#running.setPolicy(policyText(this.#policy), this.#policy.origin);
      this.#running.setForwarding(this.#isForwarding, this.#access());
    } catch (error) {
      // the disk did not take a new queue: the extension starts the listener anew
      this.history.push(`  ${String(error)}`);
      this.#disk.kill();
    }
  }

  #changeConsent(): void {
    this.#allowed = hosts.filter(() => this.#random.chance(0.6));
    this.history.push(`  allowed: ${this.#allowed.join(" ")}`);
    this.#setForwarding();
  }

  #switchForwarding(): void {
    this.#isForwarding = !this.#isForwarding;
    if (!this.#isForwarding) this.#released.clear();
    this.#setForwarding();
  }

  #setForwarding(): void {
    try {
      this.#running.setForwarding(this.#isForwarding, this.#access());
    } catch (error) {
      this.history.push(`  ${String(error)}`);
      this.#disk.kill();
    }
  }

  #forEachQueue(what: "send" | "discard" | "try"): void {
    for (const { queue, endpoint, state } of this.#running.relays()) {
      if (!this.#random.chance(0.7)) continue;
      try {
        if (what === "discard") this.#running.discardQueue(queue);
        else if (what === "try") this.#running.tryAgain(queue);
        else if (state === "resting") {
          this.#running.sendQueue(queue);
          this.#released.add(new URL(endpoint).hostname as Host);
        }
      } catch (error) {
        if (!(error instanceof ListenerError)) throw error;
      }
    }
  }

  async #sendAgain(): Promise<void> {
    const destination = this.#random.pick(this.#policy.destinations);
    if (!this.#isForwarding) return;
    // whatever is missed passes through the policy of today
    for (const [key, { markers }] of this.#accounts)
      if (key.startsWith(accountKey(this.#policy.origin, destination.name, ""))) this.#permit(destination, markers);
    const account = this.#accountOf(destination);
    const items = await this.#running.sendAgain(destination.name);
    if (this.#disk.isKilled) account.uncertain += items;
    else account.acknowledged += items;
    if (items > 0) this.history.push(`  ${items} of ${destination.name}`);
  }

  #clear(): void {
    this.#kept = 0;
    try {
      this.#running.clear();
    } catch {
      // the disk did not delete a file: the person is told, and may try again
    }
  }

  #armKill(): void {
    this.#disk.killIn = 1 + this.#random.below(12);
    this.#disk.tornAt = this.#random.next();
  }

  #armFailure(): void {
    this.#disk.failIn = 1 + this.#random.below(20);
  }

  #fill(): void {
    this.#disk.free =
      this.#disk.free === Number.POSITIVE_INFINITY ? this.#random.below(2000) : Number.POSITIVE_INFINITY;
  }

  async #restart(): Promise<void> {
    let isClosed = false;
    const closing = this.#running.close().finally(() => {
      isClosed = true;
    });
    await this.#time.pass(2 * second, () => isClosed || this.#disk.isKilled);
    if (!this.#disk.isKilled) await closing;
    this.#begin();
  }

  async #restartWhenKilled(): Promise<void> {
    if (!this.#disk.isKilled) return;
    this.history.push("  killed");
    this.#begin();
    await this.#pass(0);
  }

  #begin(): void {
    this.#time.forget(this.#process);
    this.#disk.restart();
    this.#released.clear();
    this.#start();
  }

  #pass(milliseconds: number): Promise<void> {
    return this.#time.pass(milliseconds, () => this.#disk.isKilled);
  }

  /** True at any time. */
  #check(): void {
    if (this.#violation !== undefined) throw new BrokenInvariant(this.#violation);
    for (const status of this.#running.relays()) addUp(status);
    const { events, evicted } = this.#running.totals();
    // what the disk does not give back is said to be missing
    const isUnread = [...this.#disk.unread].some((path) => path.startsWith(storeFolder));
    if (events - evicted < this.#kept && !isUnread)
      throw new BrokenInvariant(`${events - evicted} of ${this.#kept} events are kept`);
  }

  /** All faults are over, everything that may be sent is sent, and what did not arrive must have been counted. */
  async #comeToAnEnd(): Promise<void> {
    this.history.push("the end");
    const disk = this.#disk;
    [disk.free, disk.failIn, disk.killIn] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ];
    this.#receivers.allGood();
    this.#isForwarding = true;
    this.#allowed = hosts;
    await this.#restart();
    for (const { queue, endpoint, state } of this.#running.relays()) {
      if (state !== "resting") continue;
      this.#running.sendQueue(queue);
      this.#released.add(new URL(endpoint).hostname as Host);
    }
    await this.#pass(10 * minute);
    this.#check();
    for (const status of this.#running.relays())
      if (totalOf(status.items.waiting) + totalOf(status.items.atRest) > 0)
        throw new BrokenInvariant(`something was not sent in the end: ${JSON.stringify(status)}`);
    await this.#restart();
    this.#check();
    this.#balance();
  }

  #balance(): void {
    const ledgers = this.#ledgers();
    for (const [key, { markers, acknowledged, uncertain }] of this.#accounts) {
      const counted = ledgers.get(key) ?? { accepted: 0, sent: 0, refused: 0, lost: 0 };
      const host = new URL(JSON.parse(key)[2] as string).hostname as Host;
      const taken = this.#receivers.taken.get(host) ?? [];
      const missing = [...markers].filter((marker) => !taken.some((item) => item.marker === marker));
      const about = `${key}: ${JSON.stringify(counted)}, ${acknowledged} acknowledged, ${uncertain} uncertain`;
      if (this.#isLedgerFailed) continue;
      if (counted.accepted < acknowledged || counted.accepted > acknowledged + uncertain)
        throw new BrokenInvariant(`not as many were accepted as were acknowledged: ${about}`);
      if (missing.length > counted.refused + counted.lost)
        throw new BrokenInvariant(`${missing.join(" ")} did not arrive and were not counted: ${about}`);
      if (counted.sent > taken.length)
        throw new BrokenInvariant(`more were counted as sent than were taken: ${about}, ${taken.length} taken`);
    }
  }

  /** What all ledgers say that there ever were. */
  #ledgers(): ReadonlyMap<string, Record<"accepted" | "sent" | "refused" | "lost", number>> {
    const sums = new Map<string, Record<"accepted" | "sent" | "refused" | "lost", number>>();
    const there = this.#disk.list(relayFolder).map((id) => this.#disk.bytesOf(`${relayFolder}/${id}/ledger`));
    const gone = this.#disk.removed.filter(({ path }) => path.endsWith("/ledger")).map(({ bytes }) => bytes);
    for (const bytes of [...there, ...gone]) {
      if (bytes === undefined) continue;
      const path = `${simulatedRoot}/ledger`;
      this.#disk.put(path, bytes);
      const ledger = new DeliveryLedger(path, undefined, this.#time.now);
      const { destination, endpoint, policyOrigin } = ledger.owner;
      const key = accountKey(policyOrigin, destination, endpoint);
      const sum = sums.get(key) ?? { accepted: 0, sent: 0, refused: 0, lost: 0 };
      const counts = ledger.counts(true);
      for (const word of ["accepted", "sent", "refused", "lost"] as const) sum[word] += totalOf(counts[word]);
      sums.set(key, sum);
      ledger.close();
    }
    return sums;
  }

  /** A disk that takes what it is given and then gives it back damages nothing. */
  #hear(told: string): void {
    this.history.push(`  ${told}`);
    const isDamaged = told.includes(lossReasons.damaged) || told.includes("begin anew");
    if (isDamaged && !this.#isLedgerFailed) this.#violate(told);
  }

  /** Where the disk did not take a ledger, what it would have said is known to nobody. */
  get #isLedgerFailed(): boolean {
    return [...this.#disk.failed].some((path) => path.endsWith("/ledger"));
  }

  #violate(what: string): void {
    this.#violation ??= what;
  }
}

const accountKey = (origin: string, destination: string, endpoint: string): string =>
  endpoint === ""
    ? `${JSON.stringify([origin, destination]).slice(0, -1)},`
    : JSON.stringify([origin, destination, endpoint]);

function addUp({ items: { accepted, ...rest }, destination, endpoint, refusals }: RelayStatus): void {
  const forTheKey = refusals.find(({ reason }) => /^40[13]/.test(reason));
  if (forTheKey !== undefined)
    throw new BrokenInvariant(`${forTheKey.items} for ${destination} were given up because of its key`);
  for (const signal of ["logs", "traces", "metrics"] as const) {
    const parts = Object.values<SignalCounts>(rest).map((counts) => counts[signal]);
    const sum = parts.reduce((one, other) => one + other, 0);
    if (sum !== accepted[signal] || parts.some((part) => part < 0))
      throw new BrokenInvariant(
        `the ${signal} of ${destination} at ${endpoint} do not add up: ${JSON.stringify({ accepted, ...rest })}`,
      );
  }
}
