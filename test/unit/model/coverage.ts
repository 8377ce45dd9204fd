/** How often what happened in all runs. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  readonly note = (what: string): void => {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  };

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${String(count).padStart(9)}  ${what}`)
      .join("\n");
  }
}

/** What has to happen in any hundred and sixty schedules: that nothing went wrong says nothing of what never came. */
export const toBeCovered: readonly string[] = [
  // disk, clock and processes
  "a kill",
  "a kill at a change of the disk",
  "a torn write",
  "the disk is full",
  "an error of the disk when reading",
  "an error of the disk when writing",
  "the clock jumps",
  "hours pass",
  "restart",
  // receivers
  ...[400, 401, 403, 404, 413, 429, 500, 503].map((status) => `answer: ${status}`),
  ...["taken", "taken in part", "slow", "none in time", "a redirect", "garbage", "the connection is reset"].map(
    answerOf,
  ),
  ...["half of one, of what was taken", "a huge one, of what was taken", "an error that nobody has thought of"].map(
    answerOf,
  ),
  // people
  "another policy",
  "another consent",
  "forwarding on or off",
  "the person clears",
  "a queue that is resting: send",
  "a queue that is resting: discard",
  "a queue that is waiting: try",
  "something that was missed is sent again",
  // two that want the same folders
  "two listeners run at the same time",
  "a window follows another one",
  "a window takes over from one that was serving and is dead",
  "a window takes over from one that was serving",
  "a window takes over from one that was starting and is dead",
  "a window that was stopped finds out that another one has taken over",
  "a listener fails: folder-in-use",
  "a listener fails: port-in-use",
];

function answerOf(what: string): string {
  return `answer: ${what}`;
}
