import { parseToml } from "../../toml/parseToml.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { productActions } from "../actions/index.ts";
import { type ParsedPolicy, readPolicy } from "./readPolicy.ts";

/** Reads and checks a policy. Never throws; what is wrong is in `problems`, with its place in the text. */
export function parsePolicy(text: string, actions: ActionIndex = productActions): ParsedPolicy {
  return readPolicy(parseToml(text), actions);
}
