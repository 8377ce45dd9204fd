import { describe, expect, test } from "vitest";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { captureRequests } from "../unit/otlp/captures.ts";
import { generatedPolicies } from "../unit/policy/generatedPolicies.ts";
import fc from "../unit/seededCheck.ts";
import { compareWithCollector, withoutDocumentedDifferences } from "./collectorRun.ts";
import { withoutRefused } from "./conditionPolicies.ts";
import { moreThan } from "./moreThan.ts";
import { oddRequests } from "./policies/oddRequests.ts";
import { collector } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, collector);
const requests = [...captureRequests("shell-tools.all.otlp.jsonl.gz"), ...oddRequests];

/** How many random policies are tried: classes, redactions, routes and conditions that nobody thought of. */
const policies = fc.sample(generatedPolicies, {
  numRuns: Number(process.env.CODEX_OTEL_POLICIES ?? 3),
  seed: Number(process.env.CODEX_OTEL_SEED ?? 20261123),
});

describe("The real Collector, configured by the export of a random policy,", () => {
  test.each(policies.map((policy, i) => [i, policy] as const))(
    "gives each destination what the preview shows, and never more (policy %i)",
    async (_, whole) => {
      const { policy } = withoutRefused(whole, collectorConfig);
      expect(policy.destinations.length).toBeGreaterThan(0);
      await compareWithCollector(verdicts, policy, requests, (compared) => {
        for (const { destination, collector, route } of compared) {
          expect(collector.length, destination).toBe(route.length);
          for (const [i, one] of collector.entries()) {
            const [delivered, shown] = [one, route[i]].map(withoutDocumentedDifferences);
            expect(moreThan(shown, delivered), `${destination}, request ${i}`).toEqual([]);
          }
        }
      });
    },
  );
});
