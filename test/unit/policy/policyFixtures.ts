import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import type { AnyValue } from "../../../core/otlp/anyValue.ts";
import { type CompiledPolicy, compilePolicy, type Environment } from "../../../core/policy/evaluate/compilePolicy.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

/** Parses a policy that is meant to be right. */
export function policyOf(text: string): Policy {
  const { policy, problems } = parsePolicy(`version = 1\n${text}`);
  if (policy === undefined) throw new Error(problems.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return policy;
}

export function compiled(text: string, environment?: Environment): CompiledPolicy {
  return compilePolicy(policyOf(text), environment);
}

type Plain =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** An OTLP value from its nearest JavaScript value; numbers become doubles, bigints integers. */
export function anyValue(plain: Plain): AnyValue {
  if (plain === null) return { kind: "empty" };
  if (typeof plain === "string") return { kind: "string", value: plain };
  if (typeof plain === "boolean") return { kind: "bool", value: plain };
  if (typeof plain === "bigint") return { kind: "int", value: plain };
  if (typeof plain === "number") return { kind: "double", value: plain };
  if (plain instanceof Uint8Array) return { kind: "bytes", value: plain };
  if (Array.isArray(plain)) return { kind: "array", value: plain.map(anyValue) };
  return { kind: "map", value: anyValues(plain as Record<string, Plain>) };
}

export function anyValues(plain: Readonly<Record<string, Plain>>): Map<string, AnyValue> {
  return new Map(Object.entries(plain).map(([name, value]) => [name, anyValue(value)]));
}

export function event(
  name: string,
  attributes: Readonly<Record<string, Plain>> = {},
  rest: { resource?: Readonly<Record<string, Plain>>; body?: Plain; session?: string } = {},
): CodexEvent {
  return {
    name,
    nameSource: "attribute",
    timeUnixNano: 1n,
    timeSource: "observed",
    session: rest.session ?? "session-1",
    attributes: anyValues(attributes),
    resource: anyValues(rest.resource ?? {}),
    body: rest.body === undefined ? undefined : anyValue(rest.body),
    scope: "codex_otel.log_only",
    severityText: "INFO",
    traceId: "",
    spanId: "",
  };
}

/** Everything readable in a value, keys of maps included, as one text. */
export function textIn(value: AnyValue | undefined): string {
  if (value === undefined) return "";
  switch (value.kind) {
    case "empty":
      return "";
    case "bytes":
      return Buffer.from(value.value).toString("latin1");
    case "array":
      return value.value.map(textIn).join("\n");
    case "map":
      return [...value.value].map(([key, inner]) => `${key}\n${textIn(inner)}`).join("\n");
    default:
      return String(value.value);
  }
}

interface WireAttribute {
  readonly key: string;
  readonly value?: Record<string, unknown>;
}

interface WireScope {
  readonly scope: { readonly name?: string };
  readonly logRecords?: readonly {
    readonly attributes?: readonly WireAttribute[];
    readonly body?: Record<string, unknown> | null;
  }[];
  readonly spans?: readonly {
    readonly attributes?: readonly WireAttribute[];
    readonly events?: readonly { readonly attributes?: readonly WireAttribute[] }[];
  }[];
  readonly metrics?: readonly Readonly<
    Record<string, { readonly dataPoints?: readonly { readonly attributes?: readonly WireAttribute[] }[] }>
  >[];
}

interface WireResource {
  readonly resource: { readonly attributes?: readonly WireAttribute[] };
  readonly scopeLogs?: readonly WireScope[];
  readonly scopeSpans?: readonly WireScope[];
  readonly scopeMetrics?: readonly WireScope[];
}

export const captures = [
  "answers.logs.otlp.jsonl",
  "api-unauthorized.logs.otlp.jsonl",
  "everything-on.logs.otlp.jsonl",
  "long-output.logs.otlp.jsonl",
  "many-turns.logs.otlp.jsonl",
  "plain-answer.logs.otlp.jsonl",
  "prompts-off.logs.otlp.jsonl",
  "reviewed.logs.otlp.jsonl",
  "secrets.all.otlp.jsonl.gz",
  "secrets.logs.otlp.jsonl",
  "shell-tools.all.otlp.jsonl.gz",
  "shell-tools.logs.otlp.jsonl",
  "signed-in.all.otlp.jsonl.gz",
  "workspace-network.logs.otlp.jsonl",
] as const;

function requestsOf(
  capture: string,
): { resourceLogs?: WireResource[]; resourceSpans?: WireResource[]; resourceMetrics?: WireResource[] }[] {
  const bytes = readFileSync(join(import.meta.dirname, "../../fixtures/captures", capture));
  const text = (capture.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function wireValue(value: Record<string, unknown> | undefined): AnyValue {
  if (value?.intValue !== undefined) return { kind: "int", value: BigInt(String(value.intValue)) };
  if (typeof value?.stringValue === "string") return { kind: "string", value: value.stringValue };
  if (typeof value?.boolValue === "boolean") return { kind: "bool", value: value.boolValue };
  if (typeof value?.doubleValue === "number") return { kind: "double", value: value.doubleValue };
  return { kind: "empty" };
}

const wireValues = (attributes: readonly WireAttribute[] = []) =>
  new Map(attributes.map(({ key, value }) => [key, wireValue(value)]));

/** The log records of a capture, read here as plainly as possible so that these tests stand on their own. */
export function eventsIn(capture: (typeof captures)[number]): CodexEvent[] {
  return requestsOf(capture).flatMap(({ resourceLogs = [] }) =>
    resourceLogs.flatMap(({ resource, scopeLogs = [] }) =>
      scopeLogs.flatMap(({ scope, logRecords = [] }) =>
        logRecords.map((record) => {
          const attributes = wireValues(record.attributes);
          return {
            ...event(textIn(attributes.get("event.name")) || (scope.name ?? "(unnamed)")),
            session: textIn(attributes.get("conversation.id")) || undefined,
            attributes,
            resource: wireValues(resource.attributes),
            body: record.body ? wireValue(record.body) : undefined,
          };
        }),
      ),
    ),
  );
}

/** The names of all attributes of log records, spans, metric points and their resources in a capture. */
export function attributeNamesIn(capture: (typeof captures)[number]): Set<string> {
  const names = new Set<string>();
  const add = (attributes: readonly WireAttribute[] = [], prefix = "") => {
    for (const { key } of attributes) names.add(prefix + key);
  };
  for (const request of requestsOf(capture)) {
    for (const { resource, scopeLogs = [], scopeSpans = [], scopeMetrics = [] } of [
      ...(request.resourceLogs ?? []),
      ...(request.resourceSpans ?? []),
      ...(request.resourceMetrics ?? []),
    ]) {
      add(resource.attributes, "resource.");
      for (const { logRecords = [], spans = [], metrics = [] } of [...scopeLogs, ...scopeSpans, ...scopeMetrics]) {
        for (const metric of metrics)
          for (const { dataPoints = [] } of Object.values(metric))
            for (const point of dataPoints) add(point.attributes);
        for (const record of logRecords) add(record.attributes);
        for (const span of spans) {
          add(span.attributes);
          for (const spanEvent of span.events ?? []) add(spanEvent.attributes);
        }
      }
    }
  }
  return names;
}
