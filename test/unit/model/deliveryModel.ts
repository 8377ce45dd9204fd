import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import { totalOf } from "../../../listener/relay/signalCounts.ts";
import type { Coverage } from "./coverage.ts";
import { BrokenInvariant, DeliveryBooks } from "./deliveryBooks.ts";
import { type ModelMachine, storeFolder } from "./modelMachine.ts";
import { type Host, hosts, type ModelDestination, randomPolicy } from "./modelPolicy.ts";
import type { Settings } from "./modelProgram.ts";
import { ModelReceivers } from "./modelReceivers.ts";
import { isServing, ModelSeats, type Serving } from "./modelSeats.ts";
import { isPrompt, modelRequest } from "./modelTelemetry.ts";
import { ModelWindow } from "./modelWindow.ts";
import { SeededRandom } from "./seededRandom.ts";
import { SimulatedDisk } from "./simulatedDisk.ts";
import { useMachine } from "./simulatedFs.ts";
import { SimulatedProcess } from "./simulatedProcess.ts";
import { SimulatedSockets } from "./simulatedSockets.ts";
import { VirtualTime } from "./virtualWorld.ts";

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const never = Number.POSITIVE_INFINITY;

/**
 * Two programs that want the same store and the same queues, on a disk and a network that fail in every way, and people who
 * change policies, endpoints and consents; beside them what must be true all the time, and what must be true in the end.
 */
export class DeliveryModel {
  readonly history: string[] = [];
  readonly #machine: ModelMachine;
  readonly #books: DeliveryBooks;
  readonly #seats: ModelSeats;
  #nextMarker = 1;

