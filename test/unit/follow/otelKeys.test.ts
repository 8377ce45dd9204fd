import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { otelOptions } from "../../../core/config/options.ts";
import {
  compareWithTable,
  keyChanges,
  keysOfComplaint,
  keysOfSchema,
  type OtelKeys,
} from "../../../follow/otelKeys.ts";
import { problemsOf } from "../../../follow/report.ts";

/** As Codex wrote it for an unknown key in requirements.toml. */
const complaint = `WARNING: proceeding, even though we could not create PATH aliases
Error: failed to parse requirements layer /etc/codex/requirements.toml: unknown field \`not_a_key_of_codex\`, expected one of \`headers_helper\`, \`headers_helper_refresh_interval_ms\`, \`tool_result\`, \`log_sse_deltas\`, \`log_user_prompt\`, \`log_agent_responses\`, \`log_guardian_assessments\`, \`environment\`, \`exporter\`, \`trace_exporter\`, \`metrics_exporter\`, \`span_attributes\`, \`tracestate\`
in \`otel\`
`;

const every = keysOfComplaint(complaint);
const newKeys = ["headers_helper", "headers_helper_refresh_interval_ms"];

test("The keys of [otel] are those that Codex expects in place of an unknown one", () => {
  expect(every).toHaveLength(13);
  expect(every).toEqual(expect.arrayContaining([...newKeys, "exporter", "tracestate"]));
});

test("The table of options has every key that Codex names, and no other", () => {
  expect(compareWithTable({ bySchema: every, byComplaint: undefined })).toEqual({ missing: [], unread: [] });
});

describe("What the table lacks, or has too much, is named", () => {
  test("a key that only one of both answers has", () => {
    const keys = { bySchema: every, byComplaint: [...every, "brand_new"] };
    expect(compareWithTable(keys)).toEqual({ missing: ["brand_new"], unread: [] });
  });
  test("an option that was taken out of the table", () => {
    const table = otelOptions.filter(({ name }) => name !== "tracestate");
    expect(compareWithTable({ bySchema: every, byComplaint: every }, table).missing).toEqual(["tracestate"]);
  });
  test("an option that Codex does not have", () => {
    const bySchema = every.filter((key) => !newKeys.includes(key));
    expect(compareWithTable({ bySchema, byComplaint: undefined }).unread).toEqual(newKeys);
  });
});

/** What a Codex answered itself: the properties of its schema and its complaint. */
function answersOf(version: string): OtelKeys {
  const path = join(import.meta.dirname, "../../fixtures/otelKeys", `${version}.json`);
  const { schema, complaint } = JSON.parse(readFileSync(path, "utf8"));
  return { bySchema: keysOfSchema(schema), byComplaint: keysOfComplaint(complaint) };
}

describe("With the answers of two versions of Codex", () => {
  const [base, next] = [answersOf("0.169.0"), answersOf("0.171.0")];

  test("exactly the two keys are new that the later one brought, by either answer, and none is gone", () => {
    expect(keyChanges(base, next)).toEqual({ newKeys, goneKeys: [] });
    expect(keyChanges(base, { ...next, byComplaint: undefined })).toEqual({ newKeys, goneKeys: [] });
    expect(keyChanges(next, base)).toEqual({ newKeys: [], goneKeys: newKeys });
    expect(keyChanges(undefined, next)).toEqual({ newKeys: [], goneKeys: [] });
  });

  test("the table has every key of the later one, and nothing keeps us from following it", () => {
    expect(compareWithTable(next)).toEqual({ missing: [], unread: [] });
  });

  test.each(otelOptions.map(({ name }) => name))("without %s in the table it is not followed", (name) => {
    const table = otelOptions.filter((option) => option.name !== name);
    const difference = compareWithTable(next, table);
    expect(difference).toEqual({ missing: [name], unread: [] });
    expect(problemsOf({ difference, cases: undefined, sessions: [] })).toEqual([
      `The table of options in core/config/options.ts lacks ${name}, which Codex reads.`,
    ]);
  });
});

test("An answer without a list of keys is an error, not an empty list", () => {
  expect(() => keysOfComplaint("Error: something else")).toThrow("no longer lists");
  expect(() => keysOfSchema({ definitions: { Other: { properties: {} } } })).toThrow("no longer defines");
});
