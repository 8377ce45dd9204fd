import { stringValue, toText } from "../../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../../core/policy/compilePolicy.ts";

/** A name that the sender chose, with the secrets of the policy replaced: nothing keeps a sender from putting a key there. */
export function maskedText(policy: CompiledPolicy, text: string): string {
  return text === "" ? text : toText(policy.tools.withoutSecrets(stringValue(text)).value);
}