  constructor(seed: number, coverage: Coverage) {
    const random = new SeededRandom(seed);
    const time = new VirtualTime();
    const disk = new SimulatedDisk(time.now, coverage.note);
    const receivers = new ModelReceivers(time, random, coverage);
    const note = (line: string) => void this.history.push(line);
    const isAlive = (id: number) => this.#seats.programs.some(({ process }) => process.id === id && !process.isKilled);
    const sockets = new SimulatedSockets(disk);
    this.#machine = { random, time, disk, sockets, receivers, coverage, isAlive, note };
    this.#books = new DeliveryBooks(disk, time.now, note);
    this.#seats = new ModelSeats(this.#machine, this.#books);
    useMachine({ disk, random, turn: () => this.#turn() });
  }

  get now(): () => number {
    return this.#machine.time.now;
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
    for (let i = 0; i < steps; i++) {
      await this.#seats.fill();
      await this.#step();
      this.#check();
    }
    await this.#comeToAnEnd();
  }

  async #step(): Promise<void> {
    const { random, time, receivers, coverage } = this.#machine;
    const kinds: readonly (readonly [weight: number, name: string, step: () => unknown])[] = [
      [36, "receive", () => this.#receive()],
      [16, "time passes", () => this.#pass(random.pick([50, second, 5 * second, minute]))],
      [1, "hours pass", () => this.#pass(random.pick([1, 1, 2, 2, 3, 9]) * hour)],
      [2, "the clock jumps", () => time.jump((random.below(60) - 30) * hour)],
      [14, "another mood of a receiver", () => receivers.changeMood()],
      [6, "another policy", () => this.#changePolicy()],
      [4, "another consent", () => this.#changeConsent()],
      [3, "forwarding on or off", () => this.#switchForwarding()],
      [6, "the person sends what is at rest", () => this.#forEachQueue("send")],
      [2, "the person discards", () => this.#forEachQueue("discard")],
      [3, "the person tries again", () => this.#forEachQueue("try")],
      [3, "the person sends again what was missed", () => this.#sendAgain()],
      [1, "the person clears", () => this.#clear()],
      [4, "a kill is near", () => this.#armKill()],
      [2, "an error of the disk is near", () => this.#armFailure()],
      [3, "the disk is full, or is not", () => this.#fillDisk()],
      [3, "restart", () => this.#restart()],
      [4, "a second program comes or goes", () => this.#comeOrGo()],
      [5, "a program is stopped, or goes on", () => this.#stopOrGoOn()],
    ];
    let at = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, name, step] of kinds) {
      at -= weight;
      if (at >= 0) continue;
      this.history.push(name);
      await step();
      coverage.note(name);
      await this.#pass(0);
      return;
    }
  }

  /** What is done with the disk takes a moment, in which others may do something. */
  #turn(): Promise<void> {
    const process = SimulatedProcess.current;
    if (process === undefined) return Promise.resolve();
    const { time, random } = this.#machine;
    return time.sleep(process, random.below(3));
  }

  /** Programs whose listener is ready; one of them by chance. */
  #pickServing(): Serving | undefined {
    const serving = this.#seats.programs.filter(isServing);
    if (serving.length > 1) this.#machine.coverage.note("two listeners run at the same time");
    return serving.length === 0 ? undefined : this.#machine.random.pick(serving);
  }

  #receive(program = this.#pickServing()): void {
    const { random, coverage } = this.#machine;
    if (program === undefined) return;
    const { policy, isForwarding } = program.settings;
    const signal = random.chance(0.75) ? "logs" : "traces";
    const markers = Array.from({ length: 1 + random.below(4) }, () => `m${this.#nextMarker++}`);
    const bytes = encodeRequest(modelRequest(signal, markers, random.chance(0.05)));
    const receiving = (isForwarding ? policy.destinations : []).map((destination) => ({
      destination,
      own: markersFor(destination, signal, markers),
    }));
    for (const { destination, own } of receiving) this.#books.permit(destination, own);
    let isAcknowledged = true;
    try {
      program.process.run(() => program.running.accept({ signal, bytes }));
    } catch {
      // the sender is told to try again: nothing of it is anywhere
      coverage.note("a request is not accepted");
      isAcknowledged = false;
    }
    if (program.process.isKilled) isAcknowledged = false;
    if (isAcknowledged && signal === "logs" && program.kind === "window") {
      this.#books.kept += markers.length;
      program.kept += markers.length;
    }
    for (const { destination, own } of receiving) {
      const account = this.#books.accountOf(policy.origin, destination);
      if (isAcknowledged) {
        account.acknowledged += own.length;
        for (const marker of own) account.markers.add(marker);
      } else {
        account.uncertain += own.length;
        for (const marker of own) account.uncertainMarkers.add(marker);
      }
    }
    const said = isAcknowledged ? "" : ", not acknowledged";
    this.history.push(`  ${program.name}: ${signal} ${markers.join(" ")}${said}`);
  }

  #changePolicy(): void {
    const { random } = this.#machine;
    const { settings } = random.pick(this.#seats.all);
    settings.policy = randomPolicy(random);
    this.history.push(`  ${settings.policy.origin}: ${JSON.stringify(settings.policy.destinations)}`);
    this.#apply(settings, true);
  }

  #changeConsent(): void {
    const { random } = this.#machine;
    const { settings } = random.pick(this.#seats.all);
    settings.allowed = hosts.filter(() => random.chance(0.6));
    this.history.push(`  allowed: ${settings.allowed.join(" ")}`);
    this.#apply(settings, false);
  }

  #switchForwarding(): void {
    const { settings, program } = this.#machine.random.pick(this.#seats.all);
    settings.isForwarding = !settings.isForwarding;
    if (!settings.isForwarding) program?.released.clear();
    this.#apply(settings, false);
  }

  /** A window whose listener runs is told at once; all others read it when they start. */
  #apply(settings: Settings, isOtherPolicy: boolean): void {
    const program = this.#seats.programs.find((one) => one.settings === settings);
    if (program === undefined || program.process.isStopped) return;
    try {
      program.process.run(() => program.applySettings(isOtherPolicy));
    } catch (error) {
      // the disk did not take a new queue: the extension starts the listener anew
      this.history.push(`  ${String(error)}`);
      this.#machine.disk.kill(program.process);
    }
  }

  #forEachQueue(what: "send" | "discard" | "try"): void {
    const { random, coverage } = this.#machine;
    const program = this.#pickServing();
    if (program === undefined) return;
    const { running } = program;
    for (const { queue, endpoint, state } of running.relays()) {
      if (program.process.isKilled || !random.chance(0.7)) continue;
      try {
        program.process.run(() => {
          if (what === "discard") void running.discardQueue(queue);
          else if (what === "try") running.tryAgain(queue);
          else if (state === "resting") {
            running.sendQueue(queue);
            program.released.add(new URL(endpoint).hostname as Host);
          }
        });
        coverage.note(`a queue that is ${state}: ${what}`);
      } catch (error) {
        if (!(error instanceof ListenerError)) throw error;
      }
    }
  }

  async #sendAgain(): Promise<void> {
    const program = this.#pickServing();
    if (program?.kind !== "window" || !program.settings.isForwarding) return;
    await this.#sendAgainFor(program, this.#machine.random.pick(program.settings.policy.destinations));
  }

  async #sendAgainFor(program: Serving, destination: ModelDestination): Promise<void> {
    const { policy } = program.settings;
    this.#books.permitMissed(policy.origin, destination);
    const account = this.#books.accountOf(policy.origin, destination);
    const offered = await this.#offered(program, destination.name);
    if (offered !== undefined && offered > this.#books.meantFor(policy.origin, destination))
      this.#books.violate(`${offered} were offered to ${destination.name}, to be sent again: more than it was to have`);
    const items = await this.#sentAgain(program, destination.name);
    if (items === "refused" && offered !== undefined && offered > 0 && program.hasQueues && !program.process.isKilled)
      this.#books.violate(`${offered} were offered to ${destination.name}, and the owner of its queue refused them`);
    if (items === "refused") return;
    if (offered !== undefined && items !== undefined && !program.process.isKilled && items !== offered)
      this.#books.violate(`${offered} were offered to ${destination.name}, and ${items} were sent again`);
    // the disk did not give back all of it: some of it may be queued
    if (items === undefined) account.uncertain += this.#nextMarker;
    if (items === undefined) return;
    if (program.process.isKilled) account.uncertain += items;
    else account.acknowledged += items;
    if (items === 0) return;
    this.history.push(`  ${items} of ${destination.name}`);
    this.#machine.coverage.note("something that was missed is sent again");
  }

  /** How many events could be sent again; undefined when the disk does not say. */
  async #offered({ process, running }: Serving, destination: string): Promise<number | undefined> {
    try {
      return await process.run(() => running.missedEvents(destination));
    } catch (error) {
      if (!(error instanceof ListenerError) && typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
      return undefined;
    }
  }

  /** Undefined when it broke off; refused when the person was told so, as by one whose queues another one has taken over. */
  async #sentAgain({ process, running }: Serving, destination: string): Promise<number | "refused" | undefined> {
    try {
      return await process.run(() => running.sendAgain(destination));
    } catch (error) {
      if (error instanceof ListenerError) return "refused";
      if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
      return undefined;
    }
  }

  #clear(): void {
    const program = this.#pickServing();
    if (program?.kind !== "window") return;
    this.#books.kept = 0;
    program.kept = 0;
    try {
      program.process.run(() => program.running.clear());
    } catch {
      // the disk did not delete a file: the person is told, and may try again
    }
  }

  #armKill(): void {
    const { random } = this.#machine;
    const { process } = random.pick(this.#seats.programs);
    process.killIn = 1 + random.below(12);
    process.tornAt = random.next();
  }

  #armFailure(): void {
    const { disk, random } = this.#machine;
    disk.failIn = 1 + random.below(20);
  }

  #fillDisk(): void {
    const { disk, random } = this.#machine;
    disk.free = disk.free === never ? random.below(2000) : never;
  }

  async #restart(): Promise<void> {
    const { random } = this.#machine;
    const program = random.pick(this.#seats.programs);
    if (program.process.isStopped) return;
    await this.#seats.close(program);
  }

  async #comeOrGo(): Promise<void> {
    const [, second] = this.#seats.all;
    if (second.program === undefined) await this.#seats.start(second);
    else if (!second.program.process.isStopped) {
      await this.#seats.close(second.program);
      this.#seats.leave(second);
    }
  }

  #stopOrGoOn(): void {
    const { random } = this.#machine;
    const stopped = this.#seats.programs.filter(({ process }) => process.isStopped);
    const program = random.pick(stopped.length > 0 ? stopped : this.#seats.programs);
    const { process, name, settings } = program;
    process.isStopped = !process.isStopped;
    this.history.push(`  ${name} ${process.isStopped ? "stands still" : "goes on"}`);
    if (process.isStopped) return;
    this.#apply(settings, true);
    this.#seats.expectClaims();
    // what senders have sent to it meanwhile
    if (isServing(program)) for (let i = random.below(3); i > 0 && !process.isKilled; i--) this.#receive(program);
  }

  async #pass(milliseconds: number): Promise<void> {
    const programs = this.#seats.programs.filter(({ process }) => !process.isKilled);
    for (const program of programs) if (program instanceof ModelWindow) program.rejoinWhenLeft();
    await this.#machine.time.pass(milliseconds, () => programs.some(({ process }) => process.isKilled));
  }

  /** True at any time. */
  #check(): void {
    this.#books.checkHeard();
    const isUnread = [...this.#machine.disk.unread].some((path) => path.startsWith(storeFolder));
    for (const { running, kind, kept } of this.#seats.programs) {
      if (running === undefined) continue;
      this.#books.check(running.relays());
      const { events, evicted } = running.totals();
      // what the disk does not give back is said to be missing
      if (kind === "window" && events - evicted < kept && !isUnread)
        throw new BrokenInvariant(`${events - evicted} of ${kept} events are kept`);
    }
  }

  /** All faults are over, everything that may be sent is sent, and what did not arrive must have been counted. */
  async #comeToAnEnd(): Promise<void> {
    this.history.push("the end");
    const { disk, receivers } = this.#machine;
    [disk.free, disk.failIn] = [never, never];
    receivers.allGood();
    for (const { process, settings } of this.#seats.programs) {
      [process.isStopped, process.killIn] = [false, never];
      this.#apply(settings, true);
    }
    this.#seats.expectClaims();
    await this.#pass(minute);
    const [seat] = this.#seats.all;
    // the widest policy: what was missed must be no more than what was meant, whatever is let through now
    const destinations = seat.settings.policy.destinations.map((one) => ({ ...one, isForPrompts: false }));
    Object.assign(seat.settings, {
      isForwarding: true,
      allowed: hosts,
      policy: { ...seat.settings.policy, destinations },
    });
    const program = await this.#seats.startAlone(seat);
    for (const { queue, endpoint, state } of program.running.relays()) {
      if (state !== "resting") continue;
      program.process.run(() => program.running.sendQueue(queue));
      program.released.add(new URL(endpoint).hostname as Host);
    }
    await this.#pass(10 * minute);
    if (program.kind === "window") {
      for (const destination of destinations) await this.#sendAgainFor(program, destination);
      await this.#pass(10 * minute);
    }
    this.#check();
    for (const status of program.running.relays())
      if (totalOf(status.items.waiting) + totalOf(status.items.atRest) > 0)
        throw new BrokenInvariant(`something was not sent in the end: ${JSON.stringify(status)}`);
    await this.#seats.startAlone(seat);
    this.#check();
    this.#books.balance(receivers);
  }
}

/** What of a request is for a destination. */
function markersFor(
  { takesTraces, isForPrompts }: ModelDestination,
  signal: "logs" | "traces",
  markers: readonly string[],
): readonly string[] {
  if (signal === "traces") return takesTraces ? markers : [];
  return isForPrompts ? markers.filter((_, i) => isPrompt(i)) : markers;
}
