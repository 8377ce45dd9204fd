import { quote, quoteKey } from "./edits.ts";

export type Header = readonly [name: string, value: string];

/** What a header name may consist of: a `token` of RFC 9110, section 5.6.2. */
export const headerNamePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Reads headers as people write them elsewhere: `Name: value`, or `name=value,other=value` as in
 * `OTEL_EXPORTER_OTLP_HEADERS`. Undefined when the text is neither.
 */
export function parseHeaderText(text: string): readonly Header[] | undefined {
  const headers: Header[] = [];
  for (const part of splitHeaders(text)) {
    const match = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*([:=])\s*(.*?)\s*$/.exec(part);
    if (!match?.[1] || match[3] === undefined) return undefined;
    headers.push([match[1], match[2] === "=" ? decode(match[3]) : match[3]]);
  }
  return headers.length > 0 ? headers : undefined;
}

/** Commas and line ends separate headers where a name and its mark follow; a comma inside of a value stays. */
function splitHeaders(text: string): readonly string[] {
  return text.split(/[\r\n]+|[,;](?=\s*[!#$%&'*+\-.^_`|~0-9A-Za-z]+\s*[:=])/).filter((part) => part.trim() !== "");
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Headers as a TOML inline table on one line, which every Codex version reads. */
export function headerTable(headers: readonly Header[]): string {
  return `{ ${headers.map(([name, value]) => `${quoteKey(name)} = ${quote(value)}`).join(", ")} }`;
}
