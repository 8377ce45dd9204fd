import { describe, expect, test } from "vitest";
import {
  destinationWord,
  isEmptyFilter,
  parseFilter,
  withSuggestion,
} from "../../../../client/sessions/filter/filterText.ts";
import type { DestinationFilter } from "../../../../listener/protocol/eventFilter.ts";

describe("a filter as it is typed", () => {
  test.each([
    ["", {}],
    ["  ", {}],
    ["rm -rf", { text: "rm -rf" }],
    ['"two  words"', { text: "two  words" }],
    ["event:codex.tool_result", { events: ["codex.tool_result"] }],
    ["event:codex.tool_* event:codex.sse_event", { events: ["codex.tool_*", "codex.sse_event"] }],
    ["finding:any", { findings: "any" }],
    ["finding:a finding:b", { findings: ["a", "b"] }],
    ["finding:a finding:any", { findings: "any" }],
    ["destination:siem", { destination: { name: "siem", decision: "deliver" } }],
    ["destination:siem=withheld", { destination: { name: "siem", decision: "withhold" } }],
    ['destination:"my lake"=delivered', { destination: { name: "my lake", decision: "deliver" } }],
    ["destination:siem=withheld:when[0]", { destination: { name: "siem", decision: "withhold", rule: "when[0]" } }],
    ["destination:siem=redacted:host", { destination: { name: "siem", decision: "deliver", redacted: "host" } }],
    ["sender:unverified", { sender: "unverified" }],
    ["event:codex.sse_event sender:Verified", { events: ["codex.sse_event"], sender: "verified" }],
    ["attribute:model", { attributes: [{ name: "model" }] }],
    ["attribute:success=false", { attributes: [{ name: "success", equals: "false" }] }],
    ['attribute:output~"not found"', { attributes: [{ name: "output", contains: "not found" }] }],
    ["README event:codex.tool_result wc", { events: ["codex.tool_result"], text: "README wc" }],
    ["http://127.0.0.1:4317", { text: "http://127.0.0.1:4317" }],
    ['"event:x"', { text: "event:x" }],
  ])("%j", (text, filter) => {
    expect(parseFilter(text)).toEqual({ filter, incomplete: [] });
  });

  test("says which words say nothing yet, and leaves them out", () => {
    expect(
      parseFilter("event: destination:siem=perhaps destination:siem=redacted finding: attribute: sender: sender:me x"),
    ).toEqual({
      filter: { text: "x" },
      incomplete: [
        "event:",
        "destination:siem=perhaps",
        "destination:siem=redacted",
        "finding:",
        "attribute:",
        "sender:",
        "sender:me",
      ],
    });
  });

  test.each<DestinationFilter>([
    { name: "siem", decision: "deliver" },
    { name: "my lake", decision: "withhold" },
    { name: "my lake", decision: "withhold", rule: "receives" },
    { name: "siem", decision: "deliver", redacted: "github_token" },
  ])("by a destination is read as it is written: %j", (destination) => {
    expect(parseFilter(destinationWord(destination))).toEqual({ filter: { destination }, incomplete: [] });
  });

  test("lets everything pass when it is empty", () => {
    expect(isEmptyFilter(parseFilter(" ").filter)).toBe(true);
    expect(isEmptyFilter(parseFilter("x").filter)).toBe(false);
  });

  test("takes a suggestion for the word that is being typed", () => {
    expect(withSuggestion("", "finding:any")).toBe("finding:any ");
    expect(withSuggestion("README ev", "event:codex.tool_result")).toBe("README event:codex.tool_result ");
    expect(withSuggestion("README ", "finding:any")).toBe("README finding:any ");
    expect(withSuggestion('x destination:"my la', 'destination:"my lake"=delivered')).toBe(
      'x destination:"my lake"=delivered ',
    );
  });

  test("goes on with the same word after a suggestion that is only its beginning", () => {
    expect(withSuggestion("README at", "attribute:")).toBe("README attribute:");
  });
});
