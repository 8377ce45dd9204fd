import type { AnyValue } from "../../otlp/anyValue.ts";
import { maskedValue } from "../model/masked.ts";
import type { RedactionAction } from "../model/outcome.ts";
import { type SecretCounts, type SecretFindings, sumOfCounts } from "../secrets/secrets.ts";
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

const tooCostly: RedactedValue = { value: maskedValue, action: "mask", secrets: undefined, isTooCostly: true };

/** A value on its way to several destinations: what they have in common is worked out once, when first needed. */
export class ReceivedValue {
  readonly value: AnyValue;
  readonly #tools: RedactionTools;
  #withoutSecrets: SecretFindings<AnyValue> | undefined;
  #untouched: RedactedValue | undefined;
  #hashed: AnyValue | undefined;

  constructor(value: AnyValue, tools: RedactionTools) {
    this.value = value;
    this.#tools = tools;
  }

  get withoutSecrets(): SecretFindings<AnyValue> {
    this.#withoutSecrets ??= this.#tools.isClean(this.value)
      ? { value: this.value, secrets: undefined }
      : this.#tools.withoutSecrets(this.value);
    return this.#withoutSecrets;
  }

  /** The value as it was received. */
  get untouched(): RedactedValue {
    this.#untouched ??= { value: this.value, action: undefined, secrets: undefined };
    return this.#untouched;
  }

  /** What takes the place of a value that could not be looked through for secrets. */
  get tooCostly(): RedactedValue {
    return tooCostly;
  }

  /** The text of the value. Secrets are taken out of its parts first, and then of the whole, where parts stand together. */
  get textWithoutSecrets(): SecretFindings<string> {
    const { value, secrets, isTooCostly } = this.withoutSecrets;
    const text = textOfValue(value);
    if (value.kind === "string") return { value: text, secrets, ...(isTooCostly && { isTooCostly }) };
    const whole = this.#tools.withoutSecrets({ kind: "string", value: text });
    return { ...whole, value: textOfValue(whole.value), secrets: sumOfCounts(secrets, whole.secrets) };
  }

  /** The hash of the text of the value. */
  get hashed(): AnyValue {
    this.#hashed ??= { kind: "string", value: this.#tools.hash(textOfValue(this.value)) };
    return this.#hashed;
  }
}
