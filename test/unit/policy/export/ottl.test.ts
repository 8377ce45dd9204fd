import { describe, expect, test } from "vitest";
import { classLookup } from "../../../../core/policy/evaluate/compilePolicy.ts";
import { classSegments } from "../../../../core/policy/export/otelcol/classSegments.ts";
import { collectorConfig } from "../../../../core/policy/export/otelcol/collectorConfig.ts";
import { ottlNumber, ottlString } from "../../../../core/policy/export/otelcol/ottlText.ts";
import { globsPattern } from "../../../../core/policy/export/patterns.ts";
import { compilePattern } from "../../../../core/policy/patterns/pattern.ts";
import fc from "../../seededCheck.ts";
import { policyOf } from "../policyFixtures.ts";

describe("Text of the Collector's language", () => {
  test("escapes quotes, backslashes and line breaks, and doubles the dollar of its configuration", () => {
    expect(ottlString('a "b" \\s\n$')).toBe('"a \\"b\\" \\\\s\\n$$"');
  });

  test("has whole numbers exactly and others with a point", () => {
    expect([5, -2.5, 1e-7, 1e300, 9007199254740993n].map(ottlNumber)).toEqual([
      "5",
      "-2.5e+0",
      "1.0e-7",
      "1.0e+300",
      "9007199254740993",
    ]);
  });

  test("takes globs as patterns for the whole name", () => {
    const pattern = compilePattern(globsPattern(["a.*", "b?"]));
    if (typeof pattern === "string") throw new Error(pattern);
    expect(["a.", "a.x\ny", "b1", "ab", "b", "xa.", "b12"].filter((name) => pattern.occursIn(name))).toEqual([
      "a.",
      "a.x\ny",
      "b1",
    ]);
  });
});

const part = fc.constantFrom("a", "b", ".", "*", "?", "resource.", "re");
const glob = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
const name = fc
  .array(fc.constantFrom("a", "b", ".", "resource.", "re"), { maxLength: 5 })
  .map((parts) => parts.join(""));

test("Sorting attributes by steps gives each the class that the policy gives it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uniqueArray(glob, { maxLength: 4 }), { maxLength: 4 }),
      fc.constantFrom("" as const, "resource." as const),
      name,
      (lists, prefix, attribute) => {
        const classes = lists.map((attributes, i) => ({ name: `c${i}`, attributes }));
        const redact = new Map(classes.map(({ name }, i) => [name, { kind: "truncate" as const, bytes: i % 3 }]));
        const { steps, rest } = classSegments({ classes }, { redact }, prefix);
        const found = steps.find(({ names }) => {
          const pattern = compilePattern(names);
          return typeof pattern !== "string" && pattern.occursIn(attribute);
        });
        const wanted = redact.get(classLookup({ classes })(prefix + attribute)) ?? { kind: "mask" };
        expect(found?.action ?? rest).toEqual(wanted);
      },
    ),
  );
});

describe("The configuration", () => {
  const exported = (text: string) => collectorConfig(policyOf(text)).text;

  test("sends to the receiver of a destination, with headers from the environment", () => {
    const text = exported(`
[destinations.siem]
receives = ["*"]
forward = { endpoint = "https://app.monad.com:4317", protocol = "grpc", headers_env = { Authorization = "MONAD_AUTHORIZATION" } }
[destinations.lake]
signals = ["traces"]
receives = []
forward = { endpoint = "http://127.0.0.1:4318/v1/traces", protocol = "http-json" }
`);
    expect(text).toContain(`  otlp_grpc/siem:
    endpoint: 'https://app.monad.com:4317'
    headers:
      Authorization: '\${env:MONAD_AUTHORIZATION}'
`);
    expect(text).toContain(`  otlp_http/lake:
    endpoint: 'http://127.0.0.1:4318'
    encoding: json
`);
  });

  test("names the certificates of a receiver under the same keys, and says that they must be there", () => {
    const text = exported(`
[destinations.siem]
receives = ["*"]
forward = { endpoint = "https://siem.example.com", protocol = "grpc", tls = { ca_file = "~/ca.pem", cert_file = "c$1.pem", key_file = "/c.key" } }
[destinations.lake]
receives = ["*"]
forward = { endpoint = "https://lake.example.com", protocol = "http-json", tls = { ca_file = "ca.pem" } }
`);
    expect(text).toContain(`  otlp_grpc/siem:
    endpoint: 'https://siem.example.com'
    tls:
      ca_file: '\${env:HOME}/ca.pem'
      cert_file: 'c$$1.pem'
      key_file: '/c.key'
`);
    expect(text).toContain("    encoding: json\n    tls:\n      ca_file: ca.pem\n");
    expect(text).toContain("Certificates are read from ~/ca.pem");
  });

  test("says which destination gets none of a signal that it lists", () => {
    expect(exported(`[destinations.siem]\nsignals = ["logs", "metrics"]\nreceives = []`)).toContain(
      "# - destinations.siem receives none of the logs; it has no pipeline for them.",
    );
  });

  test("never lets a text of the policy end its comment or begin a variable", () => {
    const text = exported(`
[destinations."a\\nb \${env:HOME}"]
description = "one\\ntwo: three"
receives = ["\${env:HOME}"]
`);
    expect(text).not.toMatch(/^two|^b /m);
    const statements = text.split("\n").filter((line) => !line.trim().startsWith("#"));
    expect(statements.filter((line) => /(?<!\$)\$\{env:HOME/.test(line))).toEqual([]);
  });
});
