import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument } from "../../toml/document.ts";
import { type Cursor, cursorAt } from "../../toml/language/cursor.ts";
import { textOfLoose } from "../../toml/language/looseValue.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { policyMeaningOf } from "./policyMeaning.ts";
import { inlineText } from "./policySections.ts";

/** A name or a string of a policy, with the path that leads to it. */
export interface NamedPlace {
  readonly path: readonly string[];
  readonly range: OffsetRange;
  /** The text of a string, where the place is one. */
  readonly value: string | undefined;
  /** The attribute that the condition around the place speaks of. */
  readonly attribute: string | undefined;
}

/** What stands at an offset; undefined where it has no name. */
export function placeAt(document: TomlDocument, offset: number, vocabulary: Vocabulary): NamedPlace | undefined {
  const cursor = cursorAt(document, offset, { intoArrays: true });
  return cursor && placeOf(document.text, cursor, vocabulary);
}

function placeOf(text: string, cursor: Cursor, vocabulary: Vocabulary): NamedPlace | undefined {
  const attribute = "inline" in cursor ? inlineText(text, cursor.inline, "attribute") : undefined;
  switch (cursor.kind) {
    case "key": {
      // On a broken line a name may be a value.
      if (
        cursor.part === undefined ||
        (!cursor.complete && policyMeaningOf(cursor.path, vocabulary)?.type.kind === "named")
      )
        return undefined;
      return { path: [...cursor.path, cursor.part.text], range: cursor.part.range, value: undefined, attribute };
    }
    case "header": {
      const part = cursor.parts[cursor.index];
      const path = cursor.parts.slice(0, cursor.index + 1).map((one) => one.text);
      return part && { path, range: part.range, value: undefined, attribute };
    }
    case "value": {
      const { scalar, path } = cursor;
      const value = scalar && textOfLoose(text, scalar);
      return scalar === undefined || value === undefined ? undefined : { path, range: scalar.range, value, attribute };
    }
  }
}
