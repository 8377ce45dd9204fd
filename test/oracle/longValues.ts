import { parseOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { compilePattern } from "../../core/policy/patterns/pattern.ts";
import { mostSteps } from "../../core/policy/secrets/stepMeter.ts";
import { policyOf } from "../unit/policy/policyFixtures.ts";

const costly = "(?:x|y){1,900}z";
const secret = "ours_[a-z]{1,900}";

const conditions: readonly string[] = [
  ...["a", "body", "resource.r"].flatMap((name) => [
    `{ attribute = "${name}", matches = '${costly}' }`,
    `{ not = { attribute = "${name}", matches = '${costly}' } }`,
    `{ attribute = "${name}", has_secret = true }`,
    `{ attribute = "${name}", has_secret = false }`,
    `{ not = { attribute = "${name}", has_secret = true } }`,
  ]),
  `{ any = [{ attribute = "a", matches = '${costly}' }, { attribute = "b", equals = "yes" }] }`,
  `{ not = { any = [{ attribute = "a", matches = '${costly}' }, { attribute = "b", equals = "yes" }] } }`,
  `{ not = [{ attribute = "a", matches = '${costly}', exists = true }, { attribute = "b", equals = "yes" }] }`,
];

/** A policy with a destination for each condition; its own patterns are not tried on long values. */
export const longValuesPolicy: Policy = policyOf(
  `built_in_secrets = false\nclasses.long = ['a', 'body', 'resource.r']\nsecrets.ours = '${secret}'\n${conditions
    .map(
      (when, i) =>
        `[destinations.d${i}]\nreceives = ["*"]\nredact = { long = "drop", unknown = "keep" }\nwhen = [${when}]\n`,
    )
    .join("")}`,
);

/** The longest text in bytes of UTF-8 on which a pattern is tried that stands in so many conditions. */
function longest(source: string, times: number): number {
  const pattern = compilePattern(source);
  if (typeof pattern === "string") throw new Error(pattern);
  return Math.floor(mostSteps / (times * pattern.instructions));
}

const timesTried = (attribute: string): number =>
  conditions.filter((condition) => condition.includes(`attribute = "${attribute}", matches`)).length;

/** Texts around all limits, with and without what is looked for; letters of two bytes are counted as such. */
const texts: readonly string[] = [
  longest(costly, timesTried("a")),
  longest(costly, timesTried("body")),
  longest(secret, 1),
].flatMap((most) =>
  ["", "xyxz ", "ours_abc ", "ours_abc xyxz "].flatMap((start) => [
    start,
    start + "1".repeat(most - start.length),
    start + "1".repeat(most + 1 - start.length),
    start + "\u00df".repeat(Math.ceil((most + 1 - start.length) / 2)),
    start + "1".repeat(2 * most),
  ]),
);

const wire = (stringValue: string) => ({ stringValue });

/** Requests of a record each, with its number in `n`. */
export const longValues: readonly OtlpRequest[] = texts.flatMap((text, n) =>
  parseOtlpJson(
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [{ key: "r", value: wire(text) }] },
          scopeLogs: [
            {
              scope: { name: "x" },
              logRecords: [
                {
                  attributes: [
                    { key: "a", value: wire(text) },
                    { key: "n", value: { intValue: String(n) } },
                    { key: "event.name", value: wire("codex.tool_result") },
                    ...(n % 2 === 0 ? [{ key: "b", value: wire("yes") }] : []),
                  ],
                  body: wire(text),
                },
              ],
            },
          ],
        },
      ],
    }),
  ),
);

/** The condition of a destination. */
export const longValuesCondition = (destination: string): string | undefined =>
  conditions[Number(destination.slice(1))];
