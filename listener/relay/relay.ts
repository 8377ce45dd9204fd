import { createHash } from "node:crypto";
import { join } from "node:path";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../../core/policy/compilePolicy.ts";
import { deliverRequest } from "../../core/policy/deliverRequest.ts";
import type { RelayStatus } from "../protocol.ts";
import type { StorageDamage } from "../store/storageDamage.ts";
import { DestinationRelay, type RelayWorld, systemWorld } from "./destinationRelay.ts";
import { forwardVerdict, type PolicyConsent } from "./forwardConsent.ts";
import { RelayQueue } from "./relayQueue.ts";
import { notAllowed, relayTarget } from "./relayTarget.ts";

export interface RelayOptions {
  /** Owner-only folder of the queues; undefined keeps them in memory. */
  readonly folder: string | undefined;
  readonly environment: Environment;
  /** Values of headers by the names that the policy has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the person has allowed; see `forwardVerdict`. */
  readonly allowed: PolicyConsent["allowed"];
  /** Where the policy is from; see `ListenerOptions`. */
  readonly policyOrigin: string;
  readonly onChange: () => void;
  /** Hears of what could not be read in the folder of a queue. */
  readonly onUnread?: (damage: StorageDamage, folder: string) => void;
  readonly world?: RelayWorld;
  /** Of each destination's queue. */
  readonly maximumBytes?: number;
}

const usualMaximumBytes = 256 * 1024 * 1024;
const keptMilliseconds = 24 * 60 * 60 * 1000;
/** How long the end may take: a window that closes is given a moment, but what waits in memory alone would be lost. */
const patienceMilliseconds = { inFolder: 1000, inMemory: 5000 };
/** Nothing is sent any more to a destination that is gone from the policy. */
const gone = "The policy has no such destination any more.";

/**
 * Passes on what is received: each destination of the policy with `forward` gets exactly what the preview shows for it.
 * A destination that leaves the policy is sent nothing more; what waits for it is kept for a day, in case it returns.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #world: RelayWorld;
  readonly #destinations = new Map<string, DestinationRelay>();
  /** The queue that each of them uses. */
  readonly #queues = new Map<string, string>();
  /** By queue, those that have left the policy: their queues stay open, for two must not use the same folder. */
  readonly #resting = new Map<string, DestinationRelay>();
  #policy: CompiledPolicy;
  #policyOrigin: string;
  #secrets: Readonly<Record<string, string>>;
  #allowed: PolicyConsent["allowed"];

  constructor(policy: CompiledPolicy, options: RelayOptions) {
    this.#options = options;
    this.#world = options.world ?? systemWorld;
    this.#secrets = options.secrets;
    this.#allowed = options.allowed;
    this.#policy = policy;
    this.#policyOrigin = options.policyOrigin;
    this.#apply();
  }

  /** From now on this policy decides what is sent where. What was accepted before goes as it was. */
  setPolicy(policy: CompiledPolicy, policyOrigin: string): void {
    this.#policy = policy;
    this.#policyOrigin = policyOrigin;
    this.#apply();
    this.#options.onChange();
  }

  #apply(): void {
    const { policy } = this.#policy;
    const consent = { policyOrigin: this.#policyOrigin, allowed: this.#allowed };
    const forwarding = policy.destinations.flatMap((one) =>
      one.forward === undefined
        ? []
        : [{ ...forwardVerdict(policy, one, consent), name: one.name, forward: one.forward }],
    );
    for (const [name, queue] of [...this.#queues])
      if (!forwarding.some((one) => one.name === name && one.queue === queue)) this.#rest(name);
    for (const { name, forward, queue, isAllowed } of forwarding) {
      const destination = this.#destinationFor(name, queue);
      if (isAllowed) destination.setTarget(relayTarget(forward, this.#options.environment, this.#secrets));
      else destination.setTarget(notAllowed(forward));
    }
  }

  /** The person has given other values for headers, or allowed something else. */
  setAccess({ secrets, allowed }: Pick<RelayOptions, "secrets" | "allowed">): void {
    this.#secrets = secrets;
    this.#allowed = allowed;
    this.setPolicy(this.#policy, this.#policyOrigin);
  }

  /** Takes a received request. When this returns, every destination has its part in its queue. */
  accept(request: OtlpRequest): void {
    for (const [name, destination] of this.#destinations) {
      const { request: delivered, delivered: items } = deliverRequest(this.#policy, name, request);
      if (delivered !== undefined) destination.accept(delivered, items);
    }
  }

  status(): readonly RelayStatus[] {
    return [...this.#destinations.values()].map((destination) => destination.status());
  }

  /**
   * Ends soon: after the requests that are on their way when what waits is kept in a folder, otherwise after what the
   * receivers still take. The status stays as it was then.
   */
  async stop(milliseconds?: number): Promise<void> {
    const { inFolder, inMemory } = patienceMilliseconds;
    const patience = milliseconds ?? (this.#options.folder === undefined ? inMemory : inFolder);
    const all = [...this.#destinations.values(), ...this.#resting.values()];
    await Promise.all(all.map((destination) => destination.stop(patience)));
  }

  #rest(name: string): void {
    const destination = this.#destinations.get(name);
    if (destination === undefined) return;
    destination.setTarget({ problem: gone });
    this.#resting.set(this.#queues.get(name) ?? name, destination);
    this.#destinations.delete(name);
    this.#queues.delete(name);
  }

  #destinationFor(name: string, queue: string): DestinationRelay {
    const known = this.#destinations.get(name) ?? this.#resting.get(queue);
    this.#queues.set(name, queue);
    if (known !== undefined) {
      this.#resting.delete(queue);
      this.#destinations.set(name, known);
      return known;
    }
    const { folder, maximumBytes = usualMaximumBytes, onChange } = this.#options;
    // what a queue is called may hold anything
    const own =
      folder === undefined ? undefined : join(folder, createHash("sha256").update(queue).digest("hex").slice(0, 24));
    const keepSince = this.#world.now() - keptMilliseconds;
    const waiting = new RelayQueue({ folder: own, maximumBytes, keepSince });
    if (waiting.damage !== undefined) this.#options.onUnread?.(waiting.damage, own ?? "");
    const destination = new DestinationRelay(name, waiting, this.#world, onChange);
    this.#destinations.set(name, destination);
    return destination;
  }
}
