import type { Listener } from "../../../listener/worker/listener.ts";
import { BrokenInvariant, type DeliveryBooks } from "./deliveryBooks.ts";
import type { ModelMachine } from "./modelMachine.ts";
import { hosts, randomPolicy } from "./modelPolicy.ts";
import type { ModelProgram, Settings } from "./modelProgram.ts";
import { ModelTail } from "./modelTail.ts";
import { ModelWindow } from "./modelWindow.ts";

/** Longer than anything waits that is about to start or to end. */
const patience = 180_000;

/** A program that is to run, and what its person has decided. */
export interface Seat {
  readonly settings: Settings;
  program: ModelProgram | undefined;
  /** How often in a row it could not be started. */
  failures: number;
}

export type Serving = ModelProgram & { readonly running: Listener };

export const isServing = (program: ModelProgram): program is Serving => program.running !== undefined;

/** The two programs that want the same folders: who was killed or has ended is started again. */
export class ModelSeats {
  readonly #machine: ModelMachine;
  readonly #books: DeliveryBooks;
  readonly all: readonly [first: Seat, second: Seat];

  constructor(machine: ModelMachine, books: DeliveryBooks) {
    this.#machine = machine;
    this.#books = books;
    const seat = (): Seat => ({
      settings: { policy: randomPolicy(machine.random), isForwarding: true, allowed: hosts },
      program: undefined,
      failures: 0,
    });
    this.all = [seat(), seat()];
  }

  get programs(): readonly ModelProgram[] {
    return this.all.flatMap(({ program }) => program ?? []);
  }

  /** Somebody who was killed or has ended is started again; a second one not always. */
  async fill(): Promise<void> {
    const { random, coverage } = this.#machine;
    for (const seat of this.all) {
      const { program } = seat;
      if (program?.process.isKilled) {
        this.#machine.note(`  ${program.name} was killed`);
        coverage.note("a kill");
      } else if (program !== undefined && program.state !== "ended") continue;
      if (program !== undefined) this.leave(seat);
      if (seat === this.all[0] || (program !== undefined && random.chance(0.5))) await this.start(seat);
    }
  }

  /** Starts a program, and waits until it runs, follows another one or was refused. */
  async start(seat: Seat): Promise<void> {
    const { random, time, disk } = this.#machine;
    const never = Number.POSITIVE_INFINITY;
    // the person looks after the disk
    if (seat.failures > 1) [disk.free, disk.failIn] = [never, never];
    // the number of a dead process may be that of another one
    const taken = new Set(this.programs.map(({ process }) => process.id));
    const id = random.pick([1, 2, 3, 4, 5].filter((number) => !taken.has(number)));
    const Kind = random.chance(0.8) ? ModelWindow : ModelTail;
    const program = new Kind(this.#machine, this.#books, seat.settings, id);
    seat.program = program;
    this.#machine.note(`  ${program.name} starts`);
    program.start(false);
    this.expectClaims();
    await time.pass(patience, () => program.state !== "starting" || program.process.isKilled);
    if (program.state === "starting" && !program.process.isKilled)
      throw new BrokenInvariant(`${program.name} does not come to start`);
    this.expectClaims();
    seat.failures = program.state === "ended" ? seat.failures + 1 : 0;
  }

  /** Ends a program in order, unless it is killed meanwhile. */
  async close(program: ModelProgram): Promise<void> {
    program.close();
    await this.#machine.time.pass(patience, () => program.state === "ended" || program.process.isKilled);
    if (program.process.isKilled) return;
    if (program.state !== "ended") throw new BrokenInvariant(`${program.name} does not end`);
  }

  /** Nothing of a program that has ended runs any more. */
  leave(seat: Seat): void {
    const { program } = seat;
    if (program === undefined) return;
    this.#machine.time.forget(program.process);
    this.#machine.disk.forget(program.process);
    seat.program = undefined;
  }

  /** Windows look for a while whether another one takes over. */
  expectClaims(): void {
    for (const program of this.programs) if (program instanceof ModelWindow) program.expectClaims();
  }

  /** Ends all others and starts one. */
  async startAlone(seat: Seat): Promise<Serving> {
    for (const other of this.all) {
      const { program } = other;
      if (program !== undefined && !program.process.isKilled && program.state !== "ended") await this.close(program);
      this.leave(other);
    }
    await this.start(seat);
    const { program } = seat;
    if (program?.running === undefined) throw new BrokenInvariant("nobody can start when everything is over");
    return program as Serving;
  }
}
