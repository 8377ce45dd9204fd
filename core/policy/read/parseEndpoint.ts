import type { TomlValue } from "../../toml/document.ts";
import { endpointDisguise } from "../secrets/endpointLook.ts";
import type { TomlReader } from "./tomlReader.ts";

/** An endpoint that a person would misread makes the policy unusable: they are asked about it, and must see where it leads. */
export function parseEndpoint(reader: TomlReader, value: TomlValue): string | undefined {
  const endpoint = reader.string(value);
  const disguise = endpoint === undefined ? undefined : endpointDisguise(endpoint);
  if (disguise === undefined) return endpoint;
  return reader.error("policy/endpoint-disguised", disguise, value.range, { kind: "value", value });
}
