import type { CompletionItem } from "../../toml/language/completionItem.ts";
import { cursorAt } from "../../toml/language/cursor.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { completePolicyKeys } from "./completePolicyKeys.ts";
import { completePolicyTables } from "./completePolicyTables.ts";
import { completePolicyValues } from "./completePolicyValues.ts";

/**
 * What may be typed at an offset of a policy. Works from the surface of the text, so a half-typed line has its proposals;
 * never throws.
 */
export function completePolicy(
  surface: TomlSurface,
  offset: number,
  vocabulary: Vocabulary = productVocabulary,
): CompletionItem[] {
  const cursor = cursorAt(surface, offset, { intoArrays: true });
  switch (cursor?.kind) {
    case "key":
      return completePolicyKeys(surface, offset, cursor, vocabulary);
    case "header":
      return completePolicyTables(surface, offset, cursor, vocabulary);
    case "value":
      return completePolicyValues(surface, offset, cursor, vocabulary);
    default:
      return [];
  }
}
