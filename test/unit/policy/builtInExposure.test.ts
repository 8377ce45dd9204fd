import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AttributeChange } from "../../../core/exposure/attributeRules.ts";
import { attributeRules } from "../../../core/exposure/attributeRules.ts";
import { type Exposure, exposureOf } from "../../../core/exposure/exposure.ts";
import { newlyExposed } from "../../../core/exposure/newlyExposed.ts";
import { readExposure } from "../../../core/exposure/readExposure.ts";
import { productActions } from "../../../core/policy/actions/index.ts";
import { showsMore } from "../../../core/policy/actions/visibility.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { attributeNamesIn, captures } from "./policyFixtures.ts";

/** What the destinations of the built-in policy got to see while a class that is not named was kept. */
const file = join(import.meta.dirname, "../../fixtures/policies/built-in-exposures.json");
const recorded: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, "utf8"));
const policy = loadDefaultPolicy();

const pairs = policy.destinations.map((destination) => {
  const before = readExposure(recorded[destination.name]);
  if (before === undefined) throw new Error(`nothing is recorded of ${destination.name}`);
  return [destination.name, before, exposureOf(policy, destination)] as const;
});

test.each(pairs)(
  "%s gets no attribute of any capture in a wider form than it did but those that are meant",
  (destination, before, after) => {
    const [old, now] = [attributeRules(before.classes), attributeRules(after.classes)];
    const names = new Set(captures.flatMap((capture) => [...attributeNamesIn(capture), "body", "status.message"]));
    expect(names.size).toBeGreaterThan(200);
    const wider = [...names].filter((name) =>
      showsMore(productActions.visibility(old(name).action), productActions.visibility(now(name).action), true),
    );
    const meant = new Set(expected[destination]?.flatMap(({ attributes }) => attributes));
    expect(wider.filter((name) => !meant.has(name))).toEqual([]);
  },
);

/** The team is not in what Codex sends: a company adds it, and the hash lets events of one team be counted. */
const teamIsHashed: AttributeChange = {
  class: "identity",
  attributes: ["team.name", "team_name", "resource.team.name"],
  before: { kind: "mask" },
  after: { kind: "hash" },
};

/** What Codex was seen to send since: words such as `high` and names that the person gave to skills and servers, no content. */
const wordsAreKept: AttributeChange = {
  class: "metadata",
  attributes: [
    "model_reasoning_effort",
    "risk_level",
    "user_authorization",
    "rationale_truncated",
    "skill.name",
    "skill.scope",
    "skill.invocation_type",
    "http.request.method",
    "mcp.method",
    "server_name",
    "contended",
    "invoke_type",
    "lock_mode",
    "model_slug",
    "report",
    "server_kind",
    "skill",
    "store",
  ],
  before: { kind: "mask" },
  after: { kind: "keep" },
};

/** Names of a review and of a plugin, likewise. */
const idsAreHashed: AttributeChange = {
  class: "identifier",
  attributes: ["review.id", "review_id", "approval_id", "skill.plugin_id", "plugin_id"],
  before: { kind: "mask" },
  after: { kind: "hash" },
};

const portIsHashed: AttributeChange = {
  class: "host",
  attributes: ["server.port"],
  before: { kind: "mask" },
  after: { kind: "hash" },
};

const expected: Readonly<Record<string, readonly AttributeChange[]>> = {
  siem: [teamIsHashed, portIsHashed, idsAreHashed, wordsAreKept],
  lake: [idsAreHashed, wordsAreKept],
  restricted: [],
};

test.each<readonly [string, Exposure, Exposure]>(pairs)(
  "Of %s nothing else is newly exposed",
  (name, before, after) => {
    expect(newlyExposed(before, after)).toEqual(expected[name]?.map((change) => ({ kind: "attributes", ...change })));
  },
);
