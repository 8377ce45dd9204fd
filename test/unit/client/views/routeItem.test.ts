import { describe, expect, test } from "vitest";
import { redactionItem, routeItem, ruleItem } from "../../../../client/sessions/views/routeItem.ts";
import { context, delivered, detail, withheld } from "./samples.ts";

const redacted = (index: number) => {
  const redaction = delivered.redactions[index];
  if (redaction === undefined) throw new Error("sample is missing");
  return redactionItem(redaction, delivered, detail, context);
};

describe("a destination below an event", () => {
  test("says that the event is delivered and how much is changed", () => {
    expect(routeItem(delivered, context)).toMatchObject({ label: "siem", description: "delivered, 3 redactions" });
  });

  test("says so when nothing is changed", () => {
    expect(routeItem({ ...delivered, redactions: [] }, context).description).toBe("delivered unchanged");
  });

  test("says why an event is withheld, and by which rule", () => {
    const item = routeItem(withheld, context);
    expect(item.description).toBe("withheld: success is not false.");
    expect(item.tooltip).toContain("destinations.lake.when[0]");
    expect(item.icon).not.toEqual(routeItem(delivered, context).icon);
  });

  test("gives the reason and the deciding rule in its first row", () => {
    expect(ruleItem(withheld, context)).toMatchObject({
      label: "success is not false.",
      description: "destinations.lake.when[0]",
    });
  });
});

describe("a redaction below a destination", () => {
  test("that removes an attribute shows what was received and that nothing is sent", () => {
    const item = redacted(0);
    expect(item.label).toBe("output");
    expect(item.description).toBe("removed · README.md");
    expect(item.tooltip).toContain("Sent: nothing");
  });

  test("of the resource shows both sides", () => {
    expect(redacted(1).description).toBe("hashed · vm → 3f1c");
  });

  test("of secrets names and counts them", () => {
    const item = redacted(2);
    expect(item.description).toContain('→ {"cmd":"echo [SECRET:github_token]"}');
    expect(item.tooltip).toContain("github_token × 2");
  });

  test("names its data class and rule", () => {
    expect(redacted(0).tooltip).toContain("Data class: tool_output");
    expect(redacted(0).tooltip).toContain("Rule: destinations.siem.redact.tool_output");
  });
});

test.each([
  [{ kind: "none" }, "Hashes have no salt: whoever knows a value can look for its hash. Name a variable for it"],
  [{ kind: "unset", variable: "TEAM_SALT" }, "whoever knows a value can look for its hash. Set TEAM_SALT."],
  [{ kind: "unread", variable: "TEAM_SALT" }, "TEAM_SALT is read only once you allow its forwarding."],
  [{ kind: "salted", variable: "TEAM_SALT" }, "Hashes are salted with the value of TEAM_SALT."],
] as const)("The preview says of a hash what salt it has: %j", (salt, words) => {
  const hash = { attribute: "host.name", class: "host", action: "hash", rule: "r" } as const;
  expect(redactionItem(hash, { ...delivered, salt }, detail, context).tooltip).toContain(words);
  expect(redactionItem({ ...hash, action: "mask" }, { ...delivered, salt }, detail, context).tooltip).not.toContain(
    "salt",
  );
});
