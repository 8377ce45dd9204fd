import type * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { LogEntry, RecentLog } from "../report/recentLog.ts";

// the library of the editor is not loaded for two numbers, so that tests can do without it
const traceLevel: vscode.LogLevel.Trace = 1;
const debugLevel: vscode.LogLevel.Debug = 2;
const levels: Readonly<Record<LogEntry["level"], vscode.LogLevel>> = {
  debug: 2,
  info: 3,
  warn: 4,
  error: 5,
  output: 3,
};

/**
 * The output channel as all parts use it. What they say is one line each, however it was made up. It is never at the level
 * "Trace": there the language client writes whole documents into it, and with config.toml the values of headers. What the
 * channel shows is remembered in `recent`.
 */
export function outputLog(channel: vscode.LogOutputChannel, recent: RecentLog): vscode.LogOutputChannel {
  const remember = (level: LogEntry["level"], text: string) => {
    if (channel.logLevel !== 0 && channel.logLevel <= levels[level]) recent.add(level, text);
  };
  const write = (level: "debug" | "info" | "warn") => (message: string) => {
    remember(level, message);
    channel[level](inLines(message));
  };
  const print = (method: "append" | "appendLine" | "replace") => (text: string) => {
    remember("output", method === "append" ? text : `${text}\n`);
    channel[method](inLines(text));
  };
  return {
    name: channel.name,
    get logLevel() {
      return withoutTrace(channel.logLevel);
    },
    onDidChangeLogLevel: (listener, self, disposables) =>
      channel.onDidChangeLogLevel((level) => listener.call(self, withoutTrace(level)), undefined, disposables),
    trace: () => undefined,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : error;
      remember("error", text);
      channel.error(inLines(text));
    },
    append: print("append"),
    appendLine: print("appendLine"),
    replace: print("replace"),
    clear: () => channel.clear(),
    show: (column?: vscode.ViewColumn | boolean, preserveFocus?: boolean) =>
      channel.show(typeof column === "boolean" ? column : preserveFocus),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  };
}

const withoutTrace = (level: vscode.LogLevel): vscode.LogLevel => (level === traceLevel ? debugLevel : level);

/** Lines stay lines, but no line looks like one of the log's own. */
const inLines = (text: string): string => text.split("\n").map(escapeControlCharacters).join("\n    ");
