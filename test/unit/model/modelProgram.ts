import type { AllowedForward } from "../../../listener/protocol/forwardIdentity.ts";
import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { allowedOf } from "../../protocol/allowedForward.ts";
import type { DeliveryBooks } from "./deliveryBooks.ts";
import { type ModelMachine, relayFolder } from "./modelMachine.ts";
import { type Host, type ModelPolicy, needsConsent, policyText } from "./modelPolicy.ts";
import type { ModelItem } from "./modelTelemetry.ts";
import { SimulatedProcess } from "./simulatedProcess.ts";
import { processWorld } from "./virtualWorld.ts";

/** So that a queue is full now and then. */
const maximumBytes = 3000;

/** What a person has decided in one window, or for one `tail`; it outlives the process. */
export interface Settings {
  policy: ModelPolicy;
  isForwarding: boolean;
  /** Hosts that were allowed. */
  allowed: readonly Host[];
}

export const isAllowed = ({ policy, allowed }: Settings, host: Host): boolean =>
  !needsConsent(policy) || allowed.includes(host);

const allowedForwards = new Map<string, AllowedForward>();

/** The same policies come again and again. */
function knownAllowed(text: string, origin: string, name: string): AllowedForward {
  const key = JSON.stringify([text, origin, name]);
  const known = allowedForwards.get(key) ?? allowedOf(text, origin, name);
  allowedForwards.set(key, known);
  return known;
}

/** A process with a listener, or one that wants to have it. */
export abstract class ModelProgram {
  abstract readonly kind: "window" | "tail";
  readonly process: SimulatedProcess;
  readonly settings: Settings;
  /** Hosts to which the person has sent what was at rest. */
  readonly released = new Set<Host>();
  state: "starting" | "serving" | "following" | "ended" = "starting";
  /** Log records that its store must have, as long as it is open. */
  kept = 0;
  protected readonly machine: ModelMachine;
  protected readonly books: DeliveryBooks;
  protected listener: Listener | undefined;

  constructor(machine: ModelMachine, books: DeliveryBooks, settings: Settings, id: number) {
    this.machine = machine;
    this.books = books;
    this.settings = settings;
    this.process = new SimulatedProcess(id);
  }

  get name(): string {
    return `${this.kind} ${this.process.id}`;
  }

  /** The listener that is ready to receive; undefined when it is not, or when the process stands still. */
  get running(): Listener | undefined {
    return this.state === "serving" && !this.process.isStopped && !this.process.isKilled ? this.listener : undefined;
  }

  /** Whether what waits to be sent is its own, and not that of another one. */
  abstract get hasQueues(): boolean;

  start(takesOver: boolean): void {
    this.#run(() => this.begin(takesOver));
  }

  /** Ends it in order. */
  close(): void {
    this.#run(async () => {
      await this.end();
      this.#exit();
    });
  }

  /** The person has decided something else: a listener that runs is told. Throws what it throws. */
  applySettings(isOtherPolicy: boolean): void {
    const { listener, settings } = this;
    if (listener === undefined) return;
    if (isOtherPolicy) {
      // between two policies nothing is allowed
      listener.setForwarding(settings.isForwarding, { allowed: [] });
      listener.setPolicy(policyText(settings.policy), settings.policy.origin);
    }
    listener.setForwarding(settings.isForwarding, this.access());
  }

  protected abstract begin(takesOver: boolean): Promise<void>;

  protected abstract end(): Promise<void>;

  /** Rejects with what the listener throws. */
  protected async open(
    options: Partial<ListenerOptions> & Pick<ListenerOptions, "maximumEvents">,
    isOwner?: () => boolean,
  ): Promise<void> {
    const { process, settings, machine } = this;
    const { policy, isForwarding: forward } = settings;
    const isAlive = () => !process.isKilled;
    const opener = machine.receivers.opener(process, isAlive, (host, items) => this.#onTheWire(host, items));
    const world = processWorld(machine.time, machine.random, process, opener);
    this.kept = this.books.kept;
    this.listener = await Listener.open(
      {
        policyText: policyText(policy),
        policyOrigin: policy.origin,
        relayFolder,
        forward,
        ...this.access(),
        ...options,
      },
      () => undefined,
      { forwardingTold: (told) => isAlive() && this.books.hear(told, this.name) },
      { world, maximumBytes, ...(isOwner && { isOwner }) },
    );
  }

  /** The person allows hosts, and what the policy in force sends there. */
  access() {
    const { policy } = this.settings;
    const text = policyText(policy);
    const allowed = policy.destinations.filter(({ host }) => isAllowed(this.settings, host));
    return { secrets: {}, allowed: allowed.map(({ name }) => knownAllowed(text, policy.origin, name)) };
  }

  #run(task: () => Promise<void>): void {
    this.process.run(() =>
      task().catch(async (error: unknown) => {
        if (this.process.isKilled) return;
        // what a person is told, or an error of the disk: anything else is a fault
        if (!(error instanceof ListenerError) && typeof (error as NodeJS.ErrnoException).code !== "string")
          this.books.violate(String((error as Error).stack));
        this.machine.note(`  ${this.name} ends: ${(error as Error).message}`);
        if (error instanceof ListenerError) this.machine.coverage.note(`a listener fails: ${error.code}`);
        await this.end().catch(() => undefined);
        this.#exit();
      }),
    );
  }

  #exit(): void {
    if (this.process.isKilled) return;
    this.state = "ended";
    this.machine.sockets.exit(this.process);
  }

  /** Something goes to a host: whether it may, is decided by what is in force now, and by what was when it was accepted. */
  #onTheWire(host: Host, items: readonly ModelItem[]): void {
    const { books, settings, released } = this;
    const isInForce = settings.policy.destinations.some((one) => one.host === host) && isAllowed(settings, host);
    if (!settings.isForwarding) books.violate(`${host} was sent something while forwarding was off`);
    if (!isInForce && !released.has(host)) books.violate(`${host} was sent something that nobody allows`);
    books.checkSent(host, items);
  }
}
