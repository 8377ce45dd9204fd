import { type Option, type OptionType, otelOptions } from "../options.ts";

/** The option `otel` itself, the root of all paths below. */
export const otelOption: Option = {
  name: "otel",
  since: "0.44.0",
  type: { kind: "table", options: otelOptions },
  documentation: "What Codex sends about itself, and where: logs, traces and metrics over OTLP.",
};

const text: OptionType = { kind: "string" };
const texts: OptionType = { kind: "strings" };

/** What may stand at a path of the configuration file; `option` is undefined for names that the person chooses. */
export interface PathMeaning {
  readonly type: OptionType;
  readonly option: Option | undefined;
  /** The named option that the path leads through last, and the names behind it. */
  readonly nearest: Option;
}

/** Finds what Codex reads at a path such as `["otel", "exporter", "otlp-grpc", "endpoint"]`; undefined for all else. */
export function meaningOf(path: readonly string[]): PathMeaning | undefined {
  if (path[0] !== "otel") return undefined;
  let meaning: PathMeaning = { type: otelOption.type, option: otelOption, nearest: otelOption };
  for (const name of path.slice(1)) {
    const next = below(meaning, name);
    if (next === undefined) return undefined;
    meaning = next;
  }
  return meaning;
}

function below({ type, nearest }: PathMeaning, name: string): PathMeaning | undefined {
  if (type.kind === "strings") return { type: text, option: undefined, nearest };
  if (type.kind === "stringTables") return { type: texts, option: undefined, nearest };
  const option = namedOptions(type).find((candidate) => candidate.name === name);
  return option && { type: option.type, option, nearest: option };
}

/** The names that Codex itself defines inside a value of this type. */
export function namedOptions(type: OptionType): readonly Option[] {
  if (type.kind === "table") return type.options;
  return type.kind === "exporter" ? type.variants : [];
}

/** True for the value of a header: it may be a key, and is never shown. */
export function isHeaderValue(path: readonly string[]): boolean {
  return path.length > 1 && meaningOf(path)?.option === undefined && meaningOf(path)?.nearest.name === "headers";
}

/** True for types that may be written as a table of their own, `[otel.…]`. */
export function isTableType(type: OptionType): boolean {
  return type.kind === "table" || type.kind === "exporter" || type.kind === "strings" || type.kind === "stringTables";
}
