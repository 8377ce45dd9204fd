import { expect, test } from "vitest";
import { helperHeaders } from "../../../core/config/helperHeaders.ts";

test.each([
  ['{"X-Team":"a"}', { "x-team": "a" }],
  [' {"x-team" : "a", "Authorization": "Bearer b"}\n\n', { "x-team": "a", authorization: "Bearer b" }],
  ["{}", {}],
])("What a command prints are headers, as for Codex: %j", (printed, headers) => {
  expect(helperHeaders(printed)).toEqual({ headers });
});

test.each(["", "x-team: a", '["a"]', '"a"', "null", '{"x-team":1}', '{"x team":"a"}', '{"x-team":"a"} and more'])(
  "Codex exports nothing after %j, which is said",
  (printed) => {
    expect(helperHeaders(printed)).toEqual({ problem: expect.stringContaining("Codex exports nothing.") });
  },
);
