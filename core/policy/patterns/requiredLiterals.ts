/**
 * Reads from an RE2 pattern which pieces of text a match cannot do without: a text that contains none of the returned
 * pieces cannot match. Everything is lower case, to be compared without case. Undefined when nothing
 * can be said (the pattern has to be tried on every text).
 *
 * It is a filter in front of the engine and never decides a match, so it understands only what it can be sure of.
 */
export function requiredLiterals(pattern: string): readonly string[] | undefined {
  const reader = new LiteralReader(pattern);
  const { required } = reader.alternation();
  return reader.failed || !reader.atEnd ? undefined : required;
}

const shortestUseful = 2;
const mostAlternatives = 128;

/** What a part of a pattern demands. */
interface Demand {
  /** The only texts the part can match, when they are few. */
  readonly exact?: readonly string[];
  /** Pieces one of which every match of the part contains. */
  readonly required?: readonly string[] | undefined;
}

const anything: Demand = {};
const nothing: readonly string[] = [""];

class LiteralReader {
  readonly #pattern: string;
  #at = 0;
  failed = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  alternation(): Demand {
    const branches: Demand[] = [];
    for (;;) {
      branches.push(this.#concatenation());
      if (this.#pattern[this.#at] !== "|") break;
      this.#at++;
    }
    const exact = union(branches.map((branch) => branch.exact));
    const required = union(branches.map((branch) => branch.required));
    return { ...(exact && { exact }), required };
  }

  #concatenation(): Demand {
    let run = nothing;
    let whole = true;
    let best: readonly string[] | undefined;
    const offer = (candidate: readonly string[] | undefined) => {
      if (better(candidate, best)) best = candidate;
    };
    const endRun = () => {
      offer(run.map((piece) => piece.toLowerCase()));
      run = nothing;
      whole = false;
    };
    while (!this.atEnd && !this.failed) {
      const next = this.#pattern[this.#at];
      if (next === "|" || next === ")") break;
      const { exact, required } = this.#element();
      const repeat = this.#quantifier();
      if (repeat === "optional" || exact === undefined) {
        endRun();
        if (repeat !== "optional") offer(required);
        continue;
      }
      if (run.length * exact.length > mostAlternatives) endRun();
      run = run.flatMap((before) => exact.map((piece) => before + piece));
      if (repeat === "repeated") endRun();
    }
    const exact = run;
    const wasWhole = whole;
    endRun();
    return { ...(wasWhole && { exact }), required: best };
  }

  #element(): Demand {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    if (character === "(") return this.#group();
    if (character === "[") return this.#characterClass();
    if (character === "\\") return this.#escape();
    if (character === "." || character === "^" || character === "$") return anything;
    return { exact: [character] };
  }

  #group(): Demand {
    const opening = /^\?(?:P?<\w+>|[imsU-]*[:)])/.exec(this.#pattern.slice(this.#at, this.#at + 80));
    if (this.#pattern[this.#at] === "?" && opening === null) this.failed = true;
    this.#at += opening?.[0].length ?? 0;
    if (opening?.[0].endsWith(")")) return anything;
    const demand = this.alternation();
    if (this.#pattern[this.#at] !== ")") this.failed = true;
    this.#at++;
    return demand;
  }

  #characterClass(): Demand {
    if (this.#pattern[this.#at] === "^") this.#at++;
    if (this.#pattern[this.#at] === "]") this.#at++;
    while (!this.atEnd && this.#pattern[this.#at] !== "]") {
      // whether a bracket after a hyphen ends a range or starts a named class depends on what stands before both
      if (this.#pattern.startsWith("-[:", this.#at)) this.failed = true;
      const nameEnd = this.#pattern.startsWith("[:", this.#at) ? this.#pattern.indexOf(":]", this.#at) : -1;
      if (nameEnd >= 0) this.#at = nameEnd + 2;
      else this.#at += this.#pattern[this.#at] === "\\" ? 2 : 1;
    }
    this.#at++;
    return anything;
  }

  #escape(): Demand {
    const escaped = this.#pattern[this.#at++] ?? "";
    if (/[^A-Za-z0-9]/.test(escaped)) return { exact: [escaped] };
    const code = escaped === "x" ? /^[0-9A-Fa-f]{2}/.exec(this.#pattern.slice(this.#at, this.#at + 2))?.[0] : undefined;
    if (code !== undefined) {
      this.#at += 2;
      return { exact: [String.fromCharCode(Number.parseInt(code, 16))] };
    }
    if (!/[dDwWsSbBAz]/.test(escaped)) this.failed = true;
    return anything;
  }

  #quantifier(): "once" | "repeated" | "optional" {
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#pattern.slice(this.#at, this.#at + 24));
    if (quantifier === null) return "once";
    this.#at += quantifier[0].length;
    if (quantifier[0].startsWith("+")) return "repeated";
    return Number(quantifier[1] ?? 0) > 0 ? "repeated" : "optional";
  }
}

/** All pieces together; undefined as soon as one part has none, or when they become too many. */
function union(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all = new Set<string>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const piece of part) all.add(piece);
  }
  return all.size <= mostAlternatives ? [...all] : undefined;
}

/** Longer pieces are rarer in ordinary text; between equals the fewer alternatives win. */
function better(candidate: readonly string[] | undefined, best: readonly string[] | undefined): boolean {
  if (candidate === undefined || shortest(candidate) < shortestUseful) return false;
  if (best === undefined) return true;
  const [one, other] = [shortest(candidate), shortest(best)];
  return one !== other ? one > other : candidate.length < best.length;
}

const shortest = (pieces: readonly string[]): number => Math.min(...pieces.map((piece) => piece.length));
