import { parseOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { ExportRefused } from "../../core/policy/export/deliveringConditions.ts";
import { mostDestinations, type Policy } from "../../core/policy/model/policyModel.ts";
import type { PolicyScalar } from "../../core/policy/model/policyScalar.ts";
import { operators as productOperators } from "../../core/policy/operators/index.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import { productVocabulary } from "../../core/policy/vocabulary.ts";
import { conditionText, hardValues, testTexts } from "../unit/policy/conditionTexts.ts";
import { startsWith } from "../unit/policy/startsWith.ts";
import fc from "../unit/seededCheck.ts";

/** The operators of the product, and one that a file and a line in the index would add. */
export const operators = [...productOperators, startsWith];

/** How many random conditions are tried; each asks about every record. */
export const howMany = Number(process.env.CODEX_OTEL_CONDITIONS ?? 24);

const named = ["a", "b", "resource.r", "body"];

/** Each operator alone with everything that may stand behind it, and random ones that are nested. */
const conditions: readonly string[] = [
  ...operators.flatMap((operator) =>
    testTexts(operator).map((text) => `{ attribute = "a", ${operator.key} = ${text} }`),
  ),
  ...fc.sample(conditionText(operators, named), {
    numRuns: howMany,
    seed: Number(process.env.CODEX_OTEL_SEED ?? 20261123),
  }),
];

/** The conditions by which a policy each is made. */
export const conditionsToTry: readonly (readonly string[])[] = Array.from(
  { length: Math.ceil(conditions.length / mostDestinations) },
  (_, i) => conditions.slice(i * mostDestinations, (i + 1) * mostDestinations),
);

/** A policy with a destination for each condition, by which nothing is redacted but secrets. */
export function policyFor(conditions: readonly string[]): Policy {
  const destinations = conditions.map(
    (condition, i) => `[destinations.d${i}]\nreceives = ["*"]\nredact = { unknown = "keep" }\nwhen = [${condition}]\n`,
  );
  const text = `version = 1\nbuilt_in_secrets = false\nsecrets.github = 'gh[po]_[A-Za-z0-9]{36}'\n${destinations.join("")}`;
  const { policy, problems } = parsePolicy(text, { ...productVocabulary, operators });
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return policy;
}

/** What is left of a policy when each destination that an export refuses is taken out, and why they were. */
export function withoutRefused(policy: Policy, write: (policy: Policy) => unknown) {
  const refusals: ExportRefused[] = [];
  const destinations = policy.destinations.filter((destination) => {
    try {
      write({ ...policy, destinations: [destination] });
      return true;
    } catch (error) {
      if (!(error instanceof ExportRefused)) throw error;
      refusals.push(error);
      return false;
    }
  });
  return { policy: { ...policy, destinations }, refusals };
}

const wire = (value: PolicyScalar) => {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "bigint":
      return { intValue: String(value) };
    default:
      return { doubleValue: value };
  }
};

const present = (values: Readonly<Record<string, PolicyScalar | undefined>>) =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: wire(value) }]));

const values = [undefined, ...hardValues(operators)];

/** One record for each hard value, each with its number in `n`; beside it others stand elsewhere. The last is empty. */
export const recordsToTry: readonly OtlpRequest[] = parseOtlpJson(
  JSON.stringify({
    resourceLogs: [...values, null].map((value, n) => {
      const at = (step: number) => values[(n * step) % values.length];
      const own = value === null ? [{ key: "a", value: {} }] : present({ a: value });
      const others = present({ b: at(5), n: BigInt(n), "event.name": "codex.tool_result" });
      const body = at(11);
      const record = { attributes: [...own, ...others], ...(body !== undefined && { body: wire(body) }) };
      return {
        resource: { attributes: present({ r: at(7) }) },
        scopeLogs: [{ scope: { name: "x" }, logRecords: [record] }],
      };
    }),
  }),
);

/** The numbers of the records in what was delivered. */
export function numbersIn(delivered: readonly unknown[]): readonly number[] {
  return [...JSON.stringify(delivered).matchAll(/"key":"n","value":\{"intValue":"(\d+)"/g)].map(([, n]) => Number(n));
}
