import { isHeader } from "../access.ts";
import type { TomlDocument, TomlStatement } from "../document.ts";
import { firstEndingAt } from "../statementSearch.ts";

/** The whole path of what a statement defines. */
export function pathOf({ kind, table, key }: TomlStatement): readonly string[] {
  return kind === "pair" || kind === "broken" ? [...table, ...key.map(({ text }) => text)] : table;
}

/** What the statements define at a path. */
class Place {
  readonly below = new Map<string, Place>();
  firstPair: number | undefined;
  /** `[name]`, also those that were refused because the name was taken. */
  readonly headers: number[] = [];
  /** Headers of any kind that open this table or one below it. */
  readonly opened: number[] = [];
  /** Pairs outside of the table that dotted keys lead here, or through here. */
  readonly dotted: number[] = [];

  at(name: string): Place {
    let place = this.below.get(name);
    if (place === undefined) {
      place = new Place();
      this.below.set(name, place);
    }
    return place;
  }
}

const indices = new WeakMap<TomlDocument, DefinitionIndex>();

/** Who defines what in a document. It is made when a fix first asks for it, in one walk, whatever is asked later. */
export function definitionIndexOf(document: TomlDocument): DefinitionIndex {
  let index = indices.get(document);
  if (index === undefined) {
    index = new DefinitionIndex(document);
    indices.set(document, index);
  }
  return index;
}

export class DefinitionIndex {
  readonly #statements: readonly TomlStatement[];
  readonly #root = new Place();
  readonly #joined = new Map<Place, ReadonlySet<number>>();
  #table: readonly string[] = [];
  #tablePlace = this.#root;

  constructor({ statements }: TomlDocument) {
    this.#statements = statements;
    for (const [index, statement] of statements.entries()) this.#add(statement, index);
  }

  /** The first pair before a statement that defines the very same. */
  firstPair(statement: TomlStatement): TomlStatement | undefined {
    return this.#before(this.#placeOf(statement)?.firstPair, statement);
  }

  /** The first pair before a header that gives a value to it or to a table above it. */
  firstPairAbove(header: TomlStatement): TomlStatement | undefined {
    let first: number | undefined;
    let place: Place | undefined = this.#root;
    for (const name of header.table) {
      place = place?.below.get(name);
      const pair = place?.firstPair;
      if (pair !== undefined) first = Math.min(first ?? pair, pair);
    }
    return this.#before(first, header);
  }

  /** The first header of the same table before this one. */
  firstHeader(header: TomlStatement): TomlStatement | undefined {
    return this.#before(this.#placeOf(header)?.headers[0], header);
  }

  /** The statements that define what stands at a path: headers of it or below it, and pairs that lead to it or through it. */
  definitionsOf(path: readonly string[]): {
    readonly headers: readonly TomlStatement[];
    readonly dotted: readonly TomlStatement[];
  } {
    const place = this.#placeAt(path);
    const all = (indices: readonly number[] = []) => indices.map((index) => this.#statements[index] as TomlStatement);
    return { headers: all(place?.opened), dotted: all(place?.dotted) };
  }

  /** The pairs before a header whose dotted keys lead into its table from outside. */
  dottedPairs(header: TomlStatement): readonly TomlStatement[] {
    const own = this.#indexOf(header);
    const found = this.#placeOf(header)?.dotted.filter((index) => index < own) ?? [];
    return found.map((index) => this.#statements[index] as TomlStatement);
  }

  /** The statements that a header rules, up to the next header, without the blank lines at their end. */
  bodyOf(header: TomlStatement): readonly TomlStatement[] {
    const start = this.#indexOf(header) + 1;
    let end = start;
    while (end < this.#statements.length && !isHeader(this.#statements[end] as TomlStatement)) end++;
    while (end > start && this.#statements[end - 1]?.kind === "blank") end--;
    return this.#statements.slice(start, end);
  }

  /**
   * Whether the pairs of a repeated table can go to the first one: none of their names stands there, or comes there from
   * a repetition further up.
   */
  canJoin(header: TomlStatement): boolean {
    const place = this.#placeOf(header);
    if (place === undefined) return false;
    let joined = this.#joined.get(place);
    if (joined === undefined) {
      joined = this.#joinable(place);
      this.#joined.set(place, joined);
    }
    return joined.has(this.#indexOf(header));
  }

  #joinable({ headers }: Place): ReadonlySet<number> {
    const known = new Set<string>();
    const joinable = new Set<number>();
    for (const index of headers) {
      const body = this.bodyOf(this.#statements[index] as TomlStatement);
      const names = body.filter(({ kind }) => kind === "pair").map(nameIn);
      if (names.some((name) => known.has(name))) continue;
      for (const name of names) known.add(name);
      joinable.add(index);
    }
    return joinable;
  }

  #add(statement: TomlStatement, index: number): void {
    const { kind, table, key } = statement;
    if (isHeader(statement)) {
      this.#open(table, index);
      if (kind === "header") this.#tablePlace.headers.push(index);
    } else if (kind === "pair") {
      if (table !== this.#table) this.#open(table);
      let place = this.#tablePlace;
      for (const { text } of key) {
        place = place.at(text);
        place.dotted.push(index);
      }
      place.firstPair ??= index;
    }
  }

  #open(table: readonly string[], header?: number): void {
    this.#table = table;
    this.#tablePlace = this.#root;
    for (const name of table) {
      this.#tablePlace = this.#tablePlace.at(name);
      if (header !== undefined) this.#tablePlace.opened.push(header);
    }
  }

  #placeOf(statement: TomlStatement): Place | undefined {
    return this.#placeAt(pathOf(statement));
  }

  #placeAt(path: readonly string[]): Place | undefined {
    return path.reduce<Place | undefined>((place, name) => place?.below.get(name), this.#root);
  }

  #before(index: number | undefined, statement: TomlStatement): TomlStatement | undefined {
    return index !== undefined && index < this.#indexOf(statement) ? this.#statements[index] : undefined;
  }

  #indexOf({ range }: TomlStatement): number {
    let index = firstEndingAt(this.#statements, range.end);
    while (index < this.#statements.length && (this.#statements[index] as TomlStatement).range.start < range.start)
      index++;
    return index;
  }
}

/** The name of a pair in its table, with its dots. */
const nameIn = ({ key }: TomlStatement) => key.map(({ text }) => text).join("\u0000");
