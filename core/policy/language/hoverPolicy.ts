import type { Hover } from "../../config/language/hover.ts";
import { codeSpan } from "../../text/forMarkdown.ts";
import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument } from "../../toml/document.ts";
import { type Cursor, cursorAt } from "../../toml/language/cursor.ts";
import type { Policy } from "../model/policyModel.ts";
import { readPolicy } from "../read/readPolicy.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import {
  describeAttribute,
  describeAttributeGlob,
  describeClass,
  describeDestination,
  describeEventGlob,
  title,
} from "./describePolicy.ts";
import { actions, truncateKey } from "./policyKeys.ts";
import {
  describePolicyKey,
  elementType,
  type PolicyMeaning,
  policyMeaningOf,
  policyTypeWords,
} from "./policyMeaning.ts";
import { inlineText } from "./policySections.ts";

/**
 * What stands at an offset of a policy: a key of the language, a class with what becomes of it, an attribute, an event or
 * a glob with what the catalogue knows. Never shows a pattern of a secret, nor what may be a credential.
 */
export function hoverPolicy(
  document: TomlDocument,
  offset: number,
  vocabulary: Vocabulary = productVocabulary,
): Hover | undefined {
  const cursor = cursorAt(document, offset, { intoArrays: true });
  const place = cursor && placeOf(document.text, cursor, vocabulary);
  const meaning = place && policyMeaningOf(place.path, vocabulary);
  if (place === undefined || meaning === undefined) return undefined;
  const draft = () => readPolicy(document, vocabulary).draft;
  const markdown =
    place.value === undefined ? describeName(place, meaning, draft) : describeValue(place, place.value, meaning, draft);
  return markdown === undefined ? undefined : { range: place.range, markdown };
}

interface Place {
  readonly path: readonly string[];
  readonly range: OffsetRange;
  /** The text of a string, where the place is one. */
  readonly value: string | undefined;
  /** The attribute that the condition around the place speaks of. */
  readonly attribute: string | undefined;
}

function placeOf(text: string, cursor: Cursor, vocabulary: Vocabulary): Place | undefined {
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
      if (scalar === undefined || scalar.quote.length > 1 || !scalar.closed) return undefined;
      const { start, end } = scalar.range;
      const inner = text.slice(start + scalar.quote.length, end - scalar.quote.length);
      return { path, range: scalar.range, value: inner, attribute };
    }
  }
}

type Draft = () => Policy;

function describeName({ path }: Place, meaning: PolicyMeaning, draft: Draft): string | undefined {
  const name = path.at(-1) ?? "";
  switch (meaning.names) {
    case "class":
    case "classOfPolicy":
      return describeClass(name, draft(), path[0] === "destinations" ? path[1] : undefined);
    case "secret":
      return `${title(name)} *secret*\n\nWhat its pattern finds is replaced by ${codeSpan(`[SECRET:${name}]`)} in every value that is kept, for every destination and in the local view.`;
    case "destination":
      return describeDestination(name, draft());
    case "header":
      return `${title(name)} *header*\n\nIts value comes from the environment variable that is named here. ${describePolicyKey(meaning.nearest)}`;
    case "eventAttribute":
      return describeAttribute(name, draft());
    case undefined:
      return `${title(path.join("."))} *${policyTypeWords(meaning.type)}*\n\n${describePolicyKey(meaning.nearest)}`;
  }
}

function describeValue(
  place: Place,
  value: string,
  { type, key, nearest, names }: PolicyMeaning,
  draft: Draft,
): string | undefined {
  const element = elementType(type);
  switch (element.kind) {
    case "eventGlob":
      return describeEventGlob(value, draft());
    case "attributeGlob":
      return /[*?]/.test(value) ? describeAttributeGlob(value, draft()) : describeAttribute(value, draft());
    case "attribute":
      return describeAttribute(value, draft());
    case "action": {
      const word = actions.find((one) => one.word === value);
      return word && `${title(word.word)} *action*\n\n${word.documentation}`;
    }
    case "word": {
      const word = element.words.find((one) => one.word === value);
      return word && `${title(word.word)} *${nearest.name}*\n\n${word.documentation}`;
    }
    case "scalar":
      if (names === "eventAttribute" && place.path.at(-1) === "event.name") return describeEventGlob(value, draft());
      return key === undefined
        ? undefined
        : `${title(key.name)} *${policyTypeWords(key.type)}*\n\n${describePolicyKey(key)}`;
    default: {
      const shown = key ?? nearest;
      const documentation = shown.name === truncateKey.name ? truncateKey.documentation : describePolicyKey(shown);
      return `${title(shown.name)} *${policyTypeWords(shown.type)}*\n\n${documentation}`;
    }
  }
}
