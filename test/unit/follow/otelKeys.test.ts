import { describe, expect, test } from "vitest";
import { otelOptions } from "../../../core/config/options.ts";
import { compareWithTable, keysOfComplaint, keysOfSchema } from "../../../follow/otelKeys.ts";

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

test("An answer without a list of keys is an error, not an empty list", () => {
  expect(() => keysOfComplaint("Error: something else")).toThrow("no longer lists");
  expect(() => keysOfSchema({ definitions: { Other: { properties: {} } } })).toThrow("no longer defines");
});
