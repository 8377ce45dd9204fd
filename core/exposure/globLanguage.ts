/** Two globs whose lengths have a larger product are compared by their text alone: each pair of places is looked at. */
const mostPlaces = 4096;

/** Whether every name that the second glob matches is matched by the first; `false` where that is not sure. */
export function coversGlob(first: string, second: string): boolean {
  if (first === second || first === "*") return true;
  if (first.length * second.length > mostPlaces) return false;
  const [p, q] = [[...first], [...second]];
  return reaches(p, q, (i, j) => {
    if (p[i] === "*") return [...(j < q.length ? [[i, j + 1] as const] : []), [i + 1, j]];
    if (i === p.length || j === q.length || q[j] === "*") return [];
    return p[i] === "?" || p[i] === q[j] ? [[i + 1, j + 1]] : [];
  });
}

/** Whether some name is matched by both globs; `true` where that is not sure. */
export function globsOverlap(first: string, second: string): boolean {
  if (first === second || first === "*" || second === "*") return true;
  if (first.length * second.length > mostPlaces) return true;
  const [p, q] = [[...first], [...second]];
  return reaches(p, q, (i, j) => {
    const [one, other] = [p[i], q[j]];
    if (one === "*") return [...(j < q.length ? [[i, j + 1] as const] : []), [i + 1, j]];
    if (other === "*") return [...(i < p.length ? [[i + 1, j] as const] : []), [i, j + 1]];
    if (one === undefined || other === undefined) return [];
    return one === "?" || other === "?" || one === other ? [[i + 1, j + 1]] : [];
  });
}

type Place = readonly [number, number];

/** Whether both ends can be reached at once; no pair of places is looked at twice. */
function reaches(
  p: readonly string[],
  q: readonly string[],
  next: (i: number, j: number) => readonly Place[],
): boolean {
  const seen = new Uint8Array((p.length + 1) * (q.length + 1));
  const open: Place[] = [[0, 0]];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const [i, j] = place;
    if (i === p.length && j === q.length) return true;
    const index = i * (q.length + 1) + j;
    if (seen[index] === 1) continue;
    seen[index] = 1;
    open.push(...next(i, j));
  }
  return false;
}
