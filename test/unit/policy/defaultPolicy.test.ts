import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  type AttributeDefinition,
  eventAttributes,
  resourceAttributes,
  spanAttributes,
} from "../../../core/events/catalogue.ts";
import { fromKeyValues, toPlainObject } from "../../../core/otlp/anyValue.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { runSamples } from "../../../core/policy/detect/samples.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { classOf, evaluate, evaluateFor, localView } from "../../../core/policy/evaluate/evaluate.ts";
import type { RedactedEvent } from "../../../core/policy/model/outcome.ts";
import { defaultPolicyText, loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { captureRequests } from "../otlp/captures.ts";
import { attributeNamesIn, captures, event, eventsIn, textIn } from "./policyFixtures.ts";

const policy = compilePolicy(loadDefaultPolicy());
const broad = ["siem", "lake"];

const textOf = ({ attributes, resource, body }: RedactedEvent): string =>
  [...attributes.values(), ...resource.values(), body].map(textIn).join("\n");

test("The built-in policy explains itself: every class and destination has a comment before it", () => {
  const lines = defaultPolicyText.split("\n");
  const headers = lines.flatMap((line, i) =>
    /^\[(?:destinations\.\w+|hashing|secrets|classes)\]$|^[a-z_]+ = \[/.test(line) &&
    !/^(?:signals|receives|when|event)/.test(line)
      ? [{ line, before: lines[i - 1] ?? "" }]
      : [],
  );
  expect(headers.length).toBeGreaterThan(15);
  expect(headers.filter(({ before }) => !before.startsWith("#"))).toEqual([]);
});

test.each(captures)("Every attribute of logs, spans, metric points and resources in %s has a class", (capture) => {
  const names = [...attributeNamesIn(capture)];
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => classOf(policy, name) === "unknown")).toEqual([]);
});

test.each([
  ["auth.env_openai_api_key_present", "metadata"],
  ["input_token_count", "usage"],
  ["sandbox_mode", "metadata"],
  ["network_access", "metadata"],
  ["user.email", "identity"],
  ["user.account_id", "identity"],
  ["response", "agent_response"],
  ["cwd", "file_path"],
  ["code.file.path", "metadata"],
  ["resource.host.name", "host"],
  ["conversation.id", "identifier"],
  ["x.access_token", "credential"],
  ["body", "raw_payload"],
  ["something.new", "unknown"],
  ["resource.something.new", "unknown"],
])("%s is of the class %s", (attribute, dataClass) => {
  expect(classOf(policy, attribute)).toBe(dataClass);
});

test("The catalogue and the policy agree on the class of every attribute, under each of its names", () => {
  const classes = (list: readonly AttributeDefinition[], prefix: string) =>
    list.flatMap(({ name, aliases, class: dataClass }) =>
      [name, ...aliases].map((spelling) => [prefix + spelling, dataClass] as const),
    );
  const catalogue = [
    ...classes(eventAttributes, ""),
    ...classes(spanAttributes, ""),
    ...classes(resourceAttributes, "resource."),
  ];
  expect(catalogue.length).toBeGreaterThan(150);
  expect(catalogue.map(([name]) => [name, classOf(policy, name)])).toEqual(catalogue);
});

test("Each destination says what becomes of every class", () => {
  const { classes, destinations } = loadDefaultPolicy();
  const names = [...classes.map(({ name }) => name), "unknown"].sort();
  for (const { redact } of destinations) expect([...redact.keys()].sort()).toEqual(names);
});

test.each(broad)("%s gets nobody's words, paths, people or unknown things", (destination) => {
  const secretive = {
    prompt: "P-rompt",
    response: "R-esponse",
    arguments: '{"cmd":"A-rguments"}',
    output: "O-utput",
    command: "C-ommand",
    cwd: "/home/P-ath",
    patch: "P-atch",
    "user.email": "E-mail@example.com",
    "user.account_id": "A-ccount",
    "conversation.id": "C-onversation",
    call_id: "C-all",
    "brand.new": "N-ew",
  };
  const outcome = evaluateFor(
    policy,
    destination,
    event(
      "codex.user_prompt",
      { ...secretive, prompt_length: "7", model: "gpt" },
      {
        resource: { "host.name": "H-ost", "service.name": "codex_exec" },
        body: "B-ody",
      },
    ),
  );
  expect(outcome?.decision).toBe("deliver");
  const text = outcome ? textOf(outcome.redacted) : "";
  expect(text).not.toMatch(/[A-Z]-[a-z]/);
  expect(text).toContain("gpt");
  expect(text).toContain("codex_exec");
  expect(outcome?.redacted.attributes.get("prompt_length")).toEqual({ kind: "string", value: "7" });
});

test("Hashes take their salt from CODEX_OTEL_HASH_SALT", () => {
  const salted = compilePolicy(loadDefaultPolicy(), (name) => (name === "CODEX_OTEL_HASH_SALT" ? "salt" : undefined));
  const hashOf = (from: typeof policy) =>
    evaluateFor(from, "siem", event("codex.user_prompt", { call_id: "1" }))?.redacted.attributes.get("call_id");
  expect(hashOf(salted)).toEqual({ kind: "string", value: createHash("sha256").update("salt1").digest("hex") });
  expect(hashOf(policy)).toEqual({ kind: "string", value: createHash("sha256").update("1").digest("hex") });
});

