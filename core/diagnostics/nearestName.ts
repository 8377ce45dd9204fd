/** Longer names are nobody's typing errors, and among more names one is always near. */
const longestName = 200;
const mostNames = 1000;

/** So many letters are compared for all the names of one text, and for one name alone. */
const mostOfText = 4_000_000;
const mostOfName = 100_000;

/**
 * How much may still be compared to find out what was meant: nearly right names of thousands would cost seconds. The first
 * ones of a text get their proposal, and nothing is proposed for the others.
 */
export class NameSearch {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** For all names of one text, which have to be looked up in the same order each time. */
  static ofText(): NameSearch {
    return new NameSearch(mostOfText);
  }

  get isOver(): boolean {
    return this.#left < 0;
  }

  compare(letters: number): void {
    this.#left -= letters;
  }
}

interface Candidate {
  readonly name: string;
  readonly plain: string;
  readonly letters: number;
  /** How far off a name may be that this one is proposed for. */
  readonly farthest: number;
}

const known = new WeakMap<readonly string[], readonly Candidate[]>();

/** The name that was probably meant, or undefined when none is near. Dashes, underscores and case don't count. */
export function nearestName(
  name: string,
  names: readonly string[],
  search = new NameSearch(mostOfName),
): string | undefined {
  if (name.length > longestName || names.length > mostNames || search.isOver) return undefined;
  const wanted = plain(name);
  const candidates = candidatesOf(names);
  search.compare(candidates.length);
  let most = leastWithin(wanted, candidates, search);
  if (most === undefined) return undefined;
  let nearest: string | undefined;
  const letters = lettersOf(wanted);
  for (const candidate of candidates) {
    if (differing(letters, candidate.letters) > 2 * most) continue;
    const distance = distanceUpTo(most, wanted, candidate.plain, search);
    if (distance === undefined) continue;
    nearest = distance <= candidate.farthest ? candidate.name : undefined;
    most = distance - 1;
  }
  return search.isOver ? undefined : nearest;
}

/** The distance of the nearest of those that are near for their length. Most names have none, which is found out quickly. */
function leastWithin(wanted: string, candidates: readonly Candidate[], search: NameSearch): number | undefined {
  let least: number | undefined;
  const letters = lettersOf(wanted);
  for (const { plain: other, letters: others, farthest } of candidates) {
    const most = Math.min(farthest, (least ?? Number.POSITIVE_INFINITY) - 1);
    if (differing(letters, others) <= 2 * most) least = distanceUpTo(most, wanted, other, search) ?? least;
  }
  return least;
}

/**
 * Which letters a name has, a bit for each, several letters to a bit: one letter put in or left out changes one bit at most,
 * one replaced two, two swapped none. So most names that are not near are known without their distance.
 */
function lettersOf(plainName: string): number {
  let letters = 0;
  for (let index = 0; index < plainName.length; index++) letters |= 1 << (plainName.charCodeAt(index) & 31);
  return letters;
}

function differing(left: number, right: number): number {
  let count = 0;
  for (let bits = left ^ right; bits !== 0; bits &= bits - 1) count++;
  return count;
}

const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]/g, "");

function candidatesOf(names: readonly string[]): readonly Candidate[] {
  let candidates = known.get(names);
  if (candidates === undefined) {
    const short = names.filter(({ length }) => length <= longestName);
    const farthest = ({ length }: string) => Math.max(1, Math.floor(length / 5));
    candidates = short.map((name) => {
      const own = plain(name);
      return { name, plain: own, letters: lettersOf(own), farthest: farthest(name) };
    });
    known.set(names, candidates);
  }
  return candidates;
}

/**
 * How many letters were left out, put in, replaced or swapped with the next one; undefined where it is more than `most`.
 * Only the lengths that can still be near are looked at.
 */
function distanceUpTo(most: number, from: string, to: string, search: NameSearch): number | undefined {
  if (most < 0 || search.isOver || Math.abs(from.length - to.length) > most) return undefined;
  if (from === to) return 0;
  search.compare(from.length * Math.min(to.length, 2 * most + 1));
  const far = most + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => Math.min(index, far));
  for (let i = 1; i <= from.length; i++) {
    const current = new Array<number>(to.length + 1).fill(far);
    const first = Math.max(1, i - most);
    const last = Math.min(to.length, i + most);
    if (i <= most) current[0] = i;
    let least = current[0] ?? far;
    for (let j = first; j <= last; j++) {
      const substitution = (previous[j - 1] ?? far) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const transposition = swapped ? (beforePrevious[j - 2] ?? far) + 1 : far;
      const distance = Math.min(
        substitution,
        transposition,
        (previous[j] ?? far) + 1,
        (current[j - 1] ?? far) + 1,
        far,
      );
      current[j] = distance;
      least = Math.min(least, distance);
    }
    if (least >= far && !previous.some((distance) => distance < far)) return undefined;
    beforePrevious = previous;
    previous = current;
  }
  const distance = previous[to.length] ?? far;
  return distance <= most ? distance : undefined;
}
