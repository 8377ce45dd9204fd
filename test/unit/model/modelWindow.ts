import { ListenerError } from "../../../listener/protocol/listenerError.ts";
import { Claims } from "../../../listener/windows/claims.ts";
import { elect } from "../../../listener/windows/election.ts";
import { UnreachableError } from "../../../listener/windows/followerConnection.ts";
import { KeptClaim } from "../../../listener/windows/keptClaim.ts";
import { newSocketPath, removeSocket } from "../../../listener/windows/localSocket.ts";
import type { OwnerRecord } from "../../../listener/windows/ownerRecord.ts";
import { claimWorld, relayFolder, silenceMilliseconds, storeFolder } from "./modelMachine.ts";
import { ModelProgram } from "./modelProgram.ts";

const usualPort = 4317;
const version = "1.0.0";
/** As in `ownedListener.ts` and `sharing.ts`. */
const takeOverMilliseconds = 5000;
const retryMilliseconds = 100;
const lookMilliseconds = 2000;
/** For so long after another window has begun to join, or has joined, it looks. */
const joiningMilliseconds = 10_000;

/** A window of the editor with its worker: joins, owns and hands over as `joinListener.ts` and `worker.ts` do. */
export class ModelWindow extends ModelProgram {
  readonly kind = "window";
  readonly #claims = new Claims(storeFolder);
  #record: OwnerRecord | undefined;
  #socket: { close(): void } | undefined;
  #queues: KeptClaim | undefined;
  #followed: OwnerRecord | undefined;
  #serves = false;
  #looksUntil = 0;
  #isLooking = false;

  get hasQueues(): boolean {
    return this.#queues?.isHeld === true;
  }

  /** The window that it follows has ended: it joins anew. */
  rejoinWhenLeft(): void {
    if (this.state !== "following" || this.process.isStopped || this.process.isKilled) return;
    if (this.#followed !== undefined && this.machine.sockets.at(this.#followed.socket) !== "gone") return;
    this.state = "starting";
    this.start(true);
  }

  /** Another window joins, or has joined: for a while it looks whether that one takes over. */
  expectClaims(): void {
    this.#looksUntil = this.machine.time.passed() + joiningMilliseconds;
    this.#look();
  }

  protected async begin(takesOver: boolean): Promise<void> {
    const { machine, process, name } = this;
    const { sockets, time, coverage } = machine;
    await this.end();
    const elected = await elect(
      this.#claims,
      { process: process.id, version, window: name },
      {
        open: async ({ socket }) => {
          const found = sockets.at(socket);
          if (found === "silent") await time.sleep(process, silenceMilliseconds);
          if (found !== "answers") throw new UnreachableError(found);
        },
        close: () => undefined,
        isAlive: machine.isAlive,
        now: time.passed,
        sleep: (milliseconds) => time.sleep(process, milliseconds),
      },
    );
    if (elected.role === "follower") {
      coverage.note("a window follows another one");
      this.#followed = elected.owner;
      this.state = "following";
      return;
    }
    const { claim, before } = elected;
    const isBeforeAlive = before !== undefined && machine.isAlive(before.process);
    if (before !== undefined)
      coverage.note(`a window takes over from one that was ${before.state}${isBeforeAlive ? "" : " and is dead"}`);
    const waitsForPorts = takesOver || before?.state === "released";
    this.#record = { claim, process: process.id, version, window: name, state: "starting", socket: "", token: "" };
    await this.#serve(this.#record, waitsForPorts, before?.socket ?? "");
  }

  async #serve(record: OwnerRecord, waitsForPorts: boolean, socketBefore: string): Promise<void> {
    const { machine, process, name } = this;
    const { sockets, time, random } = machine;
    const claimant = { version, name: `the window "${name}"`, isListener: true };
    const events = {
      lost: () => machine.coverage.note("a window that was stopped finds out that another one has its queues"),
      regained: () => {
        machine.coverage.note("a window takes its queues back from one that came to nothing");
        this.listener?.reopenQueues().catch((error: unknown) => this.machine.note(`  ${name}: ${String(error)}`));
      },
    };
    const queues = await KeptClaim.take(relayFolder, claimant, events, claimWorld(machine, process));
    this.#queues = queues;
    await this.open({ maximumEvents: 100_000, folder: storeFolder }, () => queues.isHeld);
    // another window may have other ports in its settings
    const port = random.chance(0.6) ? usualPort : usualPort + process.id;
    for (const deadline = time.now() + takeOverMilliseconds; !sockets.bind(port, process); ) {
      if (!waitsForPorts || time.now() > deadline) throw new ListenerError("port-in-use", "The port is in use.");
      await time.sleep(process, retryMilliseconds);
    }
    const socket = await newSocketPath(storeFolder);
    this.#socket = sockets.listen(socket, process);
    this.#record = { ...record, state: "serving", socket };
    await this.#claims.publish(this.#record);
    await this.#claims.forgetBefore(record.claim);
    await removeSocket(socketBefore);
    this.#serves = true;
    this.state = "serving";
    this.expectClaims();
  }

  protected async end(): Promise<void> {
    await this.#closeListener();
    await this.#handOver();
  }

  async #closeListener(): Promise<void> {
    this.machine.sockets.unbind(this.process);
    await this.listener?.close();
    await this.#queues?.release();
    this.listener = undefined;
    this.#queues = undefined;
  }

  /** Nobody need wait for it. A claim that never came to serve is taken back. */
  async #handOver(): Promise<void> {
    const record = this.#record;
    if (record === undefined) return;
    this.#record = undefined;
    try {
      if (this.#socket !== undefined) this.#claims.release(record);
    } catch {
      // then the others find out that the socket is closed
    }
    this.#socket?.close();
    this.#socket = undefined;
    await removeSocket(record.socket);
    if (!this.#serves) await this.#claims.withdraw(record.claim);
    this.#serves = false;
  }

  #look(): void {
    const { time } = this.machine;
    if (this.#isLooking || !this.#serves || time.passed() > this.#looksUntil) return;
    this.#isLooking = true;
    time.after(this.process, lookMilliseconds, () => void this.#lookNow());
  }

  async #lookNow(): Promise<void> {
    const record = this.#record;
    await this.#queues?.look();
    const isReplaced = record !== undefined && (await this.#claims.isReplaced(record.claim).catch(() => false));
    this.#isLooking = false;
    if (isReplaced && record === this.#record) this.#stepDown();
    else this.#look();
  }

  /** Another window took over while this one stood still: it follows that one. */
  #stepDown(): void {
    this.machine.coverage.note("a window that was stopped finds out that another one has taken over");
    this.machine.note(`  ${this.name} steps down`);
    this.state = "starting";
    this.start(true);
  }
}
