/** Work in slices: it stops after each of them, so that others may have their turn. */
export type Slices<T> = Generator<void, T, void>;

/** So much is done in one slice: a few milliseconds. */
const bytesOfSlice = 256 * 1024;
/** What a step costs beside its bytes, as if it were bytes. */
const bytesOfStep = 512;

/** Tells when a slice is full. */
export class SliceMeter {
  #done = 0;

  /** Whether others are to have their turn after this step. */
  isFullWith(bytes: number): boolean {
    this.#done += bytesOfStep + bytes;
    if (this.#done < bytesOfSlice) return false;
    this.#done = 0;
    return true;
  }
}

/** Does all of it, and lets nobody have a turn. */
export function atOnce<T>(work: Slices<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does all of it, and lets others have their turn between the slices. */
export async function inSlices<T>(work: Slices<T>, nextTurn: () => Promise<unknown>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
  }
}
