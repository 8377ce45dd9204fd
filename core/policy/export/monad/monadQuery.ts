import { eventNamePattern } from "../../../events/eventName.ts";
import { actionKey } from "../../actions/action.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";
import { decimalText, mostNumber } from "../../evaluate/decimalText.ts";
import { askForSecrets } from "../../model/attributeConditions.ts";
import { maskText } from "../../model/masked.ts";
import type { Destination, Policy, SecretDefinition } from "../../model/policyModel.ts";
import { policyPath } from "../../model/policyPath.ts";
import { secretMark } from "../../model/secretDefinition.ts";
import { PieceFinder } from "../../patterns/literalSearch.ts";
import { compilePattern } from "../../patterns/pattern.ts";
import { answeredTexts, appliedSecrets, longestSearched } from "../../secrets/answeredTexts.ts";
import { classSegments, type Redactions } from "../otelcol/classSegments.ts";
import { globsPattern } from "../patterns.ts";
import { jqColoursOut } from "./jqColours.ts";
import { jqValue, jqString as text } from "./jqText.ts";
import { monadConditions } from "./monadConditions.ts";

/** jq queries (https://jqlang.org/manual/) over a flat record whose keys are the names of attributes. */

const functions = `def text: if type == "string" then . elif . == null then "" else tojson end;
def number: if type == "number" then (if . > -${mostNumber} and . < ${mostNumber} then . else null end) elif type == "string" and test(${text(`\\A${decimalText}\\z`)}) then (ltrimstr("+") | if startswith(".") then "0" + . else . end | rtrimstr(".") | tonumber) else null end;
`;

/**
 * A query that adds to the record, for each destination, whether it receives the record.
 *
 * Throws an `ExportRefused` for what would be delivered besides; `noted` is told where less is delivered.
 */
export function routeQuery(
  policy: Policy,
  destinations: readonly Destination[],
  noted: (note: string) => void,
): string {
  const { secrets } = policy;
  const longestOf = answeredTexts(
    secrets,
    policy.destinations.flatMap(({ when }) => when),
  );
  const marks = destinations.map(({ name, receives, when }) => {
    const named = `(${jqValue("event.name")} | text | test(${text(eventNamePattern.source)}) and test(${text(globsPattern(receives))}))`;
    const received = receives.includes("*") ? "true" : named;
    const condition = [
      received,
      ...monadConditions(when, secrets, longestOf, policyPath("destinations", name), noted),
    ].join(" and ");
    return `. + {${text(markOf(name))}: (if ${condition} then "deliver" else "withhold" end)}`;
  });
  const plain = askForSecrets(destinations.flatMap(({ when }) => when)) ? [`def plain: ${jqColoursOut};`] : [];
  return [functions.trimEnd(), ...plain, marks.join("\n| ")].join("\n");
}

/** The key that says whether a destination receives the record. Without dots, for those begin a path in Monad. */
export function markOf(destination: string): string {
  return `codex_otel_${destination.replace(/[^A-Za-z0-9_]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`)}`;
}

/** A query that takes out of the record what a destination may not see. */
export function redactQuery(policy: Policy, redactions: Redactions, actions: ActionIndex): string {
  const { steps, rest } = classSegments(policy, redactions, "");
  const classes = steps
    .map(({ names, exactNames, action }) => {
      const known = exactNames && JSON.stringify(Object.fromEntries(exactNames.map((name) => [name, true])));
      return `if ${known ? `${known}[.]` : `test(${text(names)})`} then ${text(actionKey(action))} el`;
    })
    .join("");
  const removed: Record<string, true> = {};
  const done = new Map<string, string>();
  for (const action of [...steps.map((step) => step.action), rest]) {
    const { monad } = actions.of(action.kind);
    if (monad.form === "removed") removed[actionKey(action)] = true;
    // what it cannot do is masked below
    if (monad.form === "filter") done.set(actionKey(action), monad.jq(action));
  }
  const branches = [...done].map(([key, jq]) => `if $action == ${text(key)} then ${jq} el`).join("");
  const { definitions, isBounded } = secretFilters(policy.secrets);
  // what is too long ends in an error
  const masked = (filter: string) => (isBounded ? `(try (${filter}) catch ${text(maskText)})` : filter);
  const isClean = isBounded ? "try ((.key | replaced) == .key) catch false" : "(.key | replaced) == .key";
  return `${functions}${folded}${definitions}def cut($most): reduce (explode[] | [.] | implode) as $character ({text: "", bytes: 0, open: true}; (.bytes + ($character | utf8bytelength)) as $bytes | if .open and $bytes <= $most then .text += $character | .bytes = $bytes else .open = false end) | .text;
def action: ${classes === "" ? text(actionKey(rest)) : `${classes}se ${text(actionKey(rest))} end`};
with_entries(select(.key | startswith("codex_otel_") | not) | select(${isClean})
  | (.key | action) as $action
  | select(${JSON.stringify(removed)}[$action] | not)
  | .value |= ${masked(branches === "" ? text(maskText) : `${branches}se ${text(maskText)} end`)})`;
}

/**
 * The filters that take secrets out of a text (`replaced`) and out of a value (`clean`). With rules of the policy's own they
 * are `isBounded`: they end in an error where the preview masks a value for its length.
 */
function secretFilters(secrets: readonly SecretDefinition[]): {
  readonly definitions: string;
  readonly isBounded: boolean;
} {
  const steps: string[][] = [["."]];
  for (const secret of appliedSecrets(secrets)) {
    if (secret.longest !== undefined) steps.push([]);
    steps.at(-1)?.push(replacement(secret));
  }
  const isBounded = steps.length > 1;
  const names = steps.map((_, i) => `step${i}`);
  const inSteps = (step: (name: string) => string) => names.map(step).join(" | fits | ");
  const fits = `def fits: if (if type == "string" then . else tojson end | utf8bytelength) > ${longestSearched(secrets)} then error("too long") else . end;\n`;
  const definitions = `def plain: ${secrets.length === 0 ? "." : jqColoursOut};
${isBounded ? fits : ""}${steps.map((filters, i) => `def step${i}: ${filters.join("\n  | ")};\n`).join("")}def replaced: ${inSteps((name) => name)};
def secretless(step): plain as $text | ($text | step) as $replaced | if $replaced == $text then . else $replaced end;
def nested(step): if type == "string" then secretless(step) elif type == "array" then map(nested(step)) elif type == "object" then with_entries(.key |= step | .value |= nested(step)) else . end;
def clean: if type == "string" then plain | replaced else ${inSteps((name) => `nested(${name})`)} end;
`;
  return { definitions, isBounded };
}

/** Lower case as RE2 folds letters: the Kelvin sign is a k and the long s an s. */
const folded = `def folded: ascii_downcase | if contains("\u212a") or contains("\u017f") then gsub("\u212a"; "k") | gsub("\u017f"; "s") else . end;
def replace($pieces; $pattern; $by): if folded as $text | any($pieces[]; . as $piece | $text | contains($piece)) then gsub($pattern; $by) else . end;
`;

/** jq compiles a pattern for each text: one is only tried where a piece of text occurs that it needs. */
function replacement({ name, pattern }: SecretDefinition): string {
  const compiled = compilePattern(pattern);
  const pieces = typeof compiled === "string" ? undefined : compiled.literals;
  const [by, source] = [text(secretMark(name)), text(pattern)];
  const findable = pieces?.every((piece) => PieceFinder.isFindable(piece)) ?? false;
  return findable ? `replace(${JSON.stringify(pieces)}; ${source}; ${by})` : `gsub(${source}; ${by})`;
}
