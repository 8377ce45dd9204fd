import { RE2JS } from "re2js";
import { CountedText, type MayRead, ReadTooMuch } from "../model/countedText.ts";
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
  /** Whether the pattern occurs anywhere in the text. */
  occursIn(text: string): boolean;
  /**
   * Replaces every occurrence, leftmost first, without looking at what was put in. Each occurrence is a search of its own,
   * which may read the text to its end: together they take time quadratic in the text. `mayRead` is told of characters that
   * are read or put in, however often; once it answers false the work ends, without a result.
   */
  replaceAll(text: string, replacement: string): Replaced;
  replaceAll(text: string, replacement: string, mayRead?: MayRead): Replaced | undefined;
}

/** A text with so many occurrences replaced. */
export interface Replaced {
  readonly text: string;
  readonly count: number;
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
  let empty: boolean | undefined;
  return {
    source,
    instructions: expression.programSize(),
    get matchesEmptyText() {
      empty ??= sampleTexts.some((text) => matchesNothingIn(expression, text));
      return empty;
    },
    literals: requiredLiterals(source),
    occursIn: (text: string) => expression.test(text),
    replaceAll: replaceAllBy(expression),
  };
}

const sampleTexts: readonly string[] = ["", "a", "Z 9", "a\nb", "\n", "_-", '{"a":"b\\n"}', "é😀", "a.b/c=d"];

function matchesNothingIn(expression: RE2JS, text: string): boolean {
  const matcher = expression.matcher(text);
  while (matcher.find()) if (matcher.end() === matcher.start()) return true;
  return false;
}

function replaceAllBy(expression: RE2JS): Pattern["replaceAll"] {
  function replaceAll(text: string, replacement: string): Replaced;
  function replaceAll(text: string, replacement: string, mayRead?: MayRead): Replaced | undefined;
  function replaceAll(text: string, replacement: string, mayRead?: MayRead): Replaced | undefined {
    if (!expression.test(text)) return { text, count: 0 };
    if (mayRead === undefined) return replacedIn(expression, text, text, replacement);
    const counted = new CountedText(text, mayRead);
    try {
      return replacedIn(expression, counted, text, replacement);
    } catch (error) {
      if (error instanceof ReadTooMuch) return undefined;
      throw error;
    }
  }
  return replaceAll;
}

function replacedIn(expression: RE2JS, searched: string | CountedText, text: string, replacement: string): Replaced {
  // the engine takes an object that is a string for a string
  const matcher = expression.matcher(searched as string);
  let result = "";
  let copied = 0;
  let count = 0;
  while (matcher.find()) {
    if (matcher.end() === matcher.start()) continue;
    if (typeof searched !== "string") searched.count(replacement.length);
    result += text.slice(copied, matcher.start()) + replacement;
    copied = matcher.end();
    count++;
  }
  return { text: result + text.slice(copied), count };
}
