import { RE2JS } from "re2js";
import { CountedText, ReadTooMuch } from "../model/countedText.ts";
import { type Replaced, replaceInOnePass } from "./onePassReplace.ts";
import { type PatternProgram, programOf, shortestMatch } from "./patternProgram.ts";
import { requiredLiterals } from "./requiredLiterals.ts";

/**
 * A regular expression of the policy in RE2 syntax (https://github.com/google/re2/wiki/Syntax), so that the OpenTelemetry
 * Collector, which runs Go's regexp, means the same by it. The engine needs time linear in the text, whatever the text is.
 */
export interface Pattern {
  readonly source: string;
  /** How long the compiled program is. A text costs up to so many steps for each of its characters. */
  readonly instructions: number;
  /** Pieces (lower case) one of which every match contains; undefined when unknown. See `requiredLiterals`. */
  readonly literals: readonly string[] | undefined;
  /** Whether the pattern can match where nothing stands, as `a*` and `\b` do: tried on texts of every kind of character. */
  readonly matchesEmptyText: boolean;
  /** How many characters the shortest text has that matches; `Infinity` where none does. */
  readonly shortestMatch: number;
  /** Whether the pattern occurs anywhere in the text. */
  occursIn(text: string): boolean;
  /**
   * Replaces every occurrence, leftmost first, without looking at what was put in. For the engine each occurrence is a search
   * of its own, which may read the text to its end: together they take time quadratic in the text. With `mostRead` it reads
   * at most so many characters, however often; what takes more is done again in another way, which takes as many steps as
   * the text has characters and the pattern instructions.
   */
  replaceAll(text: string, replacement: string, mostRead?: number): Replaced;
}

const remembered = new Map<string, Pattern | string>();
const mostRemembered = 512;

/**
 * Compiles a pattern; a string instead of a pattern says in one sentence why it is not valid RE2 syntax. Compiling costs
 * about 0.3 ms, and a policy is parsed at every keystroke and compiled after parsing, so the latest ones are remembered.
 */
export function compilePattern(source: string): Pattern | string {
  const known = remembered.get(source);
  if (known !== undefined) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const compiled = compile(source);
  remembered.set(source, compiled);
  return compiled;
}

/** Nobody writes a longer pattern; compiling one would take seconds. */
export const longestSource = 32 * 1024;

function compile(source: string): Pattern | string {
  if (source.length > longestSource) return `it is longer than ${longestSource} characters`;
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(source);
  } catch (error) {
    return error instanceof Error ? error.message : "not a valid RE2 pattern";
  }
  const program = programOf(expression);
  if (program === undefined) return "it has what the product does not know";
  let empty: boolean | undefined;
  let shortest: number | undefined;
  return {
    source,
    instructions: expression.programSize(),
    get matchesEmptyText() {
      empty ??= sampleTexts.some((text) => matchesNothingIn(expression, text));
      return empty;
    },
    get shortestMatch() {
      shortest ??= shortestMatch(program);
      return shortest;
    },
    literals: requiredLiterals(source),
    occursIn: (text: string) => expression.test(text),
    replaceAll: replaceAllBy(expression, program),
  };
}

const sampleTexts: readonly string[] = ["", "a", "Z 9", "a\nb", "\n", "_-", '{"a":"b\\n"}', "é😀", "a.b/c=d"];

function matchesNothingIn(expression: RE2JS, text: string): boolean {
  const matcher = expression.matcher(text);
  while (matcher.find()) if (matcher.end() === matcher.start()) return true;
  return false;
}

function replaceAllBy(expression: RE2JS, program: PatternProgram): Pattern["replaceAll"] {
  return (text, replacement, mostRead) => {
    if (!expression.test(text)) return { text, count: 0 };
    if (mostRead === undefined) return replacedIn(expression, text, text, replacement);
    try {
      return replacedIn(expression, new CountedText(text, mostRead), text, replacement);
    } catch (error) {
      if (error instanceof ReadTooMuch) return replaceInOnePass(program, text, replacement);
      throw error;
    }
  };
}

function replacedIn(expression: RE2JS, searched: string | CountedText, text: string, replacement: string): Replaced {
  // the engine takes an object that is a string for a string
  const matcher = expression.matcher(searched as string);
  let result = "";
  let copied = 0;
  let count = 0;
  while (matcher.find()) {
    if (matcher.end() === matcher.start()) continue;
    result += text.slice(copied, matcher.start()) + replacement;
    copied = matcher.end();
    count++;
  }
  return { text: result + text.slice(copied), count };
}
