import { constants, gunzipSync, inflateSync } from "node:zlib";
import { LooseText } from "./looseText.ts";

/** So often what is encoded is encoded again. */
const deepest = 2;
/** A shorter run of an encoding's characters holds nothing to speak of. */
const shortestRun = 8;

/** So much is read of what is compressed, in bytes, and so often it is looked for. */
const longestInflated = 64 * 1024;
const mostCompressed = 4;

/**
 * What can be read out of a text, each by its letters and digits alone, in lower case: the text itself, forwards and
 * backwards, and what it holds in Base64, in hexadecimal digits, percent-encoded or as a list of bytes, also of UTF-16 and in
 * two layers; what it holds in Base32 or compressed by gzip or zlib, and all of these in one layer with rot13 before or after it.
 * Works in proportion to the text.
 */
export function* readingsOf(text: string): Generator<string> {
  const plain = foldCharacters(text);
  for (const direction of [plain, reversed(plain)]) {
    for (const reading of decoded(direction, deepest)) yield* bothWays(reading);
    for (const reading of decoded(rotated(direction), 1)) yield* bothWays(reading);
    for (const reading of decoded(direction, 1)) yield* bothWays(rotated(reading));
    for (const reading of base32In(direction)) yield* bothWays(reading);
    for (const reading of compressedIn(direction)) yield* bothWays(foldCharacters(reading));
  }
}

function* bothWays(reading: string): Generator<string> {
  const { letters } = new LooseText(reading);
  yield letters;
  yield reversed(letters);
}

/** Full-width, bold and accented letters as plain ones, in the case that they have. */
const foldCharacters = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "");

const reversed = (text: string): string => [...text].reverse().join("");

function* decoded(text: string, layers: number): Generator<string> {
  yield text;
  if (layers === 0) return;
  for (const inner of [...percentEncoded(text), ...base64In(text), ...hexadecimalIn(text), ...byteLists(text)])
    yield* decoded(foldCharacters(inner), layers - 1);
}

/** Escapes of single characters are undone by {@link LooseText}; these are of bytes. */
const percentEncoded = (text: string): readonly string[] =>
  text.includes("%")
    ? [text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString())]
    : [];

/** Where it begins is not known, so that all four ways to cut it are tried; what is broken up is put together. */
const base64In = (text: string): readonly string[] => base64Bytes(text).map((bytes) => bytes.toString());

function base64Bytes(text: string): readonly Buffer[] {
  const characters = text.replace(/[^A-Za-z0-9+/_-]+/g, "");
  if (characters.length < shortestRun) return [];
  return [0, 1, 2, 3].map((skipped) => Buffer.from(characters.slice(skipped), "base64"));
}

function hexadecimalIn(text: string): readonly string[] {
  const runs = hexadecimalRuns(text);
  if (runs.length === 0) return [];
  return [0, 1].map((skipped) => runs.map((run) => Buffer.from(run.slice(skipped), "hex").toString()).join(" "));
}

const hexadecimalRuns = (text: string): readonly string[] =>
  text
    .replace(/0x/gi, "")
    .replace(/[^A-Za-z0-9]+/g, "")
    .match(/[0-9a-f]{8,}/gi) ?? [];

/** Likewise, in all eight ways. */
function base32In(text: string): readonly string[] {
  const characters = text.replace(/[^A-Za-z2-7]+/g, "").toUpperCase();
  if (characters.length < shortestRun) return [];
  return [0, 1, 2, 3, 4, 5, 6, 7].map((skipped) => base32Bytes(characters.slice(skipped)).toString());
}

/** Of letters and the digits 2 to 7 alone. */
function base32Bytes(characters: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((characters.length * 5) / 8));
  let [held, bits, length] = [0, 0, 0];
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at);
    held = ((held << 5) | (code >= 65 ? code - 65 : code - 24)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = held >> bits;
  }
  return bytes;
}

/** Every letter as the one half an alphabet away. */
const rotated = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) => {
    const code = letter.charCodeAt(0);
    return String.fromCharCode((code & 31) > 13 ? code - 13 : code + 13);
  });

/** What Base64 and hexadecimal digits hold that begins as gzip and zlib do. */
function* compressedIn(text: string): Generator<string> {
  const runs = hexadecimalRuns(text).slice(0, mostCompressed);
  const ofRuns = runs.flatMap((run) => [0, 1].map((skipped) => Buffer.from(run.slice(skipped), "hex")));
  for (const bytes of [...base64Bytes(text), ...ofRuns]) {
    let tries = 0;
    for (let at = 0; at + 2 < bytes.length && tries < mostCompressed; at++) {
      const [first, second] = [bytes[at], bytes[at + 1]];
      const isGzip = first === 0x1f && second === 0x8b && bytes[at + 2] === 8;
      const isZlib = first === 0x78 && (second === 0x01 || second === 0x5e || second === 0x9c || second === 0xda);
      if (!isGzip && !isZlib) continue;
      tries++;
      const inflated = inflate(bytes.subarray(at), isGzip ? gunzipSync : inflateSync);
      if (inflated !== undefined) yield inflated;
    }
  }
}

/** As far as it is there: what follows may be something else. */
function inflate(bytes: Buffer, how: typeof gunzipSync): string | undefined {
  try {
    return how(bytes, { maxOutputLength: longestInflated, finishFlush: constants.Z_SYNC_FLUSH }).toString();
  } catch {
    return undefined;
  }
}

/** As programs print them: `[115 107 45]`, `115, 107, 45`. */
const byteLists = (text: string): readonly string[] =>
  (text.match(/\d{1,3}(?:[\s,;]+\d{1,3}){3,}/g) ?? []).map((list) =>
    Buffer.from((list.match(/\d+/g) ?? []).map(Number)).toString(),
  );
