import { describe, expect, test } from "vitest";
import { type FollowResult, problemsOf, renderReport } from "../../../follow/report.ts";

const fine: FollowResult = {
  version: "1.2.3",
  base: "1.2.2",
  keys: { bySchema: ["exporter"], byComplaint: ["exporter"] },
  difference: { missing: [], unread: [] },
  newKeys: ["exporter"],
  goneKeys: [],
  cases: { passed: 7, failed: [] },
  sessions: [{ name: "exec: a command", surface: "exec", events: 17, services: ["codex_exec"], requests: [] }],
  gaps: { events: [], attributes: [], resourceAttributes: [], spanAttributes: [], metrics: [] },
  wire: [{ subject: "header fields", added: ["accept-encoding: zstd,gzip"], gone: [] }],
  seconds: 200,
};

test("A version that we can follow is told with its new keys and with what changed on the wire", () => {
  expect(problemsOf(fine)).toEqual([]);
  const report = renderReport(fine);
  expect(report).toContain("Nothing keeps us from following this version.");
  expect(report).toContain("- New: `exporter`");
  expect(report).toContain("- New header fields: `accept-encoding: zstd,gzip`");
});

test("A missing option, a case in which we differ and a session that broke off each keep us from following it", () => {
  const [session] = fine.sessions;
  const broken: FollowResult = {
    ...fine,
    difference: { missing: ["brand_new"], unread: ["old_one"] },
    cases: { passed: 6, failed: ["requirements unknown-key"] },
    sessions: [{ ...(session as (typeof fine.sessions)[number]), problem: "codex exec ended with code 1." }],
  };
  expect(problemsOf(broken)).toEqual([
    "The table of options in core/config/options.ts lacks brand_new, which Codex reads.",
    "The table of options has old_one, which Codex does not name.",
    "Codex and we differ: requirements unknown-key",
    "exec: a command: codex exec ended with code 1.",
  ]);
});

describe("What Codex printed is text of the report", () => {
  test.each(["a `b` | c\n\n# d", "<img src=x>", "@everyone [x](command:y)", "\u202Eevil\u001b[2J"])("%j", (said) => {
    const [session] = fine.sessions;
    const sessions = [{ ...(session as (typeof fine.sessions)[number]), problem: said }];
    // what stands in code spans is shown as it is
    const report = renderReport({ ...fine, sessions, newKeys: [said] }).replaceAll(/`[^`\n]*`/g, "code");
    expect(report).not.toMatch(/(?<!\\)<img|(?<!\\)@everyone|(?<!\\)\[x\]|\p{Cf}|^# d/mu);
    expect(report).not.toContain("\u001b");
  });
});
