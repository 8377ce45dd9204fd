import { codeSpan, insideCode } from "../../text/forMarkdown.ts";
import type { OffsetRange } from "../../text/range.ts";
import { type Cursor, cursorAt } from "../../toml/language/cursor.ts";
import type { Hover } from "../../toml/language/language.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import type { OptionType } from "../options.ts";
import { isSenderHeader } from "../senderHeader.ts";
import { describeOption, typeWords } from "./describeOption.ts";
import { describeSending, type SendingContext } from "./describeSending.ts";
import { isHeaderValue, meaningOf, namedOptions, type PathMeaning } from "./optionPath.ts";

/**
 * What stands at an offset: the option's meaning, default and safety, and, with `sending`, what Codex will make of the
 * value. Header values are never shown.
 */
export function hover(document: TomlSurface, offset: number, sending?: SendingContext): Hover | undefined {
  const cursor = cursorAt(document, offset);
  const place = cursor && placeOf(cursor);
  if (place === undefined) return undefined;
  const meaning = meaningOf(place.path);
  if (meaning === undefined) return undefined;
  // A name of the person's own is shown only once it is a key for sure: on a broken line it may be a value.
  if (meaning.option === undefined && cursor?.kind === "key" && !cursor.complete) return undefined;
  const described = describe(document, place, meaning, sending);
  return { range: place.range, markdown: described };
}

const senderPurpose =
  "Written by *Point Codex Here*. The listener marks events that come with it as verified, while `codexOtel.listener.verifySender` is on. It proves that the sender could read this file, no more. No other receiver needs it.";

interface Place {
  readonly path: readonly string[];
  readonly range: OffsetRange;
  readonly isValue: boolean;
}

function placeOf(cursor: Cursor): Place | undefined {
  switch (cursor.kind) {
    case "key":
      return cursor.part && { path: [...cursor.path, cursor.part.text], range: cursor.part.range, isValue: false };
    case "header": {
      const part = cursor.parts[cursor.index];
      const path = cursor.parts.slice(0, cursor.index + 1).map(({ text }) => text);
      return part && { path, range: part.range, isValue: false };
    }
    case "value":
      return cursor.scalar && !cursor.inArray
        ? { path: cursor.path, range: cursor.scalar.range, isValue: true }
        : undefined;
  }
}

function describe(
  { text }: TomlSurface,
  { path, range, isValue }: Place,
  meaning: PathMeaning,
  sending: SendingContext | undefined,
): string {
  const title = `**\`${displayPath(path)}\`**`;
  const sent = sending && describeSending(path, sending);
  if (isHeaderValue(path)) {
    const hidden = isValue ? "The value is not shown." : "Sent with every request, exactly as written.";
    const name = path.at(-1) ?? "";
    const purpose = isSenderHeader(name) ? `\n\n${senderPurpose}` : "";
    return `${title} *header*\n\n${sent ?? `${codeSpan(name)} = \`••••••\`\n\n${hidden}`}${purpose}`;
  }
  if (meaning.option === undefined) return `${title}\n\n${describeOption(meaning.nearest)}`;
  const word = isValue ? wordOption(meaning.type, text.slice(range.start + 1, range.end - 1)) : undefined;
  const effect = sent === undefined ? "" : `${sent}\n\n`;
  return `${title} *${typeWords(meaning.type)}*\n\n${effect}${word ?? ""}${describeOption(meaning.option)}`;
}

/** For an exporter written as a bare word, what this word means. */
function wordOption(type: OptionType, word: string): string | undefined {
  const option = namedOptions(type).find(({ name }) => name === word);
  return option && `\`${word}\`: ${option.documentation}\n\n`;
}

function displayPath(path: readonly string[]): string {
  return path.map((name) => insideCode(name)).join(".");
}
