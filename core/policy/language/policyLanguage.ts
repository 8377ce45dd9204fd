import type { Language } from "../../toml/language/language.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { diagnosePolicy } from "./check/diagnosePolicy.ts";
import { completePolicy } from "./completePolicy.ts";
import { hoverPolicy } from "./hoverPolicy.ts";
import { policyDefinition } from "./policyDefinition.ts";
import { policySymbols } from "./policySymbols.ts";

/** The language of policies. Its answers depend on the words that a policy may use. */
export const policyLanguage: Language<Vocabulary> = {
  diagnose: diagnosePolicy,
  complete: completePolicy,
  hover: ({ toml }, offset, vocabulary) => hoverPolicy(toml, offset, vocabulary),
  symbols: policySymbols,
  definition: policyDefinition,
};
