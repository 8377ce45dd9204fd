import { parseToml } from "../../toml/parseToml.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { type ParsedPolicy, readPolicy } from "./readPolicy.ts";

/** Reads and checks a policy. Never throws; what is wrong is in `problems`, with its place in the text. */
export function parsePolicy(text: string, vocabulary: Vocabulary = productVocabulary): ParsedPolicy {
  return readPolicy(parseToml(text), vocabulary);
}
