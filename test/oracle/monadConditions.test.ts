import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { eventsOf } from "../../core/events/normalise.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { obtainGojq } from "../../scripts/programs/gojq.mjs";
import { conditionsToTry, operators, policyFor, recordsToTry, withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { longValues, longValuesCondition, longValuesPolicy } from "./longValues.ts";

const program = await obtainGojq();
const eventsIn = (requests: readonly OtlpRequest[]) =>
  requests.flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

/** For each destination the events that the query chooses, and those of the preview, by their place in the list. */
function compare(policy: Policy, events: readonly CodexEvent[]) {
  const { text, notes } = monadPipeline(policy);
  const query = exportedQueries(text).get("routes") ?? "";
  const [marked = []] = runQueries("path" in program ? program.path : "", [query], events.map(flatRecord));
  const compiled = compilePolicy(policy);
  return policy.destinations.map(({ name }) => ({
    name,
    delivered: events.flatMap((_, i) => (marked[i]?.[markOf(name)] === "deliver" ? [i] : [])),
    shown: events.flatMap((event, i) => (evaluateFor(compiled, name, event)?.decision === "deliver" ? [i] : [])),
    isLess: notes.some((note) => note.startsWith(`destinations.${name} may deliver less`)),
  }));
}

describe.skipIf("unobtainable" in program)("jq, with the query that is exported for Monad,", () => {
  test.each(conditionsToTry.map((batch, i) => [i, batch] as const))(
    "delivers for every operator, and for nested conditions, what the preview shows, or the export refused (part %i)",
    (_, batch) => {
      const { policy, refusals } = withoutRefused(policyFor(batch), monadPipeline);
      for (const { words } of refusals)
        for (const word of words) expect(operators.map(({ key }) => key)).toContain(word);
      for (const { name, delivered, shown, isLess } of compare(policy, eventsIn(recordsToTry))) {
        const condition = batch[Number(name.slice(1))];
        if (isLess)
          expect(
            delivered.filter((i) => !shown.includes(i)),
            condition,
          ).toEqual([]);
        else expect(delivered, condition).toEqual(shown);
      }
    },
  );

  test("withholds what a condition says nothing of in the preview: values too long for the policy's own patterns", () => {
    for (const { name, delivered, shown, isLess } of compare(longValuesPolicy, eventsIn(longValues))) {
      const condition = longValuesCondition(name);
      expect(delivered.length, condition).toBeGreaterThan(0);
      expect(isLess ? delivered.filter((i) => !shown.includes(i)) : delivered, condition).toEqual(isLess ? [] : shown);
    }
  });
});
