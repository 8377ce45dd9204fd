/** The name that was probably meant, or undefined when none is near. Dashes, underscores and case don't count. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]/g, "");
  const longest = 2 * Math.max(0, ...names.map(({ length }) => length));
  if (name.length > longest) return undefined;
  const wanted = plain(name);
  const scored = names.map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }));
  scored.sort((left, right) => left.distance - right.distance);
  const [best] = scored;
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 5)) ? best.candidate : undefined;
}

/** How many letters were left out, put in, replaced or swapped with the next one. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const transposition = swapped ? (beforePrevious[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(substitution, transposition, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
