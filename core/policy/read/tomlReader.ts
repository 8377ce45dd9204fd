import type { OffsetRange } from "../../text/range.ts";
import { lastKeyOf } from "../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { ErrorSink, PolicyProblem, PolicyProblemCode, ProblemDetail, WantedType } from "../model/policyProblem.ts";
import { PatternLimits } from "../patterns/patternLimits.ts";
import type { KnownName } from "../schema/policyType.ts";
import { EventLimits } from "./eventLimits.ts";

/** Reads typed values out of a TOML tree and notes, with its place, everything that is not as it should be. */
export class TomlReader implements ErrorSink {
  readonly problems: PolicyProblem[] = [];
  readonly patternLimits: PatternLimits;
  readonly eventLimits = new EventLimits();

  /** Readers of parts of one policy share the limits of patterns. */
  constructor(patternLimits = new PatternLimits()) {
    this.patternLimits = patternLimits;
  }

  error(code: PolicyProblemCode, message: string, range: OffsetRange, about?: ProblemDetail): undefined {
    this.problems.push({ code, severity: "error", message, range, ...(about && { about }) });
    return undefined;
  }

  warning(code: PolicyProblemCode, message: string, range: OffsetRange, about?: ProblemDetail): void {
    this.problems.push({ code, severity: "warning", message, range, ...(about && { about }) });
  }

  wrongType(expected: string, value: TomlValue, wanted: WantedType = "other"): undefined {
    const message = `Expected ${expected}, found ${this.nameOfKind(value)}.`;
    return this.error("policy/wrong-type", message, value.range, { kind: "type", value, wanted });
  }

  /** `an array`, `a string`. */
  nameOfKind({ kind }: TomlValue): string {
    return `${kind === "array" || kind === "integer" ? "an" : "a"} ${kind}`;
  }

  table(value: TomlValue | undefined): TomlTable | undefined {
    if (value === undefined || value.kind === "table") return value;
    return this.wrongType("a table", value, "table");
  }

  /** Names every key of the table that is not one of the allowed ones: a typing error must not switch a rule off. */
  allowKeys(table: TomlTable, allowed: readonly KnownName[]): void {
    for (const entry of table.entries.values()) {
      if (allowed.some(({ name }) => name === entry.name)) continue;
      const message = `Unknown key; allowed here: ${allowed.map(({ name }) => name).join(", ")}.`;
      this.error("policy/unknown-key", message, lastKeyOf(entry), { kind: "name", table, entry, known: allowed });
    }
  }

  required(table: TomlTable, key: string, range: OffsetRange = table.range): TomlValue | undefined {
    const about = { kind: "missing", table, key } as const;
    return (
      table.entries.get(key)?.value ?? this.error("policy/missing-key", `The key ${key} is missing.`, range, about)
    );
  }

  string(value: TomlValue | undefined): string | undefined {
    if (value === undefined) return undefined;
    if (value.kind === "string" && typeof value.value === "string") return value.value;
    return this.wrongType("a string", value, "string");
  }

  word<Word extends KnownName>(value: TomlValue | undefined, words: readonly Word[]): Word["name"] | undefined {
    const text = this.string(value);
    if (value === undefined || text === undefined) return undefined;
    const known = words.find(({ name }) => name === text);
    if (known !== undefined) return known.name;
    const message = `Expected one of ${words.map(({ name }) => name).join(", ")}.`;
    return this.error("policy/unknown-word", message, value.range, { kind: "word", value, known: words });
  }

  boolean(value: TomlValue | undefined): boolean | undefined {
    if (value === undefined) return undefined;
    if (value.kind === "boolean" && typeof value.value === "boolean") return value.value;
    return this.wrongType("true or false", value, "boolean");
  }

  number(value: TomlValue | undefined): number | undefined {
    if (value === undefined) return undefined;
    const number = this.exactNumber(value);
    return number === undefined ? undefined : Number(number);
  }

  /** A number, whole ones of 64 bits exactly; not `inf` or `nan`, with which nothing can be compared. */
  exactNumber(value: TomlValue | undefined): number | bigint | undefined {
    if (value === undefined) return undefined;
    if (value.kind === "integer") {
      const whole = BigInt(value.value);
      return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
    }
    if (value.kind === "float" && Number.isFinite(value.value)) return Number(value.value);
    return this.wrongType(value.kind === "float" ? "a number that is not inf or nan" : "a number", value, "number");
  }

  /** One string or an array of strings. */
  strings(value: TomlValue | undefined): string[] {
    if (value === undefined) return [];
    if (value.kind === "string") return [this.string(value) ?? ""];
    return this.elements(value, "a string or an array of strings").flatMap((element) => this.string(element) ?? []);
  }

  /** Names of events, or globs of such names: one string or an array. */
  eventNames(value: TomlValue | undefined): string[] {
    for (const element of value?.kind === "array" ? value.elements : value === undefined ? [] : [value])
      if (element.kind === "string") this.eventLimits.countName(this, element, String(element.value));
    return this.strings(value);
  }

  elements(value: TomlValue | undefined, expected = "an array"): readonly TomlValue[] {
    if (value === undefined) return [];
    if (value.kind === "array") return value.elements;
    this.wrongType(expected, value, "array");
    return [];
  }
}
