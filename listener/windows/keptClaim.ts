import { ListenerError } from "../protocol/listenerError.ts";
import { type Claimant, FolderClaim, type FolderClaimWorld } from "./folderClaim.ts";

export interface KeptClaimEvents {
  /** Another process uses the folder. */
  lost(): void;
  /** It is this process's own again, with what the other one has made of it. */
  regained(): void;
}

/**
 * A claim of a listener that lives on. Another window may take the folder while this process stands still, and then come to
 * nothing: whoever finds that out takes it back.
 */
export class KeptClaim {
  readonly #again: (claimant: Claimant) => Promise<FolderClaim>;
  readonly #claimant: Claimant;
  readonly #events: KeptClaimEvents;
  #claim: FolderClaim;
  #isLost = false;
  #isLooking = false;
  #isReleased = false;

  /** Claims a folder. Throws a {@link ListenerError} while another process uses it. */
  static async take(
    folder: string,
    claimant: Claimant,
    events: KeptClaimEvents,
    world?: FolderClaimWorld,
  ): Promise<KeptClaim> {
    const take = (one: Claimant) => FolderClaim.take(folder, one, world);
    return new KeptClaim(take, claimant, await take(claimant), events);
  }

  private constructor(
    again: (claimant: Claimant) => Promise<FolderClaim>,
    claimant: Claimant,
    claim: FolderClaim,
    events: KeptClaimEvents,
  ) {
    this.#again = again;
    this.#claimant = claimant;
    this.#claim = claim;
    this.#events = events;
  }

  /** Whether the folder is this process's own: to be asked before anything in it is changed. */
  get isHeld(): boolean {
    return !this.#isLost && this.#claim.isHeld;
  }

  /** To be called now and then: takes the folder back when nobody else uses it any more. */
  async look(): Promise<void> {
    if (this.isHeld || this.#isLooking || this.#isReleased) return;
    this.#isLooking = true;
    try {
      if (!this.#isLost) this.#events.lost();
      this.#isLost = true;
      const claim = await this.#again({ ...this.#claimant, yields: true });
      const before = this.#claim;
      this.#claim = claim;
      this.#isLost = false;
      // where all claims were given back the new one has the number of the old one
      await before.forsake();
      if (this.#isReleased) await claim.release();
      else this.#events.regained();
    } catch (error) {
      // it is tried again
      if (!(error instanceof ListenerError) && !("code" in (error as Error))) throw error;
    } finally {
      this.#isLooking = false;
    }
  }

  /** Others may use the folder. */
  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#claim.release();
  }
}
