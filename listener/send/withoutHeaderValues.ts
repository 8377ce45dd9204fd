/** Shorter values may be parts of ordinary words: only whole words are taken for them. */
const shortest = 4;

/**
 * A text with the values of the headers that it was an answer to taken out: a receiver may quote what it was sent, and its
 * words are shown. Goes for whole values, for what follows their scheme (`Bearer …`), for what `Basic` encodes, and for
 * each as it stands in a URL. Letters count without case.
 */
export function withoutHeaderValues(text: string, headers: Readonly<Record<string, string>> = {}): string {
  const secrets = secretsIn(headers);
  if (secrets.size === 0) return text;
  // the longest first: a part must not be replaced inside of a whole
  const alternatives = [...secrets.keys()].sort((a, b) => b.length - a.length).map(patternOf);
  return text.replace(
    new RegExp(alternatives.join("|"), "giu"),
    (value) => `[header ${secrets.get(value.toLowerCase()) ?? "value"}]`,
  );
}

function patternOf(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return secret.length < shortest ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
}

/** In lower case, with the names of their headers. */
function secretsIn(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const whole = value.trim();
    const [, scheme = "", credentials = ""] = /^(\S+)\s+(.+)$/.exec(whole) ?? [];
    const decoded = scheme.toLowerCase() === "basic" ? Buffer.from(credentials, "base64").toString() : "";
    const password = decoded.slice(decoded.indexOf(":") + 1);
    for (const part of [whole, credentials, decoded, password])
      for (const form of [part, encoded(part)]) if (form !== "") secrets.set(form.toLowerCase(), name);
  }
  return secrets;
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // a lone surrogate has no such form
    return "";
  }
}
