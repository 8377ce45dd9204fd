import type { AnyValue } from "../../otlp/anyValue.ts";
import { maskedValue, maskText } from "../model/masked.ts";
import { secretMark } from "../model/secretDefinition.ts";
import { countedInstructions } from "../patterns/countedInstructions.ts";
import type { Pattern } from "../patterns/pattern.ts";
import { PatternFilter, type PresentPieces } from "../patterns/patternFilter.ts";
import { readsOfCharacter, StepMeter } from "./stepMeter.ts";
import { colourPieces, withoutColours } from "./terminalColours.ts";

/** How often each secret rule matched, by name; never what matched. */
export type SecretCounts = Readonly<Record<string, number>>;

export interface SecretFindings<T> {
  /** The input with each secret replaced by `[SECRET:name]`; the very same object when there was none. */
  readonly value: T;
  /** Undefined when nothing was found. */
  readonly secrets: SecretCounts | undefined;
  /** There where looking for secrets would cost too much, so that the value is masked: it may hold any. */
  readonly isTooCostly?: true;
}

/** Finds credentials in text and takes them out. */
export interface SecretScanner {
  /**
   * In a text without the colours of a terminal, which are taken out before, whether there is a secret or not. Texts of one
   * value share a meter.
   */
  replaceIn(text: string, meter?: StepMeter): SecretFindings<string>;
  /** In a text as it is, such as a name. */
  replaceInName(name: string, meter?: StepMeter): SecretFindings<string>;
  /** Whether `replaceIn` would hand the text back as it is. */
  isClean(text: string): boolean;
}

export interface SecretRule {
  readonly name: string;
  readonly pattern: Pattern;
}

/**
 * A scanner that takes out the colours of a terminal and then applies the rules one after the other, each on what the former
 * left, as a chain of the Collector's `replace_pattern` does. A text that contains none of the pieces the patterns need is not given to the engine at all.
 */
export function patternScanner(rules: readonly SecretRule[]): SecretScanner {
  const filter = new PatternFilter(
    rules.map(({ pattern }) => pattern),
    rules.length === 0 ? undefined : colourPieces,
  );
  const costs = rules.map(({ pattern }) => countedInstructions(pattern));
  const replaced = (text: string, pieces: PresentPieces, meter: StepMeter): SecretFindings<string> => {
    let present = pieces;
    let value = text;
    let secrets: Record<string, number> | undefined;
    for (const [i, { name, pattern }] of rules.entries()) {
      if (!filter.mayOccur(i, present)) continue;
      const cost = costs[i] ?? 0;
      if (!meter.take(value.length, cost)) return tooCostly(maskText);
      const mostRead = cost === 0 ? undefined : value.length * readsOfCharacter;
      const found = pattern.replaceAll(value, secretMark(name), mostRead);
      if (found.count === 0) continue;
      value = found.text;
      present = filter.find(value);
      secrets ??= noCounts();
      secrets[name] = (secrets[name] ?? 0) + found.count;
    }
    return { value, secrets };
  };
  const scanner: SecretScanner = {
    isClean(text) {
      return (!filter.hasAlways && filter.find(text) === undefined) || scanner.replaceIn(text).value === text;
    },
    replaceIn(text, meter = new StepMeter()) {
      const present = filter.find(text);
      if (present === undefined && !filter.hasAlways) return { value: text, secrets: undefined };
      if (present?.[rules.length] !== 1) return replaced(text, present, meter);
      const plain = withoutColours(text);
      return replaced(plain, filter.find(plain), meter);
    },
    replaceInName: (name, meter = new StepMeter()) => replaced(name, filter.find(name), meter),
  };
  return scanner;
}

/** A rule may have any name, also one of what every other object has. */
const noCounts = (): Record<string, number> => Object.create(null);

function addCounts(counts: Record<string, number>, more: SecretCounts = {}): void {
  for (const [name, times] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + times;
}

/** How often each rule matched in two values together. */
export function sumOfCounts(one: SecretCounts | undefined, other: SecretCounts | undefined): SecretCounts | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const counts = noCounts();
  addCounts(counts, one);
  addCounts(counts, other);
  return counts;
}

const tooCostly = <T>(value: T): SecretFindings<T> => ({ value, secrets: undefined, isTooCostly: true });

/**
 * Takes the secrets out of a value of any kind: strings, bytes read as Latin-1 text, and everything nested in arrays and
 * maps, the keys of maps included. Depth is bounded; what lies deeper is dropped, for it could not be checked. Bytes and what
 * is nested keep the colours of a terminal where there is no secret.
 */
export function replaceSecretsIn(value: AnyValue, scanner: SecretScanner): SecretFindings<AnyValue> {
  const counts = noCounts();
  const meter = new StepMeter();
  let isTooCostly = false;
  const count = ({ secrets, isTooCostly: isPartLeft }: SecretFindings<string>): boolean => {
    if (isPartLeft) isTooCostly = true;
    addCounts(counts, secrets);
    return secrets !== undefined;
  };
  const walk = (value: AnyValue, depth: number): AnyValue => {
    if (depth > deepestNesting || isTooCostly) return { kind: "empty" };
    switch (value.kind) {
      case "string": {
        const found = scanner.replaceIn(value.value, meter);
        const isChanged = count(found) || (depth === 0 && found.value !== value.value);
        return isChanged ? { kind: "string", value: found.value } : value;
      }
      case "bytes": {
        const found = scanner.replaceIn(latin1(value.value), meter);
        return count(found) ? { kind: "bytes", value: fromLatin1(found.value) } : value;
      }
      case "array": {
        const elements = value.value.map((element) => walk(element, depth + 1));
        return elements.some((element, i) => element !== value.value[i]) ? { kind: "array", value: elements } : value;
      }
      case "map": {
        let changed = false;
        const entries = new Map<string, AnyValue>();
        for (const [key, inner] of value.value) {
          const foundInKey = scanner.replaceInName(key, meter);
          const replaced = walk(inner, depth + 1);
          if (count(foundInKey) || replaced !== inner) changed = true;
          entries.set(foundInKey.value, replaced);
        }
        return changed ? { kind: "map", value: entries } : value;
      }
      default:
        return value;
    }
  };
  const replaced = walk(value, 0);
  if (isTooCostly) return tooCostly(maskedValue);
  return { value: replaced, secrets: Object.keys(counts).length > 0 ? counts : undefined };
}

const deepestNesting = 64;

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}

function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
