import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { ForwardTls } from "../model/policyModel.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads `forward.tls`: paths of files, never what is in them. A client certificate and its key go together. */
export function parseForwardTls(reader: TomlReader, table: TomlTable | undefined): ForwardTls | undefined {
  if (table === undefined) return undefined;
  reader.allowKeys(table, ["ca_file", "cert_file", "key_file"]);
  const { entries } = table;
  const [caFile, certFile, keyFile] = ["ca_file", "cert_file", "key_file"].map((key) =>
    parsePath(reader, entries.get(key)?.value),
  );
  if (entries.has("cert_file")) reader.required(table, "key_file");
  else if (entries.has("key_file")) reader.required(table, "cert_file");
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}

/** Whether the content of a PEM file stands where its path belongs. */
export const isWrittenPem = (text: string): boolean => text.includes("-----BEGIN");

/** True for a path on another machine: a file must not make this machine talk to that one. */
const isRemote = (path: string): boolean => /^[\\/]{2}/.test(path);

/** Characters that end a line or a text somewhere, or turn the direction of what follows: no path needs them. */
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What stands there instead may be a key, and is never repeated. */
function parsePath(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const path = reader.string(value);
  if (value === undefined || path === undefined) return undefined;
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