test("restricted gets everything but credentials", () => {
  const outcome = evaluateFor(
    policy,
    "restricted",
    event("codex.something_new", {
      prompt: "words",
      "brand.new": "thing",
      api_key: "k",
      "user.email": "a@example.com",
    }),
  );
  expect(outcome?.decision).toBe("deliver");
  expect(outcome?.redactions).toEqual([
    { attribute: "api_key", class: "credential", action: "mask", rule: "destinations.restricted.redact.credential" },
  ]);
});

test("Broad destinations get session starts, decisions, requests and the fact of a prompt", () => {
  const delivered = (name: string) =>
    evaluate(policy, event(name)).flatMap(({ destination, decision }) => (decision === "deliver" ? [destination] : []));
  for (const name of ["conversation_starts", "tool_decision", "api_request", "user_prompt"]) {
    expect(delivered(`codex.${name}`)).toEqual(["siem", "lake", "restricted"]);
  }
  expect(delivered("codex.tool_result")).toEqual(["lake", "restricted"]);
  expect(delivered("codex_otel::metrics::client")).toEqual(["restricted"]);
});

const plantedInCapture = [
  "AKIAIOSFODNN7EXAMPLE",
  "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
  "Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0Fe9Dc8Ba7",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
];

test.each(["secrets.logs.otlp.jsonl", "secrets.all.otlp.jsonl.gz"] as const)(
  "No credential planted in %s is seen by any destination or in the local view",
  (capture) => {
    const events = eventsIn(capture);
    const received = events.map((one) => textOf(one)).join("\n");
    const views = events.flatMap((one) => [
      localView(policy, one),
      ...evaluate(policy, one).map(({ redacted }) => redacted),
    ]);
    const shown = views.map(textOf).join("\n");
    for (const credential of plantedInCapture) {
      expect(received).toContain(credential);
      expect(shown).not.toContain(credential);
    }
  },
);

test("Masking the planted credentials leaves the tool's JSON readable", () => {
  const shown = eventsIn("secrets.logs.otlp.jsonl").flatMap(
    (one) => textIn(localView(policy, one).attributes.get("arguments")) || [],
  );
  expect(shown.map((text) => JSON.parse(text).cmd)).toEqual([
    "echo AWS_ACCESS_KEY_ID=[SECRET:aws_access_key_id] ; echo token [SECRET:github_token]; echo OPENAI_API_KEY=[SECRET:openai_project_key]; printf -- '[SECRET:private_key]\\n'",
  ]);
});

test.each(["secrets.all.otlp.jsonl.gz", "shell-tools.all.otlp.jsonl.gz"] as const)(
  "Metrics that differ in %s still differ at lake, and nothing in them is hidden but what could be a person's",
  (capture) => {
    const received = captureRequests(capture).filter(({ signal }) => signal === "metrics");
    const gone = received.flatMap((request) => deliverRequest(policy, "lake", request).request ?? []);
    const seriesIn = (requests: readonly OtlpRequest[]) =>
      requests.flatMap((request) =>
        request.signal !== "metrics"
          ? []
          : request.request.resourceMetrics.flatMap(({ scopeMetrics }) =>
              scopeMetrics.flatMap(({ metrics }) =>
                metrics.flatMap(({ name, sum, gauge, histogram }) =>
                  [...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])].map(
                    ({ attributes, timeUnixNano }) =>
                      JSON.stringify([name, String(timeUnixNano), toPlainObject(fromKeyValues(attributes))]),
                  ),
                ),
              ),
            ),
      );
    expect(received.length).toBeGreaterThan(0);
    expect(new Set(seriesIn(gone)).size).toBe(new Set(seriesIn(received)).size);
    expect(seriesIn(gone).filter((series) => series.includes("[REDACTED]"))).toEqual([]);
  },
);

test("The samples of all detections turn out as they should", () => {
  const { detections } = loadDefaultPolicy();
  expect(detections.map(({ id }) => id)).toEqual([
    "weakened-sandbox",
    "prompt-logging",
    "destructive-tool-approval",
    "network-enabled-session",
    "unexpected-originator",
    "denied-then-executed",
    "approval-without-person",
    "sandbox-escalation",
    "new-mcp-server",
    "secret-in-tool-call",
    "burst-of-denials",
    "outdated-codex",
  ]);
  for (const { samples } of detections) {
    expect(new Set(samples.map(({ finds }) => finds))).toEqual(new Set([true, false]));
  }
  expect(runSamples(loadDefaultPolicy())).toEqual([]);
});

const withoutSandbox = ["approval-without-person", "network-enabled-session", "weakened-sandbox"];

/** What sessions were allowed that were recorded outside of the usual sandbox. */
const allowed: ReadonlyMap<string, readonly string[]> = new Map([
  ["answers", withoutSandbox],
  ["signed-in", withoutSandbox],
  ["reviewed", ["sandbox-escalation"]],
]);

test.each(captures)(
  "The recorded session %s has no finding but that its prompts are logged, what it was allowed, and the credentials planted in it",
  (capture) => {
    const engine = new DetectionEngine(loadDefaultPolicy());
    const findings = eventsIn(capture).flatMap((one) => engine.inspect(one).map(({ id }) => id));
    const logged = !capture.startsWith("prompts-off") && !capture.startsWith("everything-on");
    const secrets = capture.startsWith("secrets") ? ["secret-in-tool-call"] : [];
    const wanted = [
      ...(logged ? ["prompt-logging"] : []),
      ...secrets,
      ...(allowed.get(capture.split(".")[0] ?? "") ?? []),
    ];
    expect(new Set(findings)).toEqual(new Set(wanted));
  },
);
