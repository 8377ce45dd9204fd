import type { CorrelationKind } from "../../../core/policy/correlations/correlation.ts";
import { cannotSay } from "../../../core/policy/export/targetForm.ts";
import { type PolicyTables, productTables } from "../../../core/policy/schema/policyTables.ts";
import type { PolicyKey, TableName } from "../../../core/policy/schema/policyType.ts";
import { productVocabulary, type Vocabulary } from "../../../core/policy/vocabulary.ts";

/** A key that no table of the product has. */
export const inventedKey: PolicyKey = {
  name: "zebra",
  foreignNames: ["quagga"],
  type: {
    kind: "word",
    words: [
      { name: "striped", foreignNames: ["stripes"], documentation: "With stripes." },
      { name: "plain", documentation: "Without stripes." },
    ],
  },
  required: true,
  documentation: "Which kind of zebra it is.",
  example: '"striped"',
};

/** A correlation that the product does not have: the event comes alone. */
export const alone: CorrelationKind<string> = {
  key: "alone",
  documentation: "Nothing else may have come before in the session.",
  example: '{ since = "start" }',
  keys: [
    {
      name: "since",
      type: { kind: "string" },
      required: true,
      documentation: "Since when nothing may have come.",
      example: '"start"',
    },
  ],
  read: (reader, get) => reader.string(get("since")),
  other: () => undefined,
  compile: (_, first) => ({
    isNamed: () => false,
    completes(event, memory, key) {
      if (!first.matches(event)) return false;
      const isFirst = memory.times(key).length === 0;
      memory.keepTimes(key, [memory.timeOf(event)]);
      return isFirst;
    },
  }),
  words: (since, names) => `It needs ${names} alone since the ${since}.`,
  sigma: () => cannotSay("it cannot count to one"),
};

/** The language with the key in a table: what one line there would give. */
export const withKeyIn = (table: TableName): Vocabulary => ({
  ...productVocabulary,
  tables: { ...productTables, [table]: [...productTables[table], inventedKey] } as unknown as PolicyTables,
});

/** The language with the correlation. */
export const withInventedCorrelation: Vocabulary = {
  ...productVocabulary,
  correlations: [...productVocabulary.correlations, alone],
};
