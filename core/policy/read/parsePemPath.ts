import type { TomlValue } from "../../toml/document.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Whether the content of a PEM file stands where its path belongs. */
export const isWrittenPem = (text: string): boolean => text.includes("-----BEGIN");

/** True for a path on another machine: a file must not make this machine talk to that one. */
const isRemote = (path: string): boolean => /^[\\/]{2}/.test(path);

/** Characters that end a line or a text somewhere, or turn the direction of what follows: no path needs them. */
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Reads the path of a PEM file. What stands there instead may be a key, and is never repeated. */
export function parsePemPath(reader: TomlReader, value: TomlValue): string | undefined {
  const path = reader.string(value);
  if (path === undefined) return undefined;
  if (isWrittenPem(path)) {
    const message = "This is the content of a PEM file. It never stands in a policy: write the path of the file.";
    return reader.error("policy/credential-written", message, value.range, { kind: "value", value });
  }
  if (path.trim() === "") return reader.wrongType("the path of a file", value);
  if (misleading.test(path))
    return reader.wrongType("the path of a file, without line ends and characters that do not show", value);
  if (isRemote(path)) return reader.wrongType("the path of a file on this machine", value);
  return path;
}
