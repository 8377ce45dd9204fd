import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Listener } from "../../../listener/worker/listener.ts";
import { forwardOf, workspaceOrigin, workspacePolicy } from "../client/forwarding/policies.ts";
import { codexRecord, logsOf } from "./store/receivedEvents.ts";

const policyText = workspacePolicy({ top: '[hashing]\nsalt_env = "DB_PASSWORD"' });
const hashOf = (salt: string) => createHash("sha256").update(`${salt}a@b.example`).digest("hex");

/** A listener with one event, and the variables that it has read. */
function listening(policyOrigin: string, text = policyText) {
  const read: string[] = [];
  const environment = (name: string) => {
    read.push(name);
    return "hunter2";
  };
  const listener = new Listener({ policyText: text, policyOrigin, maximumEvents: 10, allowed: [] }, environment);
  listener.accept(logsOf([codexRecord("codex.user_prompt", "s", { prompt: "words", "user.email": "a@b.example" })]));
  const shown = () => listener.queries.preview(1, "siem")?.delivered;
  const unsalted = () => listener.queries.event(1)?.routes[0]?.unsalted;
  return { listener, read, shown, unsalted };
}

describe("The salt of a policy that came with a workspace", () => {
  test("is read when its forwarding is allowed and no longer when that is withdrawn; until then hashes have none", async () => {
    const { listener, read, shown, unsalted } = listening(workspaceOrigin);
    expect(shown()).toContain(hashOf(""));
    expect(unsalted()).toBe("unread");
    expect(read).toEqual([]);

    await listener.setForwarding(false, { allowed: [forwardOf(policyText)] });
    expect(shown()).toContain(hashOf("hunter2"));
    expect(unsalted()).toBeUndefined();

    await listener.setForwarding(false, { allowed: [] });
    expect(shown()).toContain(hashOf(""));
    expect(unsalted()).toBe("unread");
  });

  test("is not read for a policy that is only looked at", () => {
    const { listener, read } = listening("built-in", workspacePolicy());
    read.length = 0;
    listener.queries.policyEffect(policyText);
    expect(read).toEqual([]);
  });

  test("is not read when the policy takes the place of another one", () => {
    const { listener, read, shown } = listening("built-in", workspacePolicy());
    listener.setPolicy(policyText, workspaceOrigin);
    expect(read).toEqual([]);
    expect(shown()).toContain(hashOf(""));
  });
});

test("The salt of a person's own policy is read, and that none is set is told", () => {
  const own = listening("user:file:///home/me/otel-policy.toml");
  expect(own.shown()).toContain(hashOf("hunter2"));
  expect(own.unsalted()).toBeUndefined();
  expect(listening("user:file:///home/me/otel-policy.toml", workspacePolicy()).unsalted()).toBe("none");
});
