/** Longer names are nobody's typing errors, and among more names one is always near. */
const longestName = 200;
const mostNames = 1000;

interface Candidate {
  readonly name: string;
  readonly plain: string;
}

const known = new WeakMap<readonly string[], readonly Candidate[]>();

/** The name that was probably meant, or undefined when none is near. Dashes, underscores and case don't count. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > longestName || names.length > mostNames) return undefined;
  const wanted = plain(name);
  let nearest: string | undefined;
  let most = names.reduce((largest, candidate) => Math.max(largest, farthest(candidate)), 0);
  for (const candidate of candidatesOf(names)) {
    const distance = distanceUpTo(most, wanted, candidate.plain);
    if (distance === undefined) continue;
    nearest = distance <= farthest(candidate.name) ? candidate.name : undefined;
    most = distance - 1;
  }
  return nearest;
}

const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]/g, "");

const farthest = (candidate: string) => Math.max(1, Math.floor(candidate.length / 5));

function candidatesOf(names: readonly string[]): readonly Candidate[] {
  let candidates = known.get(names);
  if (candidates === undefined) {
    candidates = names.filter(({ length }) => length <= longestName).map((name) => ({ name, plain: plain(name) }));
    known.set(names, candidates);
  }
  return candidates;
}

/**
 * How many letters were left out, put in, replaced or swapped with the next one; undefined where it is more than `most`.
 * Only the lengths that can still be near are looked at.
 */
function distanceUpTo(most: number, from: string, to: string): number | undefined {
  if (most < 0 || Math.abs(from.length - to.length) > most) return undefined;
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
