import { jqAnswered, jqMatches } from "../export/monad/jqText.ts";
import { ottlAnswered, ottlMatches } from "../export/otelcol/ottlTests.ts";
import { sigmaMatchesAny } from "../export/sigma/sigmaText.ts";
import { exactly } from "../export/targetForm.ts";
import { parsePattern } from "../read/parsePattern.ts";
import type { Operator } from "./operator.ts";
import { occurs } from "./shared/occurrence.ts";

export const matches: Operator<string> = {
  key: "matches",
  documentation: "The RE2 pattern is found anywhere in the value's text. `(?i)` in front takes no notice of case.",
  type: { kind: "pattern" },
  example: "'(?i)^approved'",
  starter: { attribute: "decision", documentation: "A pattern that is found in one attribute." },
  foreignNames: ["match", "regex", "pattern"],
  samples: {
    holds: { test: "'(?i)^approved'", value: "Approved_for_session" },
    fails: { test: "'^approved'", value: "not approved" },
  },
  read: parsePattern,
  compile: (source, { attribute, context }) => occurs(source, (pattern) => context.occursIn(attribute, pattern)),
  words: (source) => `matches ${source}`,
  parts: (source) => [source],
  patterns: (source) => [source],
  targets: {
    otelcol(source, subject) {
      const { holds, mayHold } = ottlAnswered(subject, subject.longest.patterns, (text) => ottlMatches(text, source));
      return exactly(holds, mayHold);
    },
    monad(source, { value, longest }) {
      const { holds, mayHold } = jqAnswered(value, longest.patterns, jqMatches(source));
      return exactly(holds, mayHold);
    },
    sigma: (source, subject) => sigmaMatchesAny(subject, [source]),
  },
};
