import { jqAnswered, jqString } from "../export/monad/jqText.ts";
import { ottlAnswered, ottlMatches } from "../export/otelcol/ottlTests.ts";
import { allSecrets } from "../export/patterns.ts";
import { type SigmaSubject, type SigmaTest, sigmaMatchesAny, sigmaNot } from "../export/sigma/sigmaText.ts";
import { cannotSay, cautiously, exactly, findingLess, opposed, type TargetForm } from "../export/targetForm.ts";
import type { Operator } from "./operator.ts";

export const hasSecret: Operator<boolean> = {
  key: "has_secret",
  documentation:
    "One of the policy's `[secrets]` occurs in the value (`true`), or none does (`false`, also where the attribute is absent).",
  type: { kind: "boolean" },
  example: "true",
  asksForSecrets: true,
  samples: {
    holds: { test: "true", value: 'curl -H "Authorization: Bearer abcdefghij0123456789"' },
    fails: { test: "true", value: "token" },
  },
  read: (reader, value) => reader.boolean(value),
  compile:
    (wanted, { attribute, context }) =>
    (value) => {
      const has = value === undefined ? false : context.hasSecret(attribute, value);
      return has === undefined ? undefined : has === wanted;
    },
  words: (wanted) => (wanted ? "has a secret" : "has no secret"),
  parts: (wanted) => [wanted],
  targets: {
    otelcol(wanted, subject) {
      const { longest, secrets, paths } = subject;
      const test = (text: string) => ottlMatches(text, allSecrets(secrets));
      const found = answered(ottlAnswered(subject, longest.secrets, test, paths?.plain), longest.secrets);
      return wanted ? found : opposed(found, (text) => `not (${text})`);
    },
    monad(wanted, { value, secrets, longest }) {
      const test = `text | plain | test(${jqString(allSecrets(secrets))})`;
      const found = answered(jqAnswered(value, longest.secrets, test), longest.secrets);
      return wanted ? found : opposed(found, (text) => `(${text} | not)`);
    },
    sigma(wanted, subject) {
      const found = sigmaSecrets(subject);
      return wanted ? found : opposed(found, sigmaNot);
    },
  },
};

/** The preview also gives an answer about a long text in which nothing looks like one of the policy's own secrets. */
function answered({ holds, mayHold }: ReturnType<typeof jqAnswered>, longest: number): TargetForm<string> {
  if (mayHold === undefined) return exactly(holds);
  return cautiously(holds, mayHold, `no value of more than ${longest} bytes is looked through`);
}

function sigmaSecrets(subject: SigmaSubject): TargetForm<SigmaTest> {
  if (subject.secrets.length === 0) return cannotSay("the policy has no secrets to look for");
  const found = sigmaMatchesAny(
    subject,
    subject.secrets.map(({ pattern }) => pattern),
  );
  if (found.kind !== "exact") return found;
  const reason =
    "has_secret looks through text as it was sent: a secret with the colors of a terminal in it is not found";
  return findingLess(found.text, reason);
}
