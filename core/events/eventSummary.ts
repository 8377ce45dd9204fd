import { type AnyValue, toNumber, toText } from "../otlp/anyValue.ts";
import { escapeControlCharacters, shorten } from "../text/escapeControl.ts";
import { attributeOf, commonAttributes, eventDefinition } from "./catalogue.ts";
import type { EventFields } from "./catalogueTypes.ts";
import { join } from "./definitions/shared/summaryParts.ts";

type Attributes = ReadonlyMap<string, AnyValue>;

const longest = 120;
const nothing: ReadonlySet<string> = new Set();

function milliseconds(value: AnyValue | undefined): string {
  const number = toNumber(value);
  if (number === undefined || !Number.isFinite(number)) return toText(value);
  if (number < 1000) return `${Math.round(number)} ms`;
  return number < 60_000
    ? `${(number / 1000).toFixed(1)} s`
    : `${Math.floor(number / 60_000)} min ${Math.round((number % 60_000) / 1000)} s`;
}

const commonNames: ReadonlySet<string> = new Set(commonAttributes);

/** For events without a summary of their own: the first three attributes that only they have. */
function distinctive(attributes: Attributes, without: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const [name, value] of attributes) {
    if (parts.length === 3) break;
    if (!commonNames.has(name) && !without.has(name)) parts.push(`${name} ${toText(value).slice(0, longest)}`);
  }
  return join(...parts);
}

/**
 * What an event's row says beside its name, on one line of at most 120 characters: tool and command, status and
 * duration, decision and who made it, tokens. Takes attributes that were redacted already (the policy's local view);
 * characters that do not show are escaped. `without` names attributes that are told elsewhere.
 */
export function summariseEvent(
  name: string,
  attributes: Attributes,
  body: AnyValue | undefined,
  without = nothing,
): string {
  const value = (attribute: string) => (without.has(attribute) ? undefined : attributeOf(attributes, attribute));
  const fields: EventFields = Object.assign((attribute: string) => toText(value(attribute)), {
    milliseconds: (attribute: string) => milliseconds(value(attribute)),
  });
  const summary = eventDefinition(name)?.summary?.(fields) ?? (toText(body) || distinctive(attributes, without));
  return shorten(escapeControlCharacters(shorten(summary, longest + 1)), longest);
}
