import { boundaryFlags, type Instruction, type PatternProgram } from "./patternProgram.ts";

/** A text with so many occurrences replaced. */
export interface Replaced {
  readonly text: string;
  readonly count: number;
}

/**
 * Replaces every occurrence as the engine does, leftmost first and the preferred one of several, in one pass over the text
 * and one back: the work is that of the text's characters times the program's instructions, whatever the text is. The pass
 * back notes at each place which instructions lead to a match from there, so that none has to be tried.
 *
 * It is slower than the engine on texts that do not make the engine begin again and again.
 */
export function replaceInOnePass(program: PatternProgram, text: string, replacement: string): Replaced {
  const ways = waysToMatch(program, text);
  const preferred = new PreferredMatch(program, text, ways.leads);
  let result = "";
  let copied = 0;
  let count = 0;
  for (let at = 0; at <= text.length; ) {
    const end = ways.beginsAt(at) ? preferred.endOf(at) : undefined;
    if (end === undefined || end === at) {
      at += widthAt(text, at);
      continue;
    }
    result += text.slice(copied, at) + replacement;
    copied = end;
    at = end;
    count++;
  }
  return { text: result + text.slice(copied), count };
}

/** How many units of the text a character takes; one at its end. */
const widthAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

interface Ways {
  /** Whether an occurrence begins at a place. */
  readonly beginsAt: (at: number) => boolean;
  /** Whether an instruction that reads leads to a match, when it reads what stands at a place. */
  readonly leads: (instruction: number, at: number) => boolean;
}

/** From the end of the text to its beginning: what leads to a match. */
function waysToMatch({ start, instructions }: PatternProgram, text: string): Ways {
  const before = instructionsBefore(instructions);
  const matching = instructions.findIndex(({ kind }) => kind === "match");
  const bytes = Math.ceil(instructions.length / 8);
  const leading = new Uint8Array(text.length * bytes);
  const beginning = new Uint8Array(text.length + 1);
  const reached = new Int32Array(instructions.length).fill(-1);
  /** What leads to a match from the place behind, and from that behind a character of two units. */
  let next: number[] = [];
  let afterNext: number[] = [];
  let found: number[] = [];
  for (let at = text.length; at >= 0; at--) {
    const flags = boundaryFlags(text, at);
    const add = (instruction: number): void => {
      if (reached[instruction] === at) return;
      reached[instruction] = at;
      found.push(instruction);
    };
    if (matching >= 0) add(matching);
    const codePoint = text.codePointAt(at);
    if (codePoint !== undefined)
      for (const target of codePoint > 0xffff ? afterNext : next)
        for (const reading of before.reading[target] ?? []) {
          const instruction = instructions[reading];
          if (instruction?.kind !== "read" || !instruction.reads(codePoint)) continue;
          const place = at * bytes + (reading >> 3);
          leading[place] = (leading[place] ?? 0) | (1 << (reading & 7));
          add(reading);
        }
    for (let i = 0; i < found.length; i++)
      for (const going of before.going[found[i] ?? -1] ?? []) {
        const instruction = instructions[going];
        if (instruction?.kind === "go" && (instruction.needed & ~flags) === 0) add(going);
      }
    if (reached[start] === at) beginning[at] = 1;
    const spare = afterNext;
    afterNext = next;
    next = found;
    found = spare;
    found.length = 0;
  }
  return {
    beginsAt: (at) => beginning[at] === 1,
    leads: (instruction, at) => ((leading[at * bytes + (instruction >> 3)] ?? 0) & (1 << (instruction & 7))) !== 0,
  };
}

/** For each instruction those that go on to it, and those that read something first. */
function instructionsBefore(instructions: readonly Instruction[]) {
  const going: number[][] = instructions.map(() => []);
  const reading: number[][] = instructions.map(() => []);
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.kind === "read") reading[instruction.next]?.push(index);
    if (instruction.kind === "go") for (const target of instruction.next) going[target]?.push(index);
  }
  return { going, reading };
}

/** Finds where the preferred match ends that begins at a place. */
class PreferredMatch {
  readonly #program: PatternProgram;
  readonly #text: string;
  readonly #leads: Ways["leads"];
  readonly #open: number[] = [];
  /** The number of the look at which an instruction was met last. */
  readonly #met: Int32Array;
  #look = 0;

  constructor(program: PatternProgram, text: string, leads: Ways["leads"]) {
    this.#program = program;
    this.#text = text;
    this.#leads = leads;
    this.#met = new Int32Array(program.instructions.length);
  }

  /** Undefined where no match begins. */
  endOf(begin: number): number | undefined {
    let from = this.#program.start;
    for (let at = begin; ; ) {
      const instruction = this.#preferred(from, at);
      if (instruction === undefined || instruction.kind === "go") return undefined;
      if (instruction.kind === "match") return at;
      at += widthAt(this.#text, at);
      from = instruction.next;
    }
  }

  /** The first instruction, in the order of the ways, that leads to a match by reading what stands there, or is one. */
  #preferred(from: number, at: number): Instruction | undefined {
    const flags = boundaryFlags(this.#text, at);
    const open = this.#open;
    open.length = 0;
    open.push(from);
    this.#look++;
    while (open.length > 0) {
      const place = open.pop() ?? 0;
      const instruction = this.#program.instructions[place];
      if (instruction === undefined || this.#met[place] === this.#look) continue;
      this.#met[place] = this.#look;
      switch (instruction.kind) {
        case "match":
          return instruction;
        case "read":
          if (at < this.#text.length && this.#leads(place, at)) return instruction;
          break;
        case "go":
          if ((instruction.needed & ~flags) !== 0) break;
          for (let i = instruction.next.length - 1; i >= 0; i--) open.push(instruction.next[i] ?? 0);
      }
    }
    return undefined;
  }
}
