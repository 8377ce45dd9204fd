import { describe, expect, test } from "vitest";
import { senderItem } from "../../../../client/sender/views/senderText.ts";
import { belowEvent } from "../../../../client/sessions/sessionChildren.ts";
import { eventItem } from "../../../../client/sessions/views/eventItem.ts";
import { sessionItem } from "../../../../client/sessions/views/sessionItem.ts";
import { turnItem } from "../../../../client/sessions/views/turnItem.ts";
import { context, detail, session, turn } from "./samples.ts";

describe("an event", () => {
  test("of an unverified sender says so in words beside it, in its tooltip and read aloud", () => {
    const item = eventItem({ ...detail, sender: "unverified" }, context);
    expect(item.description).toBe("unverified sender · exec_command: ls -la");
    expect(item.tooltip.split("\n").at(-1)).toMatch(/any program of this machine may have sent it\.$/);
    expect(item.accessibilityLabel).toContain(" · unverified sender · ");
  });

  test("of a verified sender, or one of which nothing is known, looks as ever", () => {
    const plain = eventItem(detail, context);
    expect(plain.tooltip + plain.description + plain.accessibilityLabel).not.toContain("verified");
    expect(eventItem({ ...detail, sender: "verified" }, context)).toEqual(plain);
  });

  test("has what is known of its sender as its first row, and none where nothing is known", () => {
    const below = (sender?: "verified" | "unverified") =>
      belowEvent({ ...detail, ...(sender && { sender }) }).map(([id]) => id);
    expect(below("verified")).toEqual(["sender", ...below()]);
    expect(below("unverified")[0]).toBe("sender");
    expect(below()).not.toContain("sender");
  });
});

test("the row of a sender says in words what it means, and looks like it", () => {
  const [verified, unverified] = [senderItem("verified", context), senderItem("unverified", context)];
  expect([verified, unverified].map(({ label, description }) => `${label}: ${description}`)).toEqual([
    "Sender: verified",
    "Sender: unverified",
  ]);
  expect(verified.tooltip).toContain("its sender could read it on this machine");
  expect(verified.icon).not.toEqual(unverified.icon);
});

test.each([
  ["a session", (unverified: number) => sessionItem({ ...session, unverified }, false, context)],
  ["a turn", (unverified: number) => turnItem({ ...turn, unverified }, context)],
])("%s says how many of its events have an unverified sender", (_, itemOf) => {
  const item = itemOf(1200);
  expect(item.description).toContain("1.2k unverified");
  expect(item.tooltip).toContain("Events from senders that were not verified: 1200");
  expect(item.accessibilityLabel).toContain("1.2k unverified");
  expect(JSON.stringify(itemOf(0))).not.toContain("verified");
});
