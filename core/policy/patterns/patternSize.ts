/**
 * About how many instructions a pattern becomes, read from its text in one pass: what is repeated counts as often as it is
 * repeated. For a pattern too large to compile just to learn its size. It does not know what the engine shortens, and it
 * says something of invalid patterns as well.
 */
export function estimatedInstructions(pattern: string): number {
  const groups: Group[] = [new Group(0)];
  let at = 0;
  const skip = (what: RegExp): string | undefined => {
    what.lastIndex = at;
    const found = what.exec(pattern)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  while (at < pattern.length) {
    const group = groups.at(-1) ?? new Group(0);
    const character = pattern[at++] ?? "";
    switch (character) {
      case "(": {
        const opening = skip(groupOpening);
        if (opening?.endsWith(")") !== true) groups.push(new Group(opening?.endsWith(":") === true ? 0 : 2));
        break;
      }
      case ")":
        if (groups.length > 1) groups.pop();
        groups.at(-1)?.add(group.size, false);
        break;
      case "|":
        group.endBranch();
        break;
      case "*":
      case "+":
      case "?":
        skip(lazy);
        group.repeat(1, 1);
        break;
      case "{": {
        const counts = /^(\d+)(,?)(\d*)/.exec(skip(repetition) ?? "");
        if (counts === null) group.add(1, true);
        else {
          skip(lazy);
          const least = Number(counts[1]);
          const most = counts[2] === "" ? least : counts[3] === "" ? Math.max(least, 1) : Number(counts[3]);
          group.repeat(most, Math.max(most - least, counts[3] === "" ? 1 : 0));
        }
        break;
      }
      case "[":
        skip(characterClass);
        group.add(1, true);
        break;
      case "\\":
        if (pattern[at] === "Q") {
          const quoted = skip(quotation) ?? "";
          group.add(quoted.length - 1, false);
        } else {
          skip(escaped);
          group.add(1, true);
        }
        break;
      default:
        if (!lowSurrogate.test(character)) group.add(1, character !== "^" && character !== "$");
    }
  }
  // groups that are not closed
  return groups.reduce((sum, { size }) => sum + size, 0);
}

/**
 * What the classes of a pattern add to the effort of compiling it, in the time that as many instructions take: those of
 * Unicode are long, and of a range beyond the Latin letters each character is folded where case does not matter.
 */
export function effortOfClasses(pattern: string): number {
  const ofUnicode = pattern.match(/\\[pP]/g)?.length ?? 0;
  const ranges = /\(\?[A-Za-z-]*i/.test(pattern) ? (pattern.match(/-(?:\\x\{[^}]{3}|[^ -\u024f])/g)?.length ?? 0) : 0;
  return 20 * ofUnicode + 250 * ranges;
}

const groupOpening = /\?(?:P?<\w*>|[A-Za-z-]{0,8}[:)])/y;
const lazy = /\??/y;
const repetition = /\d{1,4}(?:,\d{0,4})?\}/y;
// a bracket after a hyphen may end a range: the shorter class of the two leaves nothing uncounted
const characterClass = /\^?\]?(?:-\[|\[:\^?\w{1,12}:\]|\\[\s\S]|[^\]\\])*\]?/y;
const quotation = /Q(?:[^\\]|\\(?!E))*(?:\\E)?/y;
const escaped = /(?:[xpP]\{[^}]{0,40}\}|[\s\S])/y;
const lowSurrogate = /[\udc00-\udfff]/;

/** A group while it is read: alternatives, each of parts that follow each other. */
class Group {
  readonly #own: number;
  #ended = 0;
  #hasCharacterBranch = false;
  /** What the current branch takes without its last part, which may be repeated still. */
  #before = 0;
  #parts = 0;
  #last = 0;
  #isCharacter = false;

  constructor(own: number) {
    this.#own = own;
  }

  add(size: number, isCharacter: boolean): void {
    this.#before += this.#last;
    this.#parts++;
    this.#last = size;
    this.#isCharacter = isCharacter;
  }

  repeat(times: number, more: number): void {
    this.#last = times === 0 ? 0 : this.#last * times + more;
    this.#isCharacter = false;
  }

  endBranch(): void {
    // alternatives of one character each become one class
    if (this.#parts === 1 && this.#isCharacter) this.#hasCharacterBranch = true;
    else this.#ended += this.#before + this.#last + 1;
    this.#before = 0;
    this.#parts = 0;
    this.#last = 0;
  }

  get size(): number {
    const ended = this.#ended + (this.#hasCharacterBranch ? 1 : 0);
    const isInClass = this.#hasCharacterBranch && this.#parts === 1 && this.#isCharacter;
    return this.#own + ended + (isInClass ? 0 : this.#before + this.#last);
  }
}
