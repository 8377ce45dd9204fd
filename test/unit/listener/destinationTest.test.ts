import { describe, expect, test } from "vitest";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import type { DestinationFilter, EventFilter } from "../../../listener/protocol/eventFilter.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

const policyText = `version = 1

[classes]
host = ["resource.host.name"]
tool_output = ["output"]

[secrets]
github_token = 'gh[pousr]_[A-Za-z0-9]{36,}'

[destinations."my siem"]
receives = ["codex.tool_result", "codex.api_request"]
when = [{ attribute = "success", equals = "true" }]
redact = { default = "keep", host = "hash", tool_output = "drop" }

[destinations.lake]
receives = ["codex.*"]
redact = { default = "keep", host = "keep" }
`;

/** Everything that the real Codex sent in the captures. */
function captured(): Listener {
  const listener = new Listener({ policyText, maximumEvents: 100_000 }, () => undefined);
  for (const otlp of captureNames.flatMap(captureRequests))
    if (otlp.signal === "logs") listener.accept({ signal: "logs", bytes: encodeRequest(otlp) });
  return listener;
}

function matches(listener: Listener, destination: DestinationFilter): number {
  const filter: EventFilter = { destination };
  for (;;) {
    const { matches: found, complete } = listener.queries.filterProgress(filter);
    if (complete) return found;
  }
}

function counted(listener: Listener) {
  for (;;) {
    const { destinations, complete } = listener.queries.deliveries();
    if (complete) return destinations;
  }
}

const lastPart = (rule: string) => rule.slice(rule.lastIndexOf(".") + 1);

describe("A filter by what became of events on their way to a destination", () => {
  const listener = captured();
  const destinations = counted(listener);

  test("finds as many events as were counted for each rule that withheld some", () => {
    const found = destinations.flatMap(({ destination, withheld }) =>
      withheld.map(({ rule }) => [
        rule,
        matches(listener, { name: destination, decision: "withhold", rule: lastPart(rule) }),
      ]),
    );
    expect(found).toEqual(destinations.flatMap(({ withheld }) => withheld.map(({ rule, events }) => [rule, events])));
    expect(found.map(([rule]) => rule)).toEqual(
      expect.arrayContaining(['destinations."my siem".receives', 'destinations."my siem".when[0]']),
    );
  });

  test("finds the delivered events of which a class was redacted, and those alone", () => {
    const delivered = matches(listener, { name: "my siem", decision: "deliver" });
    expect(matches(listener, { name: "my siem", decision: "deliver", redacted: "host" })).toBe(delivered);
    const outputs = matches(listener, { name: "my siem", decision: "deliver", redacted: "tool_output" });
    const results = listener.queries.find(
      { events: ["codex.tool_result"], destination: { name: "my siem", decision: "deliver" } },
      1,
    );
    expect(outputs).toBe(results.matches);
    expect(outputs).toBeGreaterThan(0);
    expect(matches(listener, { name: "lake", decision: "deliver", redacted: "host" })).toBe(0);
  });

  test("finds the events in which a secret was replaced", () => {
    const [, lake] = destinations;
    expect(lake?.secrets.map(({ name }) => name)).toContain("github_token");
    const found = matches(listener, { name: "lake", decision: "deliver", redacted: "github_token" });
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(matches(listener, { name: "lake", decision: "deliver" }));
  });

  test("finds nothing for a destination or a rule that the policy does not have", () => {
    expect(matches(listener, { name: "nobody", decision: "withhold", rule: "receives" })).toBe(0);
    expect(matches(listener, { name: "lake", decision: "withhold", rule: "when[7]" })).toBe(0);
  });
});
