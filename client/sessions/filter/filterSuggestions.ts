import type { Localizer } from "../../../core/text/localizer.ts";
import { begunWord } from "./filterText.ts";

/** A word that a filter may have. */
export interface FilterSuggestion {
  readonly text: string;
  readonly description: string;
  /** A codicon. */
  readonly icon: string;
  /** Suggested only for words that begin so: there are too many of its kind. */
  readonly onlyAfter?: string;
}

/** What the suggestions are made of. */
export interface FilterVocabulary {
  readonly events: readonly { readonly name: string; readonly title: string }[];
  readonly attributes: readonly { readonly name: string; readonly description: string }[];
  /** Names of the policy's destinations. */
  readonly destinations: readonly string[];
  /** Those of the policy. */
  readonly detections: readonly { readonly id: string; readonly message: string }[];
}

/** The words that fit what is kept and the policy in force. */
export function filterSuggestions(vocabulary: FilterVocabulary, l10n: Localizer): readonly FilterSuggestion[] {
  const { events, attributes, destinations, detections } = vocabulary;
  return [
    { text: "finding:any", description: l10n.t("with a finding"), icon: "warning" },
    ...destinations.flatMap((name) => [
      { text: `destination:${quoted(name)}=delivered`, description: l10n.t("delivered to {0}", name), icon: "pass" },
      {
        text: `destination:${quoted(name)}=withheld`,
        description: l10n.t("withheld from {0}", name),
        icon: "circle-slash",
      },
    ]),
    ...events.map(({ name, title }) => ({ text: `event:${name}`, description: l10n.t(title), icon: "symbol-event" })),
    ...detections.map(({ id, message }) => ({ text: `finding:${quoted(id)}`, description: message, icon: "warning" })),
    { text: "sender:unverified", description: l10n.t("from a sender that was not verified"), icon: "unverified" },
    { text: "sender:verified", description: l10n.t("from a sender that was verified"), icon: "verified" },
    {
      text: attribute,
      description: l10n.t("attribute:NAME, attribute:NAME=VALUE or attribute:NAME~PART"),
      icon: "symbol-field",
    },
    ...attributes.map(({ name, description }) => ({
      text: `${attribute}${quoted(name)}`,
      description,
      icon: "symbol-field",
      onlyAfter: attribute,
    })),
  ];
}

/** The suggestions for the word that is being typed at the end of a text. Case does not matter. */
export function fittingSuggestions(
  text: string,
  suggestions: readonly FilterSuggestion[],
): readonly FilterSuggestion[] {
  const begun = begunWord(text).toLowerCase();
  return suggestions.filter(
    (suggestion) =>
      (suggestion.onlyAfter === undefined || begun.startsWith(suggestion.onlyAfter)) &&
      suggestion.text.toLowerCase().includes(begun),
  );
}

const attribute = "attribute:";

const quoted = (name: string): string => (/\s/.test(name) ? `"${name}"` : name);
