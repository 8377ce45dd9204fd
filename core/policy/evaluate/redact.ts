import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { AnyValue } from "../../otlp/anyValue.ts";
import { maskedValue } from "../model/masked.ts";
import type { RedactionAction } from "../model/outcome.ts";
import type { RedactAction } from "../model/policyModel.ts";
import type { SecretCounts, SecretFindings } from "../secrets/secrets.ts";
import { textOfValue } from "./valueText.ts";

/** One value after its action. */
export interface RedactedValue {
  /** Undefined when the attribute is dropped. */
  readonly value: AnyValue | undefined;
  /** What was done; undefined when the value is untouched. */
  readonly action: RedactionAction | undefined;
  readonly secrets: SecretCounts | undefined;
  /** There where it is masked because it could not be looked through for secrets. */
  readonly isTooCostly?: true;
}

/** What actions need beside the value. */
export interface RedactionTools {
  readonly withoutSecrets: (value: AnyValue) => SecretFindings<AnyValue>;
  /** Whether `withoutSecrets` would hand the value back as it is. */
  readonly isClean: (value: AnyValue) => boolean;
  /** The secrets in a name of an attribute, span and the like, usually none. */
  readonly secretsInName: (name: string) => SecretCounts | undefined;
  /** SHA-256, as lower-case hex, of the policy's salt and the text. */
  readonly hash: (text: string) => string;
}

/** A value on its way to several destinations: what they have in common is worked out once, when first needed. */
export class ReceivedValue {
  readonly value: AnyValue;
  readonly #tools: RedactionTools;
  #withoutSecrets: SecretFindings<AnyValue> | undefined;
  #hash: string | undefined;

  constructor(value: AnyValue, tools: RedactionTools) {
    this.value = value;
    this.#tools = tools;
  }

  get withoutSecrets(): SecretFindings<AnyValue> {
    this.#withoutSecrets ??= this.#tools.withoutSecrets(this.value);
    return this.#withoutSecrets;
  }

  /** The text of the value. Secrets are taken out of its parts first, and then of the whole, where parts stand together. */
  get textWithoutSecrets(): SecretFindings<string> {
    const { value, secrets, isTooCostly } = this.withoutSecrets;
    const text = textOfValue(value);
    if (value.kind === "string") return { value: text, secrets, ...(isTooCostly && { isTooCostly }) };
    const whole = this.#tools.withoutSecrets({ kind: "string", value: text });
    return { ...whole, value: textOfValue(whole.value), secrets: sum(secrets, whole.secrets) };
  }

  get hash(): string {
    this.#hash ??= this.#tools.hash(textOfValue(this.value));
    return this.#hash;
  }
}

function sum(one: SecretCounts | undefined, other: SecretCounts | undefined): SecretCounts | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const counts: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}

const dropped: RedactedValue = { value: undefined, action: "drop", secrets: undefined };
const masked: RedactedValue = { value: maskedValue, action: "mask", secrets: undefined };
const tooCostly: RedactedValue = { ...masked, isTooCostly: true };

/**
 * Applies an action to a value. Secrets are taken out of everything that stays readable, and before it is cut, so that no
 * cut can leave a recognisable part of one behind. What is cut becomes text, as what is hashed or masked does.
 */
export function redactValue(received: ReceivedValue, action: RedactAction): RedactedValue {
  switch (action.kind) {
    case "drop":
      return dropped;
    case "mask":
      return masked;
    case "hash":
      return { value: { kind: "string", value: received.hash }, action: "hash", secrets: undefined };
    case "keep": {
      const { value, secrets, isTooCostly } = received.withoutSecrets;
      if (isTooCostly) return tooCostly;
      return { value, action: secrets && "secrets", secrets };
    }
    case "truncate": {
      const { value: text, secrets, isTooCostly } = received.textWithoutSecrets;
      if (isTooCostly) return tooCostly;
      const cut = truncateUtf8(text, action.bytes);
      const isCut = cut.length !== text.length || received.value.kind !== "string";
      const value = isCut || text !== received.value.value ? ({ kind: "string", value: cut } as const) : received.value;
      return { value, action: isCut ? "truncate" : secrets && "secrets", secrets };
    }
  }
}

/** The longest beginning of a text that takes at most so many bytes in UTF-8 and ends between two characters. */
export function truncateUtf8(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  let taken = 0;
  let end = 0;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    taken += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (taken > bytes) return text.slice(0, end);
    end += code < 0x10000 ? 1 : 2;
  }
  return text;
}

const rememberedHashes = 4096;
const longestRemembered = 128;

/** Hashes with a salt in front; identifiers come with every event, so the latest short ones are remembered. */
export function saltedHash(salt: string): (text: string) => string {
  const remembered = new Map<string, string>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const hash = bytesToHex(sha256(utf8ToBytes(salt + text)));
    if (text.length <= longestRemembered) {
      if (remembered.size >= rememberedHashes) remembered.clear();
      remembered.set(text, hash);
    }
    return hash;
  };
}
