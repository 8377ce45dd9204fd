const tokenPattern = /"""[\s\S]*?"""|'''[\s\S]*?'''|"|'[^'\r\n]*'|#[^\r\n]*|[\r\n]+|[=,[\]{}]|[^\s"'#=,[\]{}]+|'/g;
const insideOfString = /(?:[^"\\\r\n]|\\.)*/y;

/**
 * Strings, names, signs, comments and line ends of a piece of TOML, sound or not; a quote without its other one stands
 * alone. Linear: a string that is not closed is looked through once, for no quote inside of it closes one either.
 */
export function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let unclosedUntil = 0;
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    const [token] = match;
    if (token !== '"' || match.index < unclosedUntil) {
      tokens.push(token);
      continue;
    }
    insideOfString.lastIndex = match.index + 1;
    insideOfString.test(text);
    const end = insideOfString.lastIndex;
    if (text[end] === '"') {
      tokens.push(text.slice(match.index, end + 1));
      tokenPattern.lastIndex = end + 1;
    } else {
      tokens.push(token);
      unclosedUntil = end;
    }
  }
  return tokens;
}

/** What of the tokens has to stand somewhere: all but the keys that have a value, which may change with their place. */
export function countedTokens(tokens: readonly string[]): readonly string[] {
  const keyEnds = keyEndsOf(tokens);
  const hasContent = tokens.map((token) => /[\p{L}\p{N}]/u.test(token.toLowerCase()));
  let [equals, closing, content] = [tokens.length, tokens.length, tokens.length];
  /** By token, whether something stands between the next equals sign and the comma or line end behind it. */
  const hasValue: boolean[] = [];
  const closings: number[] = [];
  const contents: number[] = [];
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index] as string;
    closings[index + 1] = closing;
    contents[index + 1] = content;
    if (token === "=") equals = index;
    if (token === "," || /^[\r\n]/.test(token)) closing = index;
    if (hasContent[index]) content = index;
    hasValue[index] = (contents[equals + 1] ?? tokens.length) < (closings[equals + 1] ?? tokens.length);
  }
  return tokens.filter((_, index) => tokens[(keyEnds[index] as number) + 1] !== "=" || !hasValue[index]);
}

/** By token, the last one of a dotted name that goes on from it: `a . b` are three tokens, and so may `a. b` be two. */
function keyEndsOf(tokens: readonly string[]): readonly number[] {
  const ends = new Array<number>(tokens.length);
  let end = tokens.length;
  for (let index = tokens.length - 1; index >= 0; index--) {
    if (!tokens[index]?.endsWith(".") && !tokens[index + 1]?.startsWith(".")) end = index;
    ends[index] = end;
  }
  return ends;
}
