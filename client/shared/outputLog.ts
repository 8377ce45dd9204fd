import type * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";

// the library of the editor is not loaded for two numbers, so that tests can do without it
const traceLevel: vscode.LogLevel.Trace = 1;
const debugLevel: vscode.LogLevel.Debug = 2;

/**
 * The output channel as all parts use it. What they say is one line each, however it was made up. It is never at the level
 * "Trace": there the language client writes whole documents into it, and with config.toml the values of headers.
 */
export function outputLog(channel: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const write = (level: "debug" | "info" | "warn") => (message: string) => channel[level](inLines(message));
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
    error: (error) => channel.error(inLines(error instanceof Error ? (error.stack ?? error.message) : error)),
    append: (text) => channel.append(inLines(text)),
    appendLine: (text) => channel.appendLine(inLines(text)),
    replace: (text) => channel.replace(inLines(text)),
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
