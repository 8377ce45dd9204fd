import type { BackendHeader, Signal } from "./backend.ts";

const signals: readonly Signal[] = ["logs", "traces", "metrics"];

/** The same endpoint for every signal, as gRPC has it. */
export const forAll = (endpoint: string, taken: readonly Signal[] = signals): Partial<Record<Signal, string>> =>
  Object.fromEntries(taken.map((signal) => [signal, endpoint]));

/** A base URL with the path of each signal (OTLP specification, section "OTLP/HTTP Request"). */
export const withPaths = (base: string, taken: readonly Signal[] = signals): Partial<Record<Signal, string>> =>
  Object.fromEntries(taken.map((signal) => [signal, `${base}/v1/${signal}`]));

/** `Authorization`, which most backends want with a scheme of their own. */
export const authorization = (
  prefix: string,
  placeholder: string,
  documentation: string,
  more: Partial<BackendHeader> = {},
): BackendHeader => ({
  name: "Authorization",
  required: true,
  credential: true,
  prefix,
  placeholder,
  documentation,
  ...more,
});
