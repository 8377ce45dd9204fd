import { quote, quoteKey } from "../../toml/edit/edits.ts";
import { splitScheme } from "./credentialText.ts";

export type Header = readonly [name: string, value: string];

/** What a header name may consist of: a `token` of RFC 9110, section 5.6.2. */
export const headerNamePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const pair = new RegExp(
  `^\\s*(?:-H|--header)?\\s*["'“‘]?(${token}(?: [0-9A-Za-z]+){0,3})["'”’]?\\s*([:=])\\s*(.*?)\\s*$`,
  "s",
);
const separator = new RegExp(`[\\r\\n]+|[,;](?=\\s*["'“‘]?${token}(?: [0-9A-Za-z]+){0,3}["'”’]?\\s*[:=])`);

/**
 * Reads headers as people write them elsewhere: `Name: value`, `name=value,other=value` as in
 * `OTEL_EXPORTER_OTLP_HEADERS` (percent-encoded, OpenTelemetry specification, "Specifying headers via environment
 * variables"), an object of JSON, or the value of `Authorization` alone. Undefined when the text is nothing of this.
 */
export function parseHeaderText(text: string): readonly Header[] | undefined {
  if (text.length > 20_000) return undefined;
  const object = parseObject(text);
  if (object) return object;
  const headers: Header[] = [];
  for (const part of text.split(separator).filter((one) => one.trim() !== "")) {
    const match = pair.exec(part);
    const name = match?.[1]?.replaceAll(" ", "-");
    if (name === undefined || match?.[3] === undefined) return bareKey(text);
    headers.push([name, match[2] === "=" ? decode(unquote(match[3])) : unquote(match[3])]);
  }
  return headers.length > 0 ? headers : undefined;
}

/** `Bearer x` can only be meant for one header. */
function bareKey(text: string): readonly Header[] | undefined {
  const { scheme, key } = splitScheme(text.trim());
  return scheme === "" || /\s/.test(key) ? undefined : [["Authorization", text.trim()]];
}

function parseObject(text: string): readonly Header[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const headers = Object.entries(parsed ?? {}).map(([name, value]) => [name, value] as const);
    return headers.every((header): header is Header => typeof header[1] === "string") && headers.length > 0
      ? headers
      : undefined;
  } catch {
    return undefined;
  }
}

/** Quotes around the whole value, of any kind. */
function unquote(value: string): string {
  return (
    /^(?:"([^"]*)"|'([^']*)'|“([^”]*)”|‘([^’]*)’)$/
      .exec(value)
      ?.slice(1)
      .find((inner) => inner !== undefined) ?? value
  );
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
