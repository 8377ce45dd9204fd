import { codeSpan, forMarkdown } from "../../text/forMarkdown.ts";
import { plainLocalizer } from "../../text/localizer.ts";
import type { TomlDocument } from "../../toml/document.ts";
import type { Hover } from "../../toml/language/language.ts";
import { namedSalt, saltText } from "../evaluate/hashSalt.ts";
import type { Policy } from "../model/policyModel.ts";
import { secretMark } from "../model/secretDefinition.ts";
import type { ParsedVersion } from "../read/extend/builtInVersions.ts";
import { readPolicy } from "../read/readPolicy.ts";
import { elementType } from "../schema/policyType.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import {
  describeAttribute,
  describeAttributeGlob,
  describeClass,
  describeDestination,
  describeEventGlob,
  title,
} from "./describePolicy.ts";
import { type NamedPlace, placeAt } from "./placeAt.ts";
import { policyDefinition } from "./policyDefinition.ts";
import { describePolicyKey, type PolicyMeaning, policyMeaningOf, policyTypeWords } from "./policyMeaning.ts";

/**
 * What stands at an offset of a policy: a key of the language, a class with what becomes of it, an attribute, an event or
 * a glob with what the catalogue knows. Never shows a pattern of a secret, nor what may be a credential.
 */
export function hoverPolicy(
  document: TomlDocument,
  offset: number,
  vocabulary: Vocabulary = productVocabulary,
): Hover | undefined {
  const place = placeAt(document, offset, vocabulary);
  const meaning = place && policyMeaningOf(place.path, vocabulary);
  if (place === undefined || meaning === undefined) return undefined;
  const draft = () => readPolicy(document, vocabulary).draft;
  const markdown =
    place.value === undefined
      ? describeName(place, meaning, draft, vocabulary)
      : describeValue(place, place.value, meaning, draft, vocabulary);
  if (markdown === undefined) return undefined;
  const definition = policyDefinition(document, offset, vocabulary);
  const origin = definition?.base === undefined ? "" : originText(place, meaning, definition.base);
  return { range: place.range, markdown: `${markdown}${origin}` };
}

/** What of it is from the policy that is extended; empty where there is nothing to say. */
function originText({ path }: NamedPlace, { names, type }: PolicyMeaning, { name }: ParsedVersion): string {
  const base = codeSpan(name);
  if (path[0] === "remove") return `\n\nIt stands in ${base}.`;
  if (path.length < 2) return "";
  if (names === "classOfPolicy") return `\n\nThe class is from ${base}.`;
  return type.kind === "table" || type.kind === "named"
    ? `\n\nWhat is not written here is as in ${base}.`
    : `\n\nIt takes the place of what ${base} has.`;
}

type Draft = () => Policy;

function describeName(
  { path }: NamedPlace,
  meaning: PolicyMeaning,
  draft: Draft,
  vocabulary: Vocabulary,
): string | undefined {
  const name = path.at(-1) ?? "";
  switch (meaning.names) {
    case "class":
    case "classOfPolicy":
      return describeClass(name, draft(), path[0] === "destinations" ? path[1] : undefined);
    case "secret":
      return `${title(name)} *secret*\n\nWhat its pattern finds is replaced by ${codeSpan(secretMark(name))} in every value that is kept, for every destination and in the local view.`;
    case "destination":
      return describeDestination(name, draft(), vocabulary.actions);
    case "header":
      return `${title(name)} *header*\n\nIts value comes from the environment variable that is named here. ${describePolicyKey(meaning.nearest)}`;
    case "eventAttribute":
      return describeAttribute(name, draft());
    case undefined:
      return `${title(path.join("."))} *${policyTypeWords(meaning.type, vocabulary)}*\n\n${describePolicyKey(meaning.nearest)}`;
  }
}

function describeValue(
  place: NamedPlace,
  value: string,
  { type, key, nearest, names }: PolicyMeaning,
  draft: Draft,
  vocabulary: Vocabulary,
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
      const action = vocabulary.actions.words.find(({ kind }) => kind === value);
      const salt = action?.usesSalt ? `\n\n${forMarkdown(saltText(namedSalt(draft()), plainLocalizer))}` : "";
      return action && `${title(action.kind)} *action*\n\n${action.documentation}${salt}`;
    }
    case "word": {
      const word = element.words.find((one) => one.name === value);
      return word && `${title(word.name)} *${nearest.name}*\n\n${word.documentation}`;
    }
    case "scalar":
      if (names === "eventAttribute" && place.path.at(-1) === "event.name") return describeEventGlob(value, draft());
      return key === undefined
        ? undefined
        : `${title(key.name)} *${policyTypeWords(key.type, vocabulary)}*\n\n${describePolicyKey(key)}`;
    default: {
      const shown = key ?? nearest;
      return `${title(shown.name)} *${policyTypeWords(shown.type, vocabulary)}*\n\n${describePolicyKey(shown)}`;
    }
  }
}
