import { knownBackends } from "../../core/config/backends/knownBackends.ts";
import { LooseText } from "./looseText.ts";
import { readingsOf } from "./textReadings.ts";

/** So many letters and digits of a value in a row are hardly there by chance: in none to one of 3,000 ordinary answers for each form of key. */
const longRun = 6;
/** So many are, but not when they make up half of a value, and so many letters of it. */
const shortRun = 4;
const fewest = 12;

/** The names of headers that say where the data belongs, and hold no key at any known backend. */
const namesOfPlaces: ReadonlySet<string> = new Set(
  knownBackends.flatMap(({ headers }) =>
    headers.filter(({ credential }) => !credential).map(({ name }) => name.toLowerCase()),
  ),
);

const scheme = /^(?:bearer|basic|apikey|api-key|token|digest|splunk)\s+/i;

/**
 * The header of whose value a text holds a part: so many letters and digits in a row, in any of its readings, or half of it
 * in smaller pieces. Headers that only say where the data belongs do not count, nor do schemes.
 */
export function repeatedHeader(text: string, headers: Readonly<Record<string, string>>): string | undefined {
  const values = Object.entries(headers)
    .filter(([header]) => !namesOfPlaces.has(header.toLowerCase()))
    .flatMap(([header, value]) => secretsIn(value).map((letters) => ({ header, pieces: new Pieces(letters) })));
  if (values.length === 0) return undefined;
  for (const reading of readingsOf(text))
    for (const { header, pieces } of values) if (pieces.areIn(reading)) return header;
  return undefined;
}

/** What is secret of a value, by its letters and digits. */
function secretsIn(value: string): readonly string[] {
  const credentials = value.trim().replace(scheme, "");
  const decoded = /^\s*basic\s/i.test(value) ? Buffer.from(credentials, "base64").toString() : "";
  const letters = [credentials, decoded].flatMap((part) => [
    new LooseText(part).letters,
    new LooseText(part, false).letters,
  ]);
  return [...new Set(letters)].filter(({ length }) => length >= longRun);
}

/** The parts of one value. */
class Pieces {
  readonly #length: number;
  readonly #long = new Set<string>();
  /** Where each stands in the value. */
  readonly #short = new Map<string, number[]>();

  constructor(letters: string) {
    this.#length = letters.length;
    for (let at = 0; at + longRun <= letters.length; at++) this.#long.add(letters.slice(at, at + longRun));
    for (let at = 0; at + shortRun <= letters.length; at++) {
      const piece = letters.slice(at, at + shortRun);
      const places = this.#short.get(piece) ?? [];
      if (places.length === 0) this.#short.set(piece, places);
      places.push(at);
    }
  }

  areIn(reading: string): boolean {
    const found = new Set<string>();
    for (let at = 0; at + shortRun <= reading.length; at++) {
      const piece = reading.slice(at, at + shortRun);
      if (!this.#short.has(piece)) continue;
      if (this.#long.has(reading.slice(at, at + longRun))) return true;
      found.add(piece);
    }
    return this.#coverage(found) >= Math.max(fewest, this.#length / 2);
  }

  /** How many of the value's letters the pieces make up. */
  #coverage(pieces: ReadonlySet<string>): number {
    const covered = new Set<number>();
    for (const piece of pieces)
      for (const place of this.#short.get(piece) ?? []) for (let i = 0; i < shortRun; i++) covered.add(place + i);
    return covered.size;
  }
}
