import { describe, expect, test } from "vitest";
import { eventsOf } from "../../core/events/normalise.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import { operators } from "../../core/policy/operators/index.ts";
import { obtainGojq } from "../../scripts/programs/gojq.mjs";
import { conditionsToTry, policyFor, recordsToTry, withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";

const program = await obtainGojq();
const events = recordsToTry.flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

describe.skipIf("unobtainable" in program)("jq, with the query that is exported for Monad,", () => {
  test.each(conditionsToTry.map((batch, i) => [i, batch] as const))(
    "delivers for every operator, and for nested conditions, what the preview shows, or the export refused (part %i)",
    (_, batch) => {
      const { policy, refusals } = withoutRefused(policyFor(batch), monadPipeline);
      for (const { words } of refusals)
        for (const word of words) expect(operators.map(({ key }) => key)).toContain(word);
      const { text, notes } = monadPipeline(policy);
      const query = exportedQueries(text).get("routes") ?? "";
      const [marked = []] = runQueries("path" in program ? program.path : "", [query], events.map(flatRecord));
      const compiled = compilePolicy(policy);
      for (const { name } of policy.destinations) {
        const delivered = events.flatMap((_, i) => (marked[i]?.[markOf(name)] === "deliver" ? [i] : []));
        const shown = events.flatMap((event, i) =>
          evaluateFor(compiled, name, event)?.decision === "deliver" ? [i] : [],
        );
        const condition = batch[Number(name.slice(1))];
        if (notes.some((note) => note.startsWith(`destinations.${name} may deliver less`)))
          expect(
            delivered.filter((i) => !shown.includes(i)),
            condition,
          ).toEqual([]);
        else expect(delivered, condition).toEqual(shown);
      }
    },
  );
});
