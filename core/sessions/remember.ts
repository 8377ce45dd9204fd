const usualMost = 4096;

/** Puts an entry into a map of at most so many, as its newest. The oldest goes for it. */
export function remember<V>(map: Map<string, V>, key: string, value: V, most = usualMost): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
