import { GlobSegment } from "./globSegment.ts";

/**
 * A name pattern of the policy: `*` stands for any run of characters (dots too), `?` for one character (a code point), everything else
 * for itself. Names are compared with case, as OTLP attribute names are.
 */
export interface Glob {
  readonly text: string;
  /** True when the text has no wildcard and so names exactly one thing. */
  readonly exact: boolean;
  /** Takes time in proportion to the name, times the length of the longest run between stars through 32. */
  matches(name: string): boolean;
}

export function compileGlob(text: string): Glob {
  if (!/[*?]/.test(text)) return { text, exact: true, matches: (name) => name === text };
  if (text === "*") return { text, exact: false, matches: () => true };
  const prefix = text.slice(0, -1);
  if (text.endsWith("*") && !/[*?]/.test(prefix)) {
    return { text, exact: false, matches: (name) => name.startsWith(prefix) };
  }
  const [first = "", ...rest] = text.split("*");
  const last = rest.pop();
  const head = new GlobSegment(first);
  if (last === undefined) return { text, exact: false, matches: (name) => head.endAt(name, 0) === name.length };
  const tail = new GlobSegment(last);
  const middle = rest.filter((part) => part !== "").map((part) => new GlobSegment(part));
  return { text, exact: false, matches: (name) => matchesParts(name, head, middle, tail) };
}

/** Each part where it first fits: what is left for the parts behind it is never less than otherwise. */
function matchesParts(name: string, head: GlobSegment, middle: readonly GlobSegment[], tail: GlobSegment): boolean {
  const start = tail.startBeforeEnd(name);
  let at = head.endAt(name, 0);
  if (start === undefined || at === undefined) return false;
  for (const part of middle) {
    at = part.endOfFirst(name, at);
    if (at === undefined) return false;
  }
  return at <= start;
}
