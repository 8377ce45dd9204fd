import { policyLanguage } from "../../core/policy/language/policyLanguage.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../core/policy/language/policyLocations.ts";
import { productVocabulary } from "../../core/policy/vocabulary.ts";
import { LanguageDocument } from "../documents/openDocument.ts";
import type { ServerLanguage } from "./serverLanguage.ts";

/** Policies, and the built-in one in the folder of its package. */
export const policy: ServerLanguage = {
  matches: (path, readText) => isPolicyPath(path) || isBuiltInPolicy(path, readText),
  openingOf: () => ({
    dependsOn: [],
    open: (text, parse) => new LanguageDocument(text, policyLanguage, productVocabulary, parse),
  }),
};
