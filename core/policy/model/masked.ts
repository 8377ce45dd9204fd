import type { AnyValue } from "../../otlp/anyValue.ts";

/** What a masked attribute holds; the word Codex itself uses for a prompt it does not log. */
export const maskText = "[REDACTED]";

/** What is left of a masked value. */
export const maskedValue: AnyValue = { kind: "string", value: maskText };
