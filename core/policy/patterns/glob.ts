/**
 * A name pattern of the policy: `*` stands for any run of characters (dots too), `?` for one character (a code point), everything else
 * for itself. Names are compared with case, as OTLP attribute names are.
 */
export interface Glob {
  readonly text: string;
  /** True when the text has no wildcard and so names exactly one thing. */
  readonly exact: boolean;
  matches(name: string): boolean;
}

export function compileGlob(text: string): Glob {
  if (!/[*?]/.test(text)) return { text, exact: true, matches: (name) => name === text };
  if (text === "*") return { text, exact: false, matches: () => true };
  const prefix = text.slice(0, -1);
  if (text.endsWith("*") && !/[*?]/.test(prefix)) {
    return { text, exact: false, matches: (name) => name.startsWith(prefix) };
  }
  return { text, exact: false, matches: (name) => matchesWildcards(text, name) };
}

/** Two-pointer matching: on a mismatch the last `*` takes one more character; never exponential. */
function matchesWildcards(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    const wanted = pattern[p];
    if (wanted === "*") {
      star = p++;
      resume = n;
    } else if (wanted === "?") {
      p++;
      n += sizeAt(name, n);
    } else if (wanted !== undefined && wanted === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      resume += sizeAt(name, resume);
      n = resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** UTF-16 units of the character that begins there. */
function sizeAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
