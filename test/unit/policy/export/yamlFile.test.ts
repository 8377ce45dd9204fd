import { describe, expect, test } from "vitest";
import { parseAllDocuments, parseDocument } from "yaml";
import { monadPipeline } from "../../../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig } from "../../../../core/policy/export/otelcol/collectorConfig.ts";
import { sigmaRules } from "../../../../core/policy/export/sigma/sigmaRules.ts";
import { yamlDocument, yamlString, yamlText } from "../../../../core/policy/export/yamlFile.ts";
import fc from "../../seededCheck.ts";
import { foreignText, hidden } from "../../text/foreignTexts.ts";
import { foreignPolicy, shapeOf, yamlBreakers } from "./foreignPolicy.ts";

const versions = ["1.1", "1.2"] as const;
const anyText = fc.oneof(foreignText, fc.constantFrom(...yamlBreakers), fc.string({ unit: "binary" }));

function parsedBy(version: (typeof versions)[number], text: string): unknown[] {
  return parseAllDocuments(text, { version, schema: version === "1.1" ? "yaml-1.1" : "core" }).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

test("A text is the same text in each version of YAML, on one line and with nothing hidden", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = yamlText(yamlDocument([text, { [text]: text }]));
      expect(written.split("\n")).toHaveLength(text.length > 1000 ? 4 : 3);
      expect(written.replaceAll("\n", "")).not.toMatch(hidden);
      const same = text.replace(/\p{Cs}/gu, "\ufffd");
      for (const version of versions) expect(parsedBy(version, written)).toEqual([[same, { [same]: same }]]);
    }),
  );
});

test.each([
  "yes",
  "No",
  "on",
  "y",
  "null",
  "true",
  "~",
  "",
  "1",
  "0x1",
  "1:20",
  ".inf",
  "2001-01-01",
  "<<",
  "=",
  "1e3",
])("%j stays a text", (text) => {
  for (const version of versions) expect(parsedBy(version, yamlText(yamlDocument({ text })))).toEqual([{ text }]);
});

test("Words are plain, other ASCII stands in single quotes and the rest in double ones", () => {
  expect(["otlp_http/siem", "it's \\d", "größe\u2028", "😀"].map(yamlString)).toEqual([
    "otlp_http/siem",
    "'it''s \\d'",
    '"größe\\u2028"',
    '"\\U0001F600"',
  ]);
});

const engines = { otelcol: collectorConfig, sigma: sigmaRules };

/** Without the bar, for which Sigma refuses a rule. */
const sayable = (text: string) => text.replaceAll("|", "").replace(/\p{Cs}/gu, "\ufffd");

describe.each(Object.entries(engines))("An export for %s", (_, engine) => {
  test.each(versions)("has the same keys whatever the policy says, for a reader of YAML %s", (version) => {
    const harmless = parsedBy(version, engine(foreignPolicy("harmless")).text);
    const wanted = shapeOf(harmless, "harmless");
    fc.assert(
      fc.property(anyText, (part) => {
        const text = `harmless${sayable(part)}`;
        expect(shapeOf(parsedBy(version, engine(foreignPolicy(text)).text), text)).toEqual(wanted);
      }),
      { numRuns: 30 },
    );
  });

  test("hides nothing from a terminal", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(engine(foreignPolicy(text)).text.replaceAll("\n", "")).not.toMatch(hidden);
      }),
    );
  });
});

test("An export for Monad hides nothing from a terminal, and has the same keys whatever the policy says", () => {
  const wanted = shapeOf(JSON.parse(monadPipeline(foreignPolicy("harmless")).text), "harmless");
  fc.assert(
    fc.property(anyText, (part) => {
      const { text } = monadPipeline(foreignPolicy(`harmless${part}`));
      expect(text.replaceAll("\n", "")).not.toMatch(hidden);
      expect(shapeOf(JSON.parse(text), `harmless${part}`)).toEqual(wanted);
    }),
  );
});

test("A path of a policy stays one path of the Collector, and no variable", () => {
  for (const text of yamlBreakers) {
    const { exporters } = parseDocument(collectorConfig(foreignPolicy(text)).text).toJS();
    const [settings] = Object.values(exporters) as { tls: { ca_file: string } }[];
    expect(settings?.tls.ca_file).toBe(text.replace(/\p{Cs}/gu, "\ufffd").replaceAll("$", "$$$$"));
  }
});
