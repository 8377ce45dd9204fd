import { type AnyValue, utf8Length } from "../../otlp/anyValue.ts";
import type { ConditionContext } from "../model/conditionAnswer.ts";
import type { Condition, SecretDefinition } from "../model/policyModel.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { PatternSearch } from "../patterns/patternSearch.ts";
import { answeredTexts } from "../secrets/answeredTexts.ts";
import {
  patternScanner,
  replaceSecretsIn,
  type SecretCounts,
  type SecretFindings,
  type SecretScanner,
} from "../secrets/secrets.ts";
import { textOfValue } from "./valueText.ts";

/** Finds the secrets of one policy. */
export interface PolicyScan {
  /** Takes the secrets out of a value, and with them the colours of a terminal. */
  readonly withoutSecrets: (value: AnyValue) => SecretFindings<AnyValue>;
  /** Whether `withoutSecrets` would hand the value back as it is. */
  readonly isClean: (value: AnyValue) => boolean;
  /** Those in the name of an attribute. */
  readonly secretsInName: (name: string) => SecretCounts | undefined;
}

const scans = new WeakMap<readonly SecretDefinition[], PolicyScan>();

/**
 * The scan for a policy's secrets. The same for the same list, so that destinations and detections look at a long value
 * once between them.
 *
 * Throws a RangeError for an invalid pattern; `parsePolicy` lets none through.
 */
export function policyScan(secrets: readonly SecretDefinition[]): PolicyScan {
  const known = scans.get(secrets);
  if (known !== undefined) return known;
  const rules = secrets.map(({ name, pattern: source }) => {
    const pattern = compilePattern(source);
    if (typeof pattern === "string") throw new RangeError(pattern);
    return { name, pattern };
  });
  let ready: SecretScanner | undefined;
  const made = (): SecretScanner => {
    ready ??= patternScanner(rules);
    return ready;
  };
  const scanner: SecretScanner = {
    replaceIn: (text, meter) => made().replaceIn(text, meter),
    replaceInName: (name, meter) => made().replaceInName(name, meter),
    isClean: (text) => made().isClean(text),
  };
  const withoutSecrets = rememberingScan(scanner);
  const scan = {
    withoutSecrets,
    isClean: cleanCheck(scanner, withoutSecrets),
    secretsInName: rememberingNames(scanner),
  };
  scans.set(secrets, scan);
  return scan;
}

/**
 * What some conditions of a policy with these secrets ask: of the text of a value, as all conditions do. What the patterns
 * of all of them cost together for one value is bounded.
 */
export function conditionContext(
  secrets: readonly SecretDefinition[],
  conditions: readonly Condition[],
): ConditionContext {
  const { withoutSecrets } = policyScan(secrets);
  const textual = (value: AnyValue): AnyValue =>
    value.kind === "string" ? value : { kind: "string", value: textOfValue(value) };
  const answeredOf = answeredTexts(secrets, conditions);
  const search = new PatternSearch();
  return {
    hasSecret(attribute, value) {
      const text = textual(value);
      const found = withoutSecrets(text);
      if (!found.isTooCostly) return found.secrets !== undefined;
      // in a text that is not too long only what to do about those that are found can cost too much
      return isWithin(textOfValue(text), answeredOf(attribute).secrets) ? true : undefined;
    },
    occursIn(attribute, pattern) {
      const occurs = search.occurring(pattern);
      return (text) => (isWithin(text, answeredOf(attribute).patterns) ? occurs(text) : undefined);
    },
  };
}

/** Whether a text takes at most so many bytes in UTF-8. */
function isWithin(text: string, bytes: number): boolean {
  return text.length * 3 <= bytes || (text.length <= bytes && utf8Length(text) <= bytes);
}

const rememberedNames = 4096;
const longestRememberedName = 256;

/** The same few names come with every event. */
function rememberingNames(scanner: SecretScanner): (name: string) => SecretCounts | undefined {
  const remembered = new Map<string, SecretCounts | undefined>();
  return (name) => {
    if (remembered.has(name)) return remembered.get(name);
    const found = scanner.replaceInName(name);
    // a name that was not looked through goes nowhere either
    const secrets = found.isTooCostly ? {} : found.secrets;
    if (name.length <= longestRememberedName) {
      if (remembered.size >= rememberedNames) remembered.clear();
      remembered.set(name, secrets);
    }
    return secrets;
  };
}

const longEnoughToRemember = 256;

function cleanCheck(scanner: SecretScanner, withoutSecrets: PolicyScan["withoutSecrets"]): PolicyScan["isClean"] {
  return (value) => {
    switch (value.kind) {
      case "int":
      case "bool":
      case "double":
      case "empty":
        return true;
      case "string":
        if (value.value.length < longEnoughToRemember) return scanner.isClean(value.value);
        return withoutSecrets(value).value === value;
      default:
        return withoutSecrets(value).value === value;
    }
  };
}

/** The same value is looked at once for each destination; long ones are scanned once while they live. */
function rememberingScan(scanner: SecretScanner): PolicyScan["withoutSecrets"] {
  const remembered = new WeakMap<AnyValue, SecretFindings<AnyValue>>();
  return (value) => {
    if (value.kind === "int" || value.kind === "bool" || value.kind === "double" || value.kind === "empty") {
      return { value, secrets: undefined };
    }
    if (value.kind === "string" && value.value.length < longEnoughToRemember) return replaceSecretsIn(value, scanner);
    const known = remembered.get(value);
    if (known !== undefined) return known;
    const findings = replaceSecretsIn(value, scanner);
    remembered.set(value, findings);
    return findings;
  };
}
