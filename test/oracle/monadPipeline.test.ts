import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { eventsOf } from "../../core/events/normalise.ts";
import { type PlainValue, toPlain, toPlainObject } from "../../core/otlp/anyValue.ts";
import type { RedactAction } from "../../core/policy/actions/action.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { markOf } from "../../core/policy/export/monad/monadQuery.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { obtainGojq } from "../../scripts/programs/gojq.mjs";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { withInvented } from "../unit/policy/inventedActions.ts";
import { everyAction, policies } from "./policies/policies.ts";

const program = await obtainGojq();
const events = captureNames
  .flatMap((name) => captureRequests(name))
  .flatMap((request) => (request.signal === "logs" ? eventsOf(request.request) : []));

type Flat = { readonly [key: string]: PlainValue };

/** A record as Monad's documents describe it: flat, one for each event. */
function flat(event: Pick<CodexEvent, "attributes" | "resource" | "body">): Flat {
  const resource = Object.entries(toPlainObject(event.resource)).map(([key, value]) => [`resource.${key}`, value]);
  const body = event.body === undefined ? {} : { body: toPlain(event.body) };
  return { ...toPlainObject(event.attributes), ...Object.fromEntries(resource), ...body };
}

function runQueries(queries: readonly string[], records: readonly Flat[]): Flat[][] {
  const path = "path" in program ? program.path : "";
  const input = JSON.stringify({ queries, records });
  const { stdout, stderr, status } = spawnSync(path, [], { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

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
    (_, policy) => {
      const { transforms } = JSON.parse(monadPipeline(policy, withInvented).text) as {
        transforms: { name: string; config: { operations: { arguments: { query: string } }[] } }[];
      };
      const queryOf = (name: string) =>
        transforms.find((transform) => transform.name === `Codex OTel: ${name}`)?.config.operations[0]?.arguments.query;
      const records = events.map(flat);
      const [marked = []] = runQueries([queryOf("routes") ?? ""], records);
      const compiled = compilePolicy(masksHashes(policy), undefined, withInvented);
      let delivered = 0;
      for (const { name, receives } of policy.destinations) {
        const query = queryOf(name);
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
          [query],
          chosen.map(({ i }) => marked[i] ?? {}),
        );
        for (const [at, { i }] of chosen.entries()) {
          const expected = outcomes[i]?.redacted;
          expect(redacted[at], `${name}, event ${i}`).toEqual(expected && flat(expected));
        }
        delivered += chosen.length;
      }
      expect(delivered).toBeGreaterThan(100);
    },
  );
});
