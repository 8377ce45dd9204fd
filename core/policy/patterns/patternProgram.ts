import type { RE2JS } from "re2js";

/**
 * What a pattern was compiled to: a graph of instructions, as RE2 has it. A text matches where a way through the graph reads
 * it and ends at `match`. Of several ways the first counts, in the order in which `next` names them.
 */
export interface PatternProgram {
  readonly start: number;
  readonly instructions: readonly Instruction[];
}

export type Instruction =
  /** Goes on without reading anything; there may be no way on. `needed` are flags of `boundaryFlags`. */
  | { readonly kind: "go"; readonly next: readonly number[]; readonly needed: number }
  | { readonly kind: "read"; readonly next: number; readonly reads: (codePoint: number) => boolean }
  | { readonly kind: "match" };

/** An instruction of RE2JS, by the numbers of its kinds; of others nothing is known. */
interface CompiledInstruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  matchRune(codePoint: number): boolean;
}

const lineFeed = 10;

/** The program of a pattern; undefined where it has an instruction that is not known. */
export function programOf(expression: RE2JS): PatternProgram | undefined {
  const { prog } = expression.re2Input;
  const compiled = prog.inst as readonly CompiledInstruction[];
  const instructions = compiled.map(instructionOf);
  return instructions.includes(undefined)
    ? undefined
    : { start: prog.start as number, instructions: instructions as readonly Instruction[] };
}

function instructionOf(compiled: CompiledInstruction): Instruction | undefined {
  const { op, out, arg } = compiled;
  const read = (reads: (codePoint: number) => boolean): Instruction => ({ kind: "read", next: out, reads });
  switch (op) {
    case 1:
    case 2:
      return { kind: "go", next: [out, arg], needed: 0 };
    case 3:
    case 7:
      return { kind: "go", next: [out], needed: 0 };
    case 4:
      return { kind: "go", next: [out], needed: arg };
    case 5:
      return { kind: "go", next: [], needed: 0 };
    case 6:
      return { kind: "match" };
    case 8:
    case 9:
      return read((codePoint) => compiled.matchRune(codePoint));
    case 10:
      return read(() => true);
    case 11:
      return read((codePoint) => codePoint !== lineFeed);
    default:
      return undefined;
  }
}

const beginOfLine = 1;
const endOfLine = 2;
const beginOfText = 4;
const endOfText = 8;
const wordBoundary = 16;
const noWordBoundary = 32;

/** What is true of a place in a text: what `^`, `$`, `\A`, `\z`, `\b` and `\B` ask for. */
export function boundaryFlags(text: string, at: number): number {
  const before = at === 0 ? -1 : text.charCodeAt(at - 1);
  const after = at === text.length ? -1 : text.charCodeAt(at);
  return (
    (before < 0 ? beginOfText | beginOfLine : before === lineFeed ? beginOfLine : 0) |
    (after < 0 ? endOfText | endOfLine : after === lineFeed ? endOfLine : 0) |
    (isWord(before) === isWord(after) ? noWordBoundary : wordBoundary)
  );
}

/** Letters, digits and `_` of ASCII. */
function isWord(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f || (unit >= 0x61 && unit <= 0x7a)
  );
}

/** How many characters the shortest text has that matches; `Infinity` where none does. */
export function shortestMatch({ start, instructions }: PatternProgram): number {
  const seen = new Uint8Array(instructions.length);
  let places = [start];
  for (let characters = 0; places.length > 0; characters++) {
    const further: number[] = [];
    while (places.length > 0) {
      const place = places.pop() ?? 0;
      const instruction = instructions[place];
      if (instruction === undefined || seen[place] === 1) continue;
      seen[place] = 1;
      if (instruction.kind === "match") return characters;
      if (instruction.kind === "go") places.push(...instruction.next);
      else further.push(instruction.next);
    }
    places = further;
  }
  return Number.POSITIVE_INFINITY;
}
