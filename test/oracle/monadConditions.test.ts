import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { eventsOf } from "../../core/events/normalise.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { conditionsToTry, operators, policyFor, recordsToTry, withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { longValues, longValuesCondition, longValuesPolicy } from "./longValues.ts";
import { gojq } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, gojq);
const eventsIn = (requests: readonly OtlpRequest[]) =>
  requests.flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

interface Comparison {
  readonly name: string;
  /** The events that the query chooses, by their place in the list. */
  readonly delivered: readonly number[];
  /** Those of the preview. */
  readonly shown: readonly number[];
  readonly isLess: boolean;
}

/** `judge` compares for each destination what the query chooses with the preview, unless it did so already with the same. */
async function compare(
  policy: Policy,
  events: readonly CodexEvent[],
  judge: (compared: readonly Comparison[]) => void,
): Promise<void> {
  const { text, notes } = monadPipeline(policy);
  const query = exportedQueries(text).get("routes") ?? "";
  const records = events.map(flatRecord);
  const compiled = compilePolicy(policy);
  const preview = policy.destinations.map(({ name }) => ({
    name,
    shown: events.flatMap((event, i) => (evaluateFor(compiled, name, event)?.decision === "deliver" ? [i] : [])),
    isLess: notes.some((note) => note.startsWith(`destinations.${name} may deliver less`)),
  }));
  await verdicts.of({ query, records, preview }, async () => {
    const [marked = []] = await runQueries([query], records);
    const deliveredTo = (name: string) =>
      events.flatMap((_, i) => (marked[i]?.[markOf(name)] === "deliver" ? [i] : []));
    judge(preview.map((one) => ({ ...one, delivered: deliveredTo(one.name) })));
    return "as expected";
  });
}

describe("jq, with the query that is exported for Monad,", () => {
  test.each(conditionsToTry.map((batch, i) => [i, batch] as const))(
    "delivers for every operator, and for nested conditions, what the preview shows, or the export refused (part %i)",
    async (_, batch) => {
      const { policy, refusals } = withoutRefused(policyFor(batch), monadPipeline);
      for (const { words } of refusals)
        for (const word of words) expect(operators.map(({ key }) => key)).toContain(word);
      await compare(policy, eventsIn(recordsToTry), (compared) => {
        for (const { name, delivered, shown, isLess } of compared) {
          const condition = batch[Number(name.slice(1))];
          if (isLess)
            expect(
              delivered.filter((i) => !shown.includes(i)),
              condition,
            ).toEqual([]);
          else expect(delivered, condition).toEqual(shown);
        }
      });
    },
  );

  test("withholds what a condition says nothing of in the preview: values too long for the policy's own patterns", async () => {
    await compare(longValuesPolicy, eventsIn(longValues), (compared) => {
      for (const { name, delivered, shown, isLess } of compared) {
        const condition = longValuesCondition(name);
        expect(delivered.length, condition).toBeGreaterThan(0);
        expect(isLess ? delivered.filter((i) => !shown.includes(i)) : delivered, condition).toEqual(
          isLess ? [] : shown,
        );
      }
    });
  });
});
