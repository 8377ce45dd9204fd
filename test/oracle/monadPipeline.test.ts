import { describe, expect, test } from "vitest";
import { eventsOf } from "../../core/events/normalise.ts";
import type { RedactAction } from "../../core/policy/actions/redactAction.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { obtainGojq } from "../../scripts/programs/gojq.mjs";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { withInvented } from "../unit/policy/inventedActions.ts";
import { withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { everyAction, policies } from "./policies/policies.ts";

const program = await obtainGojq();
const events = captureNames
  .flatMap((name) => captureRequests(name))
  .flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

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

describe.skipIf("unobtainable" in program)("jq, with the queries that are exported for Monad,", () => {
  test.each([["default", loadDefaultPolicy()] as const, everyAction, ...policies.filter(([name]) => name !== "names")])(
    "chooses and redacts the events of all captures as the %s policy says",
    (_, whole) => {
      const exported = (policy: Policy) => monadPipeline(policy, withInvented);
      const { policy } = withoutRefused(whole, exported);
      const queries = exportedQueries(exported(policy).text);
      const records = events.map(flatRecord);
      const path = "path" in program ? program.path : "";
      const [marked = []] = runQueries(path, [queries.get("routes") ?? ""], records);
      const compiled = compilePolicy(masksHashes(policy), undefined, withInvented);
      let delivered = 0;
      for (const { name, receives } of policy.destinations) {
        const query = queries.get(name);
        if (query === undefined) continue;
        const chosen = events.flatMap((event, i) => (marked[i]?.[markOf(name)] === "deliver" ? [{ event, i }] : []));
        const outcomes = events.map((event) => evaluateFor(compiled, name, event));
        const wanted = outcomes.flatMap((outcome, i) =>
          outcome?.decision === "deliver" && (receives.includes("*") || events[i]?.nameSource === "attribute")
            ? [i]
            : [],
        );
        expect(
          chosen.map(({ i }) => i),
          name,
        ).toEqual(wanted);
        const [redacted = []] = runQueries(
          path,
          [query],
          chosen.map(({ i }) => marked[i] ?? {}),
        );
        for (const [at, { i }] of chosen.entries()) {
          const expected = outcomes[i]?.redacted;
          expect(redacted[at], `${name}, event ${i}`).toEqual(expected && flatRecord(expected));
        }
        delivered += chosen.length;
      }
      expect(delivered).toBeGreaterThan(100);
    },
  );
});
