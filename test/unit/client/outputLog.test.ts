import { describe, expect, test } from "vitest";
import type * as vscode from "vscode";
import { RecentLog } from "../../../client/report/recentLog.ts";
import { outputLog } from "../../../client/shared/outputLog.ts";

const [trace, debug, info] = [1, 2, 3];

/** A channel that remembers what is written, at a level that can be changed. */
function channel(level: number) {
  const written: string[] = [];
  const listeners: ((level: number) => void)[] = [];
  const write = (name: string) => (text: string) => void written.push(`${name}: ${text}`);
  const fake = {
    name: "Codex OTel",
    logLevel: level,
    onDidChangeLogLevel: (listener: (level: number) => void) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
    ...Object.fromEntries(
      ["trace", "debug", "info", "warn", "error", "append", "appendLine", "replace"].map((name) => [name, write(name)]),
    ),
  };
  const change = (to: number) => {
    fake.logLevel = to;
    for (const listener of listeners) listener(to);
  };
  const recent = new RecentLog(() => 0);
  return { log: outputLog(fake as unknown as vscode.LogOutputChannel, recent), written, change, recent };
}

describe("The output channel", () => {
  test("is never at the level at which the language client writes whole documents", () => {
    const { log, written, change } = channel(trace);
    const told: number[] = [];
    log.onDidChangeLogLevel((level) => told.push(level));
    expect(log.logLevel).toBe(debug);
    change(info);
    change(trace);
    expect(told).toEqual([info, debug]);
    expect(log.logLevel).toBe(debug);
    log.trace("Params: authorization = Bearer k");
    expect(written).toEqual([]);
  });

  test("has one line for each, however it is made up", () => {
    const { log, written } = channel(info);
    log.info("forged\n2026-11-30 10:00:00.000 [info] all is well\u001b[2K\u202e");
    log.error(new Error("a\rb"));
    expect(written[0]).toBe("info: forged\n    2026-11-30 10:00:00.000 [info] all is well\\u{1b}[2K\\u{202e}");
    expect(written[1]).toContain("a\\rb");
  });

  test("is remembered as far as it is shown", () => {
    const { log, change, recent } = channel(info);
    log.debug("too much");
    log.info("listening");
    log.append("from the ser");
    log.append("ver\nand more");
    log.appendLine("");
    log.error(new Error("broken"));
    change(0);
    log.error("switched off");
    expect(recent.entries.map(({ level, text }) => [level, text.split("\n    at")[0]])).toEqual([
      ["info", "listening"],
      ["output", "from the server\nand more\n"],
      ["error", "Error: broken"],
    ]);
  });
});
