import { shorten } from "../../core/text/escapeControl.ts";
import { literalPattern } from "../../core/text/literalPattern.ts";
import { LooseText, type Surroundings } from "./looseText.ts";
import { repeatedHeader } from "./repeatedParts.ts";

/** With fewer letters and digits a value may be part of ordinary words: only whole words are taken for it. */
const shortest = 8;
/** Shorter ones are not looked for in what is encoded: anything may hold them. */
const shortestEncoded = 4;
/** Parts of a value that are as long stand for it. */
const longPart = 12;

/** In characters: more than is shown anywhere. */
const longestAnswer = 4096;

interface Find {
  readonly header: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A text with the values of the headers that it was an answer to taken out: a receiver may quote what it was sent, and its
 * words are shown. Goes for whole values, for what follows their scheme (`Bearer …`), for what `Basic` encodes; as they are,
 * broken up by blanks or line ends, escaped for URLs, JSON or HTML, and inside of Base64 or hexadecimal digits. Letters
 * count without case. Where a part of a value is left, in any form that we can read, nothing is shown: what is returned says
 * so. Of a long answer only the beginning is looked at and returned.
 */
export function withoutHeaderValues(text: string, headers: Readonly<Record<string, string>> = {}): string {
  const { shown, left } = withoutWholeValues(shorten(text, longestAnswer), headers);
  const repeated = repeatedHeader(left, headers);
  return repeated === undefined ? shown : `[not shown: it repeats a part of the header ${repeated}]`;
}

/** `left` is what is shown of the text itself. */
function withoutWholeValues(text: string, headers: Readonly<Record<string, string>>) {
  const loose = new LooseText(text);
  const found: Find[] = [];
  for (const [header, value] of Object.entries(headers))
    for (const [start, end] of placesOf(text, loose, header, value.trim())) found.push({ header, start, end });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let shown = "";
  let left = "";
  let at = 0;
  for (const { header, start, end } of found) {
    // what overlaps is one: a part of a value is found inside of the whole
    if (start >= at) {
      shown += `${text.slice(at, start)}[header ${header}]`;
      left += `${text.slice(at, start)} `;
    }
    at = Math.max(at, end);
  }
  return { shown: shown + text.slice(at), left: left + text.slice(at) };
}

type Place = readonly [start: number, end: number];

function placesOf(text: string, loose: LooseText, header: string, value: string): readonly Place[] {
  const parts = partsOf(value);
  const isLong = (part: string) => new LooseText(part).letters.length >= shortest;
  const long = parts.filter(isLong);
  const lines = [`${header}: ${value}`, `${header.toLowerCase()}: ${value}`].filter(
    (line) => value.length >= shortestEncoded && isLong(line),
  );
  return [
    ...long.flatMap((part) => looseForms(part).flatMap((form) => occurrences(loose, form, marksAround(part)))),
    ...[...long, ...lines].flatMap((part) => [
      ...base64Forms(part).flatMap((form) => occurrences(loose, form, inBase64)),
      ...occurrences(loose, Buffer.from(part).toString("hex"), inHexadecimal),
    ]),
    ...wholeWords(
      text,
      parts.filter((part) => !isLong(part)),
    ),
  ];
}

/** The value, and the parts of it that are as secret. */
function partsOf(value: string): readonly string[] {
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(.+)$/.exec(value) ?? [];
  const decoded = scheme.toLowerCase() === "basic" ? Buffer.from(credentials, "base64").toString() : "";
  const password = decoded.slice(decoded.indexOf(":") + 1);
  const tokens = value.split(/[\s,;="']+/).filter(({ length }) => length >= longPart);
  return [...new Set([value, credentials, decoded, password, ...tokens])].filter((part) => part !== "");
}

function occurrences(loose: LooseText, letters: string, belongs: Surroundings): readonly Place[] {
  const places: Place[] = [];
  const wanted = letters.toLowerCase();
  for (let at = loose.letters.indexOf(wanted); at >= 0; at = loose.letters.indexOf(wanted, at + wanted.length)) {
    // what is around a find is looked at once
    if (loose.startOf(at) < (places.at(-1)?.[1] ?? 0)) continue;
    places.push(loose.placeOf(at, wanted.length, belongs));
  }
  return places;
}

/** What looks like an escape in the value itself may be undone in an answer, or not. */
const looseForms = (part: string): readonly string[] =>
  [...new Set([new LooseText(part).letters, new LooseText(part, false).letters])].filter(
    ({ length }) => length >= shortest,
  );

/** The marks with which a value begins and ends. */
function marksAround(part: string): Surroundings {
  const [begin = ""] = /^[^\p{L}\p{N}]*/u.exec(part) ?? [];
  const [end = ""] = /[^\p{L}\p{N}]*$/u.exec(part) ?? [];
  return {
    before: (character, distance) => distance <= begin.length && character === begin.at(-distance),
    after: (character, distance) => character === end.charAt(distance) && distance < end.length,
  };
}

/** Encoded text around a find belongs to it: that holds the rest of it, and what stood beside it. */
const around = (characters: RegExp): Surroundings => ({
  before: (character) => characters.test(character),
  after: (character) => characters.test(character),
});
const inBase64 = around(/[A-Za-z0-9+/_=-]/);
const inHexadecimal = around(/[0-9A-Fa-f]/);

/** Letters and digits of what Base64 of any text that holds this one has in common, for each place where it may begin. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // a character stands for six bits, and is known where all of them are of the text
    return encoded
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
      .replace(/[+/]/g, "");
  });
}

/** Where short values stand as words of their own, as they are or encoded by themselves. */
function wholeWords(text: string, parts: readonly string[]): readonly Place[] {
  const words = parts.flatMap((part) => {
    const bytes = Buffer.from(part);
    const encoded = part.length < shortestEncoded ? [] : [bytes.toString("base64"), bytes.toString("hex")];
    return [
      part,
      encodeURIComponent(part.replace(/\p{Cs}/gu, "")),
      ...encoded,
      ...encoded.map((one) => one.replace(/=+$/, "")),
    ];
  });
  if (words.length === 0) return [];
  const alternatives = [...new Set(words)].sort((a, b) => b.length - a.length).map(literalPattern);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => [index, index + match.length]);
}
