import { describe, expect, test } from "vitest";
import { loadDefaultPolicy } from "../../core/policy/defaultPolicy.ts";
import type { Policy } from "../../core/policy/policyModel.ts";
import { collectorProgram } from "../programs/collector.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { compareWithCollector, withoutDocumentedDifferences } from "./collectorRun.ts";
import { hiddenSecrets, oddRequests, plantedToken } from "./policies/oddRequests.ts";
import { policies } from "./policies/policies.ts";

const program = await collectorProgram();
const requests = [...captureNames.flatMap((name) => captureRequests(name)), ...oddRequests];
const all: [string, Policy][] = [["default", loadDefaultPolicy()], ...policies];
const encodedToken = Buffer.from(plantedToken).toString("base64").slice(0, 40);

describe.skipIf(program === undefined)("The real Collector, configured by the export,", () => {
  test.each(all)(
    "gives every destination of the %s policy what route gives, and less where it must",
    async (_, policy) => {
      const others = policy.secrets.length > 0 ? hiddenSecrets : [];
      const comparisons = await compareWithCollector(program ?? "", policy, requests, others);
      for (const { destination, collector, route, afterwards } of comparisons) {
        for (const [i, request] of route.entries())
          expect(withoutDocumentedDifferences(collector[i]), `${destination}, request ${i}`).toEqual(
            withoutDocumentedDifferences(request),
          );
        const text = JSON.stringify(afterwards);
        expect(text, destination).not.toContain(plantedToken);
        expect(text, destination).not.toContain(encodedToken);
        const keepsAll = destination === "restricted" || destination === "keep_all";
        // the text beside a list with a secret is still there, the one beside bytes is not
        if (keepsAll) expect(text.match(/visible/g)).toHaveLength(2);
        else expect(afterwards.length).toBeLessThanOrEqual(others.length);
      }
    },
  );
});
