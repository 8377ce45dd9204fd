import { type ExporterAction, exporterActions } from "../core/toml/language/language.ts";

/** What a client may tell the server when it starts it, as `initializationOptions`. Everything may be left out. */
export interface InitializationOptions {
  readonly home: string | undefined;
  readonly codexHome: string | undefined;
  /** The Codex version that counts; undefined when the server shall find out by itself. */
  readonly codexVersion: string | undefined;
  /** The client asks the installed Codex itself, and tells what it said when it gets an `installedCodexVersionRequest`. */
  readonly answersCodexVersion: boolean;
  /** What the editor can do with an exporter when it is asked to by a code lens; nothing, unless it says so. */
  readonly exporterActions: readonly ExporterAction[];
  /** The client shows a version of the built-in policy, read-only, at `SCHEME:/built-in@N.toml`. */
  readonly builtInPolicyScheme: string | undefined;
}

/** Reads what a client sent; what is not a text is taken for left out. */
export function readInitializationOptions(sent: unknown): InitializationOptions {
  const options =
    typeof sent === "object" && sent !== null ? new Map<string, unknown>(Object.entries(sent)) : new Map();
  return {
    home: readText(options.get("home")),
    codexHome: readText(options.get("codexHome")),
    codexVersion: readVersion(options.get("codexVersion")),
    answersCodexVersion: options.get("answersCodexVersion") === true,
    exporterActions: exporterActions.filter((action) => isListed(options.get("exporterActions"), action)),
    builtInPolicyScheme: readScheme(options.get("builtInPolicyScheme")),
  };
}

function isListed(list: unknown, word: string): boolean {
  return Array.isArray(list) && list.includes(word);
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function readScheme(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && /^[a-z][a-z0-9+.-]*$/.test(text) ? text : undefined;
}

/** A version as in `0.169.0`; undefined for anything else. */
export function readVersion(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(text) ? text : undefined;
}
