import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FixesOf, withFixes } from "../diagnostics/lazyFixes.ts";
import { NameSearch } from "../diagnostics/nearestName.ts";
import type { OffsetRange } from "../text/range.ts";
import { shownSentence } from "../text/shownSentence.ts";
import { wholeCharacters } from "../text/wholeCharacters.ts";
import { keyOf, textOf } from "../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlValue } from "../toml/document.ts";
import type { ConfigLayer } from "./configLocations.ts";
import { type DiagnosticCode, diagnosticCodes } from "./diagnosticCodes.ts";
import type { OtherLayer, UnreadLayer } from "./layers.ts";

/** What a file holds as PEM. */
export interface PemContent {
  readonly certificate: boolean;
  readonly privateKey: boolean;
}

/** What a verdict depends on beside the text. */
export interface DiagnoseContext {
  readonly codexVersion: string;
  readonly layer: ConfigLayer | "unknown";
  /** Whether a file named in the configuration exists and is no folder. Without it, no file is missed. */
  readonly fileExists?: (path: string) => boolean;
  /** What a file named in the configuration holds; undefined where that cannot be known. */
  readonly pemContent?: (path: string) => PemContent | undefined;
  /** The other files that Codex reads together with this one. */
  readonly layers?: readonly OtherLayer[];
  /** Those of them that are there and were not read. */
  readonly unreadLayers?: readonly UnreadLayer[];
  /** Who can read the file beside its owner, where that is known: whoever has the repository, or other accounts. */
  readonly exposure?: "tracked" | "readable" | undefined;
}

/** Collects the diagnostics of one file. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  /** Of what was meant by all names of the file. */
  readonly nameSearch = NameSearch.ofText();

  constructor(
    readonly document: TomlDocument,
    readonly context: DiagnoseContext,
  ) {}

  report(code: DiagnosticCode, range: OffsetRange, message: string, fixes: FixesOf = []): void {
    const { severity, verdict } = diagnosticCodes[code];
    const place = wholeCharacters(this.document.text, range);
    const diagnostic = { code, severity, verdict, range: place, message: shownSentence(message) };
    this.diagnostics.push(withFixes(diagnostic, this.document.text, fixes));
  }

  text(range: OffsetRange): string {
    return this.document.text.slice(range.start, range.end);
  }
}

/**
 * Where Codex points at a value: the value itself; for a table made by headers or dotted keys the key that made it, which
 * is that of its own header where it has one.
 */
export function placeOf(entry: TomlEntry): OffsetRange {
  return placeOfValue(entry.value) ?? ownHeaderKey(entry) ?? keyOf(entry);
}

function ownHeaderKey({ keys, value }: TomlEntry): OffsetRange | undefined {
  if (value.kind !== "table" || value.form !== "header") return undefined;
  return keys.find(({ range }) => range.start >= value.range.start)?.range;
}

function placeOfValue(value: TomlValue): OffsetRange | undefined {
  if (value.kind === "array") return value.ofTables ? undefined : value.range;
  if (value.kind !== "table") return value.range;
  return value.form === "inline" ? value.range : undefined;
}

/**
 * The text of a string, or of a date or time, which Codex reads as text where it wants a string, written with `T`, `Z` and
 * seconds (observed).
 */
export function stringOf(value: TomlValue | undefined): string | undefined {
  if (value?.kind !== "datetime") return textOf(value);
  return String(value.value)
    .replace(/[ t]/, "T")
    .replace("z", "Z")
    .replace(/^((?:.*T)?\d\d:\d\d)(?!:\d)/, "$1:00");
}
