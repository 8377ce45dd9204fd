import { describe, expect, test } from "vitest";
import { sessionItem } from "../../../../client/sessions/views/sessionItem.ts";
import { context, session } from "./samples.ts";

describe("a session in the tree", () => {
  test("is called by what the person asked first, so that it is known again", () => {
    const item = sessionItem({ ...session, prompt: "List the files" }, false, context);
    expect(item.label).toBe("List the files");
    expect(item.description).toBe("11:55:09 · codex_exec · 25 events · 2.2k tokens · 3 s · gpt-5.2-codex");
    expect(item.accessibilityLabel).toContain("Session List the files, 11:55:09");
  });

  test("whose prompt was not logged tells when it began, who ran it, how much happened, and with which model", () => {
    expect(sessionItem({ ...session, prompt: "[REDACTED]" }, false, context).label).toBe("11:55:09 · codex_exec");
    const item = sessionItem(session, false, context);
    expect(item.label).toBe("11:55:09 · codex_exec");
    expect(item.description).toBe("25 events · 2.2k tokens · 3 s · gpt-5.2-codex");
    expect(item.collapsible).toBe("collapsed");
  });

  test("tells first how much of it passes a filter", () => {
    expect(sessionItem({ ...session, matches: 2, findings: 1 }, false, context).description).toMatch(
      /^2 matches · 1 finding · /,
    );
  });

  test("names its findings first and looks different with them", () => {
    const calm = sessionItem(session, false, context);
    const alarming = sessionItem({ ...session, findings: 2 }, false, context);
    expect(alarming.description).toMatch(/^2 findings · /);
    expect(alarming.icon).not.toEqual(calm.icon);
    expect(alarming.accessibilityLabel).toContain("2 findings");
  });

  test("tells how often something failed or was denied, also when it is read aloud", () => {
    const item = sessionItem({ ...session, findings: 1, failures: 2, denials: 1 }, false, context);
    expect(item.description).toMatch(/^1 finding · 2 failed · 1 denied · /);
    expect(item.accessibilityLabel).toContain("2 failed · 1 denied");
    expect(item.tooltip).toMatch(/failed: 2\n.*refused: 1$/);
  });

  test("of another day shows its date", () => {
    const yesterday = { ...session, startUnixMilliseconds: Date.UTC(2026, 10, 22, 8, 0, 0) };
    expect(sessionItem(yesterday, false, context).label).toContain("11/22/2026, 08:00:00");
  });

  test("without any time shows no date of 1970", () => {
    const timeless = { ...session, startUnixMilliseconds: 0, lastUnixMilliseconds: 0 };
    const item = sessionItem(timeless, false, context);
    expect(item.label).toBe("codex_exec");
    expect(item.tooltip).not.toContain("1970");
  });

  test("without originator is named by its service, and without anything by its id", () => {
    expect(sessionItem({ ...session, originator: "" }, false, context).label).toContain("codex_exec");
    const bare = { ...session, originator: "", services: [], model: "" };
    expect(sessionItem(bare, false, context).label).toContain("Session 01a20842-8d4");
  });

  test("gathers the records that belong to no session", () => {
    const item = sessionItem({ ...session, id: "", turns: 0 }, false, context);
    expect(item.label).toBe("Outside of any session");
    expect(item.tooltip).toContain("name no session");
    expect(item.description).not.toContain("turn");
  });

  test("tells input and output tokens apart in its tooltip", () => {
    const item = sessionItem({ ...session, cachedTokens: 1000, reasoningTokens: 40 }, false, context);
    expect(item.tooltip).toContain("Tokens: 1100 in and 1000 from the cache, 140 out, of them 40 for reasoning");
    expect(item.description).toContain("1.2k tokens");
  });

  test("of a sub-agent is called by its task, those that Codex began for itself by what they are for", () => {
    const of = (kind: "sub-agent" | "review" | "title", prompt: string) =>
      sessionItem({ ...session, prompt, parent: { kind, session: "p" } }, false, context).label;
    expect(of("sub-agent", "Count the lines")).toBe("Sub-agent: Count the lines");
    expect(of("sub-agent", "[REDACTED]")).toBe("Sub-agent");
    expect(of("review", "The following is the Codex agent history")).toBe("Automated review");
    expect(of("title", "Generate a concise title")).toBe("Title of the session");
  });

  test("tells of the sessions below it, and warns of what was found there", () => {
    const item = sessionItem(session, false, context, { sessions: 2, findings: 1 });
    expect(item.description).toContain("2 sessions below · 1 finding below");
    expect(item.icon?.id).toBe("warning");
  });
});
