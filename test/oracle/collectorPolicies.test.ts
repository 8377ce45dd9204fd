import { describe, expect, test } from "vitest";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { documentedRequests } from "../unit/otlp/documentedExample.ts";
import { withInvented } from "../unit/policy/inventedActions.ts";
import { type Comparison, compareWithCollector, withoutDocumentedDifferences } from "./collectorRun.ts";
import { hiddenSecrets, oddRequests, plantedToken } from "./policies/oddRequests.ts";
import { everyAction, policies } from "./policies/policies.ts";
import { collector } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, collector);
const requests = [...captureNames.flatMap((name) => captureRequests(name)), ...documentedRequests, ...oddRequests];
const all: (readonly [string, Policy])[] = [["default", loadDefaultPolicy()], everyAction, ...policies];
const encodedToken = Buffer.from(plantedToken).toString("base64").slice(0, 40);

/** Times of records and identifiers of spans, by which those of `hiddenSecrets` are told apart. */
const itemsIn = (json: unknown): string[] =>
  JSON.stringify(json).match(/"timeUnixNano":"1\d{3}"|"spanId":"0123456789abcdef","name"/g) ?? [];

describe("The real Collector, configured by the export,", () => {
  test.each(all)("gives every destination of the %s policy what route gives, and nothing else", async (_, policy) => {
    const judge = (compared: readonly Comparison[]) => {
      for (const { destination, collector, route } of compared) {
        for (const [i, request] of route.entries())
          expect(withoutDocumentedDifferences(collector[i]), `${destination}, request ${i}`).toEqual(
            withoutDocumentedDifferences(request),
          );
        expect(collector.length, destination).toBe(route.length);
      }
    };
    await compareWithCollector(verdicts, policy, requests, judge, withInvented);
  });

  test.each(all.filter(([, { secrets }]) => secrets.length > 0))(
    "gives the destinations of the %s policy less than route where it cannot look inside",
    async (_, policy) => {
      const judge = (compared: readonly Comparison[]) => {
        for (const { destination, collector, route } of compared) {
          const text = JSON.stringify(collector);
          expect(text, destination).not.toContain(plantedToken);
          expect(text, destination).not.toContain(encodedToken);
          const known = new Set(itemsIn(route));
          expect(
            itemsIn(collector).filter((item) => !known.has(item)),
            destination,
          ).toEqual([]);
          const keepsAll = destination === "restricted" || destination === "keep_all";
          // the text beside a list with a secret is still there, the one beside bytes is not
          if (keepsAll) expect(text.match(/visible/g)).toHaveLength(2);
        }
      };
      await compareWithCollector(verdicts, policy, hiddenSecrets, judge, withInvented);
    },
  );
});
