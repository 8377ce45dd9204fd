import { describe, expect, test } from "vitest";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { compareWithCollector } from "./collectorRun.ts";
import { conditionsToTry, numbersIn, operators, policyFor, recordsToTry, withoutRefused } from "./conditionPolicies.ts";
import { longValues, longValuesCondition, longValuesPolicy } from "./longValues.ts";
import { collector } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, collector);

describe("The real Collector, configured by the export,", () => {
  test.each(conditionsToTry.map((batch, i) => [i, batch] as const))(
    "delivers for every operator, and for nested conditions, what the preview shows, or the export refused (part %i)",
    async (_, batch) => {
      const { policy, refusals } = withoutRefused(policyFor(batch), collectorConfig);
      for (const { words } of refusals)
        for (const word of words) expect(operators.map(({ key }) => key)).toContain(word);
      const { notes } = collectorConfig(policy);
      await compareWithCollector(verdicts, policy, recordsToTry, (compared) => {
        for (const { destination, collector, route } of compared) {
          const [delivered, shown] = [numbersIn(collector), numbersIn(route)];
          const condition = batch[Number(destination.slice(1))];
          if (notes.some((note) => note.startsWith(`destinations.${destination} may deliver less`)))
            expect(
              delivered.filter((number) => !shown.includes(number)),
              condition,
            ).toEqual([]);
          else expect(delivered, condition).toEqual(shown);
        }
      });
    },
  );

  test("withholds what a condition says nothing of in the preview: values too long for the policy's own patterns", async () => {
    const { notes } = collectorConfig(longValuesPolicy);
    await compareWithCollector(verdicts, longValuesPolicy, longValues, (compared) => {
      for (const { destination, collector, route } of compared) {
        const [delivered, shown] = [numbersIn(collector), numbersIn(route)];
        const condition = longValuesCondition(destination);
        expect(delivered.length, condition).toBeGreaterThan(0);
        const isLess = notes.some((note) => note.startsWith(`destinations.${destination} may deliver less`));
        expect(isLess ? delivered.filter((number) => !shown.includes(number)) : delivered, condition).toEqual(
          isLess ? [] : shown,
        );
      }
    });
  });
});
