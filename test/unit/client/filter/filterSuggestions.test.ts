import { describe, expect, test } from "vitest";
import { filterSuggestions, fittingSuggestions } from "../../../../client/sessions/filter/filterSuggestions.ts";
import { parseFilter } from "../../../../client/sessions/filter/filterText.ts";
import { plainLocalizer } from "../../../../core/text/localizer.ts";

const suggestions = filterSuggestions(
  {
    events: [
      { name: "codex.tool_result", title: "Tool result" },
      { name: "codex.tool_decision", title: "Tool decision" },
    ],
    attributes: [{ name: "tool_name", description: "The tool the model called" }],
    destinations: ["SIEM", "my lake"],
    detections: [{ id: "weakened-sandbox", message: "Session runs without a sandbox" }],
  },
  plainLocalizer,
);

const fitting = (text: string) => fittingSuggestions(text, suggestions).map((suggestion) => suggestion.text);

describe("the suggestions for a filter", () => {
  test("are words of the policy in force and of what Codex sends, each of which filters", () => {
    const texts = fitting("");
    expect(texts).toContain("finding:weakened-sandbox");
    expect(texts).toContain("event:codex.tool_result");
    expect(texts).toContain('destination:"my lake"=withheld');
    for (const text of texts.filter((one) => one !== "attribute:")) expect(parseFilter(text).incomplete).toEqual([]);
  });

  test("fit the word that is being typed, in whatever case", () => {
    expect(fitting("finding:")).toEqual(["finding:any", "finding:weakened-sandbox"]);
    expect(fitting("README tool_res")).toEqual(["event:codex.tool_result"]);
    expect(fitting("siem")).toEqual(["destination:SIEM=delivered", "destination:SIEM=withheld"]);
    expect(fitting('event:codex.tool_result destination:"my l')).toEqual([
      'destination:"my lake"=delivered',
      'destination:"my lake"=withheld',
    ]);
    expect(fitting("nothing like it")).toEqual(fitting("it"));
  });

  test("name attributes only where one is being typed", () => {
    expect(fitting("tool_name")).toEqual([]);
    expect(fitting("attribute:")).toEqual(["attribute:", "attribute:tool_name"]);
  });
});
