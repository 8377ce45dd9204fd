import type { TomlTable } from "../toml/document.ts";
import type { Backend, BackendHeader, Signal } from "./backends/backend.ts";
import { headersFor } from "./backends/backends.ts";
import { isBefore } from "./codexVersion.ts";
import { optionNamed, otelOptions } from "./options.ts";

/** The option of `[otel]` that names a command which prints headers. */
export const helperOption = "headers_helper";

/** First Codex that runs it. */
export const helperSince = optionNamed(otelOptions, helperOption)?.since ?? "";

/** Whether Codex runs the command of this `[otel]` for exporters of a variant: it does for those over HTTP alone (observed). */
export const isHelped = (otel: TomlTable | undefined, variant: string, codexVersion: string): boolean =>
  variant === "otlp-http" && otel?.entries.has(helperOption) === true && !isBefore(codexVersion, helperSince);

/** The headers of a backend that a command should bring, because they hold a key. */
export const secretHeaders = (backend: Backend, signal: Signal): readonly BackendHeader[] =>
  headersFor(backend, signal).filter(({ required, credential }) => required && credential);

/** The variable of the environment in which the key of a backend is looked for. */
export const keyVariable = (backend: Backend | undefined): string =>
  `${(backend?.id ?? "telemetry").toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`;

/**
 * A command for the shell that Codex runs it with, which prints headers with the key from the environment. Where the variable
 * is not set it fails, and Codex says so on the terminal; with an empty key the receiver would refuse every export (observed).
 */
export function helperCommand(headers: readonly Pick<BackendHeader, "name" | "prefix">[], variable: string): string {
  const pairs = headers.map(({ name, prefix }) => `"${name}":"${prefix}%s"`);
  return `printf '{${pairs.join(",")}}'${headers.map(() => ` "\${${variable}:?}"`).join("")}`;
}

/** The command as TOML: it has quotes of both kinds. */
export const helperText = (command: string): string => `'''${command}'''`;
