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
  const salt = () => listener.queries.event(1)?.routes[0]?.salt?.kind;
  return { listener, read, shown, salt };
}

describe("The salt of a policy that came with a workspace", () => {
  test("is read when its forwarding is allowed and no longer when that is withdrawn; until then hashes have none", async () => {
    const { listener, read, shown, salt } = listening(workspaceOrigin);
    expect(shown()).toContain(hashOf(""));
    expect(salt()).toBe("unread");
    expect(read).toEqual([]);

    await listener.setForwarding(false, { allowed: [forwardOf(policyText)] });
    expect(shown()).toContain(hashOf("hunter2"));
    expect(salt()).toBe("salted");

    await listener.setForwarding(false, { allowed: [] });
    expect(shown()).toContain(hashOf(""));
    expect(salt()).toBe("unread");
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
  expect(own.salt()).toBe("salted");
  expect(listening("user:file:///home/me/otel-policy.toml", workspacePolicy()).salt()).toBe("none");
});

test("The destinations say whether what is hashed for them has a salt, and nothing where nothing is hashed", () => {
  const destinations = (origin: string, text: string, value = "hunter2") =>
    new Listener({ policyText: text, policyOrigin: origin, maximumEvents: 10, allowed: [] }, () => value).queries
      .destinations()
      .map(({ salt }) => salt);
  const own = "user:file:///home/me/otel-policy.toml";
  expect(destinations(workspaceOrigin, policyText)).toEqual([{ kind: "unread", variable: "DB_PASSWORD" }]);
  expect(destinations(own, policyText)).toEqual([{ kind: "salted", variable: "DB_PASSWORD" }]);
  expect(destinations(own, policyText, "")).toEqual([{ kind: "unset", variable: "DB_PASSWORD" }]);
  expect(destinations(own, workspacePolicy())).toEqual([{ kind: "none" }]);
  expect(destinations(own, workspacePolicy({ identity: "drop" }))).toEqual([undefined]);
});
