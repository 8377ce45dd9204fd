import { applyPreferredFixes } from "../../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../../core/diagnostics/diagnostic.ts";
import { diagnosePolicy } from "../../../../core/policy/language/check/diagnosePolicy.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

export const diagnosticsOf = (text: string): readonly Diagnostic[] => diagnosePolicy(parseToml(text));

/** Code and the text that a diagnostic points at. */
export const found = (text: string): [string, string][] =>
  diagnosticsOf(text).map(({ code, range }) => [code, text.slice(range.start, range.end)]);

/** The text with every preferred fix made, until none is left. */
export const fixed = (text: string): string => applyPreferredFixes(text, diagnosticsOf);

/** The titles of the fixes of a code's first diagnostic. */
export const fixesOf = (text: string, code: string): readonly string[] =>
  diagnosticsOf(text)
    .find((one) => one.code === code)
    ?.fixes.map(({ title }) => title) ?? [];

/** A policy whose one destination has these lines. */
export const destination = (lines: string, receives = '["codex.*"]'): string =>
  `version = 1\n[destinations.d]\nreceives = ${receives}\nredact.unknown = "mask"\n${lines}\n`;

/** A policy whose one detection has these lines, and no samples. */
export const detection = (lines: string, event = '"codex.tool_decision"'): string =>
  `version = 1\n[[detections]]\nid = "a"\nseverity = "low"\nmessage = "m"\nevent = ${event}\n${lines}\n`;
