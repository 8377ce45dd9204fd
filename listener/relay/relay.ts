import { createHash } from "node:crypto";
import { join } from "node:path";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../../core/policy/compilePolicy.ts";
import { deliverRequest } from "../../core/policy/deliverRequest.ts";
import type { RelayStatus } from "../protocol.ts";
import type { PolicyPlace } from "../send/tlsFiles.ts";
import { DestinationRelay, type RelayWorld, systemWorld } from "./destinationRelay.ts";
import { isAllowed } from "./forwardConsent.ts";
import { RelayQueue } from "./relayQueue.ts";
import { notAllowed, type RelayNetwork, relayTarget } from "./relayTarget.ts";

export interface RelayOptions {
  /** Owner-only folder of the queues; undefined keeps them in memory. */
  readonly folder: string | undefined;
  readonly environment: Environment;
  /** Values of headers by the names that the policy has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What may be sent to; see `consentKey`. Undefined allows everything. */
  readonly allowed: readonly string[] | undefined;
  /** See {@link RelayNetwork}. */
  readonly network?: RelayNetwork;
  readonly onChange: () => void;
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
  /** Those that have left the policy: their queues stay open, for two must not use the same folder. */
  readonly #resting = new Map<string, DestinationRelay>();
  #policy: CompiledPolicy;
  #secrets: Readonly<Record<string, string>>;
  #allowed: readonly string[] | undefined;
  #network: RelayNetwork;

  constructor(policy: CompiledPolicy, options: RelayOptions) {
    this.#options = options;
    this.#world = options.world ?? systemWorld;
    this.#secrets = options.secrets;
    this.#allowed = options.allowed;
    this.#network = options.network ?? {};
    this.#policy = policy;
    this.#apply();
  }

  /** From now on this policy decides what is sent where. What was accepted before goes as it was. */
  setPolicy(policy: CompiledPolicy, place?: PolicyPlace): void {
    this.#policy = policy;
    this.#network = { ...this.#network, place };
    this.#apply();
    this.#options.onChange();
  }

  #apply(): void {
    const forwarding = this.#policy.policy.destinations.filter(({ forward }) => forward !== undefined);
    for (const name of [...this.#destinations.keys()])
      if (!forwarding.some((destination) => destination.name === name)) this.#rest(name);
    for (const { name, forward } of forwarding) {
      if (forward === undefined) continue;
      const destination = this.#destinationFor(name);
      if (isAllowed(forward, this.#allowed))
        destination.setTarget(relayTarget(forward, this.#options.environment, this.#secrets, this.#network));
      else destination.setTarget(notAllowed(forward));
    }
  }

  /** The person has given other values for headers, allowed something else, or named another proxy. */
  setAccess({
    secrets,
    allowed,
    proxies,
  }: Pick<RelayOptions, "secrets" | "allowed"> & Pick<RelayNetwork, "proxies">): void {
    this.#secrets = secrets;
    this.#allowed = allowed;
    this.#network = { ...this.#network, proxies };
    this.setPolicy(this.#policy, this.#network.place);
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
    this.#resting.set(name, destination);
    this.#destinations.delete(name);
  }

  #destinationFor(name: string): DestinationRelay {
    const known = this.#destinations.get(name) ?? this.#resting.get(name);
    if (known !== undefined) {
      this.#resting.delete(name);
      this.#destinations.set(name, known);
      return known;
    }
    const { folder, maximumBytes = usualMaximumBytes, onChange } = this.#options;
    // a name from a file may hold anything
    const own =
      folder === undefined ? undefined : join(folder, createHash("sha256").update(name).digest("hex").slice(0, 24));
    const keepSince = this.#world.now() - keptMilliseconds;
    const destination = new DestinationRelay(
      name,
      new RelayQueue({ folder: own, maximumBytes, keepSince }),
      this.#world,
      onChange,
    );
    this.#destinations.set(name, destination);
    return destination;
  }
}
