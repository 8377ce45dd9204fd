import { describe, expect, test } from "vitest";
import { eventsOf } from "../../core/events/normalise.ts";
import type { RedactAction } from "../../core/policy/actions/redactAction.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { documentedRequests } from "../unit/otlp/documentedExample.ts";
import { withInvented } from "../unit/policy/inventedActions.ts";
import { withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { everyAction, policies } from "./policies/policies.ts";
import { gojq } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, gojq);
const events = [...captureNames.flatMap((name) => captureRequests(name)), ...documentedRequests].flatMap((request) =>
  request.signal === "logs" ? eventsOf(request.request) : [],
);

/** What Monad cannot do is masked there: it has no SHA-256. */
const masksHashes = (policy: Policy): Policy => ({
  ...policy,
  destinations: policy.destinations.map((destination) => ({
    ...destination,
    redact: new Map([...destination.redact].map(([name, action]) => [name, possible(action)])),
    redactDefault: destination.redactDefault && possible(destination.redactDefault),
  })),
});

const possible = (action: RedactAction): RedactAction =>
  withInvented.of(action.kind).monad.form === "impossible" ? { kind: "mask" } : action;

describe("jq, with the queries that are exported for Monad,", () => {
  test.each([["default", loadDefaultPolicy()] as const, everyAction, ...policies.filter(([name]) => name !== "names")])(
    "chooses and redacts the events of all captures as the %s policy says",
    async (_, whole) => {
      const exported = (policy: Policy) => monadPipeline(policy, withInvented);
      const { policy } = withoutRefused(whole, exported);
      const queries = exportedQueries(exported(policy).text);
      const records = events.map(flatRecord);
      const compiled = compilePolicy(masksHashes(policy), undefined, withInvented);
      const preview = policy.destinations.flatMap(({ name, receives }) => {
        const query = queries.get(name);
        if (query === undefined) return [];
        const outcomes = events.map((event) => evaluateFor(compiled, name, event));
        const delivered = outcomes.flatMap((outcome, i) =>
          outcome?.decision === "deliver" && (receives.includes("*") || events[i]?.nameSource === "attribute")
            ? [{ i, redacted: outcome.redacted && flatRecord(outcome.redacted) }]
            : [],
        );
        return [{ name, query, delivered }];
      });
      expect(preview.flatMap(({ delivered }) => delivered).length).toBeGreaterThan(100);
      const routes = queries.get("routes") ?? "";
      await verdicts.of({ routes, records, preview }, async () => {
        const [marked = []] = await runQueries([routes], records);
        for (const { name, query, delivered } of preview) {
          const chosen = marked.flatMap((record, i) => (record[markOf(name)] === "deliver" ? [{ record, i }] : []));
          expect(
            chosen.map(({ i }) => i),
            name,
          ).toEqual(delivered.map(({ i }) => i));
          const [redacted = []] = await runQueries(
            [query],
            chosen.map(({ record }) => record),
          );
          for (const [at, expected] of delivered.entries())
            expect(redacted[at], `${name}, event ${expected.i}`).toEqual(expected.redacted);
        }
        return "as expected";
      });
    },
  );
});
