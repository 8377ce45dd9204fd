import { expect, test } from "vitest";
import { type KnownSession, SessionLinks } from "../../../core/sessions/sessionLinks.ts";

const known = (sessions: Readonly<Record<string, KnownSession>>) => new SessionLinks((session) => sessions[session]);
const own = { isVerified: true, start: 10_000 };
const at = (session: string, isUnverified: boolean, time = 10_000) => ({ id: 7, session, time, isUnverified });
const spawned = (child: string, milliseconds = 0) => ({ kind: "spawned", child, task: "", milliseconds }) as const;
const sent = (sender: string, receiver: string) =>
  ({ kind: "sent", communication: "c", sender, receiver, purpose: "spawn", task: "" }) as const;
const reviews = (session: string) => ({ kind: "reviews", session }) as const;

test("An unverified sender puts no session of a verified one below another", () => {
  const links = known({ own });
  links.add(at("foreign", true), spawned("own"));
  links.add(at("foreign", true), sent("foreign", "own"));
  links.add(at("own", true), reviews("foreign"));
  links.add(at("foreign", true), { kind: "asked", prompt: "same" });
  links.add(at("own", true), { kind: "titles", prompt: "same" });
  expect(links.linkOf("own")).toBeUndefined();
});

test("nor one whose verified events arrive later", () => {
  const sessions: Record<string, KnownSession> = {};
  const links = known(sessions);
  links.add(at("foreign", true), spawned("own"));
  expect(links.linkOf("own")).toBeDefined();
  sessions.own = own;
  expect(links.linkOf("own")).toBeUndefined();
});

test("nor does its link stand in the way of a verified one, or of one the other way round", () => {
  const sessions: Record<string, KnownSession> = {};
  const links = known(sessions);
  links.add(at("child", true), spawned("own"));
  links.add(at("foreign", true), spawned("child"));
  sessions.own = own;
  sessions.child = own;
  links.add(at("own", false), spawned("child"));
  expect(links.linkOf("child")).toMatchObject({ session: "own" });
  expect(links.linkOf("own")).toBeUndefined();
});

test("nor takes a title, a message or a step of a verified session", () => {
  const links = known({ own, title: own });
  links.add(at("own", false), { kind: "asked", prompt: "same" });
  links.add(at("foreign", true), { kind: "asked", prompt: "same" });
  links.add(at("title", false), { kind: "titles", prompt: "same" });
  expect(links.linkOf("title")).toMatchObject({ session: "own" });
  links.add(at("own", false), sent("own", "child"));
  links.add(at("own", true), spawned("other"));
  links.expect(sent("own", "foreign"), true);
  expect(links.sessionOf({ kind: "received", communication: "c" })).toBe("child");
  expect(links.linkOf("child")).toMatchObject({ session: "own", event: undefined });
});

test("A verified sender, and one of which nothing is known, links its sessions", () => {
  const links = known({ own });
  links.add(at("parent", false), spawned("own"));
  expect(links.linkOf("own")).toMatchObject({ session: "parent" });
});

test("An unverified sender links sessions of unverified ones", () => {
  const links = known({ child: { isVerified: false, start: 10_000 } });
  links.add(at("parent", true), spawned("child"));
  links.add(at("parent", true), { kind: "asked", prompt: "same" });
  links.add(at("title", true), { kind: "titles", prompt: "same" });
  expect(links.linkOf("child")).toMatchObject({ session: "parent" });
  expect(links.linkOf("title")).toMatchObject({ session: "parent" });
});

test("A session that began before the call was made is no sub-agent of it", () => {
  const old = { isVerified: false, start: 10_000 };
  const links = known({ old });
  links.add(at("parent", false, 11_001), spawned("old"));
  links.add(at("parent", false, 11_001), sent("parent", "old"));
  expect(links.linkOf("old")).toBeUndefined();
  // within the tolerance, and during the call
  links.add(at("parent", false, 13_000), spawned("old", 2_000));
  expect(links.linkOf("old")).toMatchObject({ session: "parent" });
});

test("A session without a time may be any sub-agent", () => {
  const links = known({ child: { isVerified: false, start: 0 } });
  links.add(at("parent", false), spawned("child"));
  expect(links.linkOf("child")).toBeDefined();
});
