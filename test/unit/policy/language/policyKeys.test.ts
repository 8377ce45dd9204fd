import { expect, test } from "vitest";
import { policyMeaningOf, policyTypeWords } from "../../../../core/policy/language/policyMeaning.ts";
import type { ProblemDetail } from "../../../../core/policy/model/policyProblem.ts";
import { parsePolicy } from "../../../../core/policy/read/parsePolicy.ts";
import {
  elementType,
  type PolicyKey,
  type PolicyType,
  type PolicyWord,
} from "../../../../core/policy/schema/policyType.ts";
import { keysOf as keysIn, tableKeys } from "../../../../core/policy/schema/tableKeys.ts";
import { productVocabulary } from "../../../../core/policy/vocabulary.ts";
import { found } from "./policyText.ts";

const keysOf = (type: PolicyType) => keysIn(type, productVocabulary);

/** A place in a policy at which a key may stand, as text around it. */
const places: readonly { readonly path: readonly string[]; readonly around: (pair: string) => string }[] = [
  { path: [], around: (pair) => pair },
  { path: ["hashing"], around: (pair) => `hashing = { ${pair} }` },
  { path: ["destinations", "d"], around: (pair) => `destinations = { d = { ${pair} } }` },
  { path: ["destinations", "d", "forward"], around: (pair) => `destinations = { d = { forward = { ${pair} } } }` },
  {
    path: ["destinations", "d", "forward", "tls"],
    around: (pair) => `destinations = { d = { forward = { tls = { ${pair} } } } }`,
  },
  { path: ["destinations", "d", "when"], around: (pair) => `destinations = { d = { when = [{ ${pair} }] } }` },
  { path: ["destinations", "d", "redact", "c"], around: (pair) => `destinations.d.redact.unknown = { ${pair} }` },
  { path: ["detections"], around: (pair) => `detections = [{ ${pair} }]` },
  { path: ["detections", "join"], around: (pair) => `detections = [{ join = { ${pair} } }]` },
  { path: ["detections", "then"], around: (pair) => `detections = [{ then = { ${pair} } }]` },
  { path: ["detections", "repeats"], around: (pair) => `detections = [{ repeats = { ${pair} } }]` },
  { path: ["detections", "unlisted"], around: (pair) => `detections = [{ unlisted = { ${pair} } }]` },
  { path: ["detections", "samples"], around: (pair) => `detections = [{ samples = [{ ${pair} }] }]` },
];

const aboutOf = (text: string): readonly ProblemDetail[] =>
  parsePolicy(text).problems.flatMap(({ about }) => about ?? []);

test.each(places)(
  "The table names the keys that the parser takes at $path, and which of them are required",
  ({ path, around }) => {
    const meaning = policyMeaningOf(path);
    const keys = meaning === undefined ? [] : keysOf(elementType(meaning.type));
    const details = aboutOf(around("zebra = 1"));
    const refused = details.find((about) => about.kind === "name");
    const compound = ["any", "not"];
    expect(
      keys
        .map(({ name }) => name)
        .filter((name) => !compound.includes(name))
        .sort(),
    ).toEqual((refused?.known ?? []).map(({ name }) => name).sort());
    const missed = details.flatMap((about) =>
      about.kind === "missing" && about.table === refused?.table ? [about.key] : [],
    );
    const required = keys.filter((key) => key.required || key.name === "attribute").map(({ name }) => name);
    expect(missed.sort()).toEqual(required.sort());
  },
);

/** Every key of the language, each once. */
function allKeys(
  keys: readonly PolicyKey[] = tableKeys("policy", productVocabulary),
  seen = new Set<PolicyKey>(),
): readonly PolicyKey[] {
  return keys.flatMap((key) => {
    if (seen.has(key)) return [];
    seen.add(key);
    return [key, ...allKeys(keysInside(key.type), seen)];
  });
}

function keysInside(type: PolicyType): readonly PolicyKey[] {
  const element = elementType(type);
  return element.kind === "named" ? keysInside(element.of) : keysOf(element);
}

test("Every key is described in sentences", () => {
  expect(allKeys().length).toBeGreaterThan(30);
  for (const { documentation } of allKeys()) expect(documentation).toMatch(/^[A-Z*`].*\.$/s);
});

test.each(places)("The example of each key at $path is a value that the parser takes", ({ path, around }) => {
  const meaning = policyMeaningOf(path);
  for (const { name, example } of meaning === undefined ? [] : keysOf(elementType(meaning.type))) {
    const pair = `${name} = ${example}`;
    const wrong = found(around(pair)).filter(([code]) =>
      /wrong-type|unknown-word|unknown-key|pattern|syntax/.test(code),
    );
    expect(wrong, pair).toEqual([]);
  }
});

const knownWords = (text: string) => aboutOf(text).find((about) => about.kind === "word")?.known;

const wordsOf = (path: readonly string[]): readonly PolicyWord[] => {
  const element = elementType(policyMeaningOf(path)?.type ?? { kind: "string" });
  return element.kind === "word" ? element.words : [];
};

test.each([
  [["destinations", "d", "signals"], "destinations.d.signals = ['zebra']"],
  [["destinations", "d", "forward", "protocol"], "destinations.d.forward.protocol = 'zebra'"],
  [["detections", "severity"], "detections = [{ severity = 'zebra' }]"],
])("The table names the words that the parser takes at %j", (path, text) => {
  expect(wordsOf(path)).toEqual(knownWords(text));
});

test("The table names the actions that the parser takes", () => {
  const message = parsePolicy("destinations.d.redact.unknown = 'zebra'").problems.find(
    ({ about }) => about?.kind === "action",
  )?.message;
  const meaning = policyMeaningOf(["destinations", "d", "redact", "unknown"]);
  expect(message).toBe(`Expected one of ${meaning && policyTypeWords(meaning.type)}.`);
});
