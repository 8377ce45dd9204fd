import type { TomlTable } from "../../toml/document.ts";
import type { ForwardTls } from "../model/policyModel.ts";
import type { PolicyTables } from "../schema/policyTables.ts";
import { readTable } from "./readTable.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads `forward.tls`: paths of files, never what is in them. A client certificate and its key go together. */
export function parseForwardTls(
  reader: TomlReader,
  table: TomlTable | undefined,
  tables: PolicyTables,
): ForwardTls | undefined {
  if (table === undefined) return undefined;
  const written = readTable(reader, table, tables.tls);
  const [caFile, certFile, keyFile] = [written.get("ca_file"), written.get("cert_file"), written.get("key_file")];
  if (written.raw("cert_file") !== undefined) reader.required(table, "key_file");
  else if (written.raw("key_file") !== undefined) reader.required(table, "cert_file");
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}
