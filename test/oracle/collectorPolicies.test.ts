import { describe, expect, test } from "vitest";
import { loadDefaultPolicy } from "../../core/policy/defaultPolicy.ts";
import { collectorProgram } from "../programs/collector.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { compareWithCollector } from "./collectorRun.ts";
import { policies } from "./policies/policies.ts";

const program = await collectorProgram();
const requests = captureNames.flatMap((name) => captureRequests(name));

describe.skipIf(program === undefined)("The real Collector, configured by the export,", () => {
  test.each([["default", loadDefaultPolicy()], ...policies])(
    "gives every destination of the %s policy what route gives",
    async (_, policy) => {
      for (const { destination, collector, route } of await compareWithCollector(program ?? "", policy, requests)) {
        expect(collector.length, destination).toBe(route.length);
        for (const [i, request] of route.entries())
          expect(collector[i], `${destination}, request ${i}`).toEqual(request);
      }
    },
  );
});
