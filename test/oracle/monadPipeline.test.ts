import { describe, expect, test } from "vitest";
import { eventsOf } from "../../core/events/normalise.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy, RedactAction } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { obtainGojq } from "../../scripts/programs/gojq.mjs";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { withoutRefused } from "./conditionPolicies.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { policies } from "./policies/policies.ts";

const program = await obtainGojq();
const events = captureNames
  .flatMap((name) => captureRequests(name))
  .flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

/** What Monad cannot do is masked there: it has no SHA-256. */
const masksHashes = (policy: Policy): Policy => ({
  ...policy,
  destinations: policy.destinations.map((destination) => ({
    ...destination,
    redact: new Map(
      [...destination.redact].map(([name, action]): [string, RedactAction] => [
        name,
        action.kind === "hash" ? { kind: "mask" } : action,
      ]),
    ),
  })),
});

describe.skipIf("unobtainable" in program)("jq, with the queries that are exported for Monad,", () => {
  test.each([["default", loadDefaultPolicy()] as const, ...policies.filter(([name]) => name !== "names")])(
    "chooses and redacts the events of all captures as the %s policy says",
    (_, whole) => {
      const { policy } = withoutRefused(whole, monadPipeline);
      const queries = exportedQueries(monadPipeline(policy).text);
      const records = events.map(flatRecord);
      const path = "path" in program ? program.path : "";
      const [marked = []] = runQueries(path, [queries.get("routes") ?? ""], records);
      const compiled = compilePolicy(masksHashes(policy));
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
