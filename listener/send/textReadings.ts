import { LooseText } from "./looseText.ts";

/** So often what is encoded is encoded again. */
const deepest = 2;
/** A shorter run of an encoding's characters holds nothing to speak of. */
const shortestRun = 8;

/**
 * What can be read out of a text, each by its letters and digits alone, in lower case: the text itself, forwards and
 * backwards, and what it holds in Base64, in hexadecimal digits, percent-encoded or as a list of bytes, also of UTF-16 and in
 * two layers. Works in proportion to the text.
 */
export function* readingsOf(text: string): Generator<string> {
  const plain = foldCharacters(text);
  for (const direction of [plain, reversed(plain)])
    for (const reading of decoded(direction, deepest)) {
      const { letters } = new LooseText(reading);
      yield letters;
      yield reversed(letters);
    }
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
function base64In(text: string): readonly string[] {
  const characters = text.replace(/[^A-Za-z0-9+/_-]+/g, "");
  if (characters.length < shortestRun) return [];
  return [0, 1, 2, 3].map((skipped) => Buffer.from(characters.slice(skipped), "base64").toString());
}

function hexadecimalIn(text: string): readonly string[] {
  const characters = text.replace(/0x/gi, "").replace(/[^A-Za-z0-9]+/g, "");
  const runs = characters.match(/[0-9a-f]{8,}/gi) ?? [];
  if (runs.length === 0) return [];
  return [0, 1].map((skipped) => runs.map((run) => Buffer.from(run.slice(skipped), "hex").toString()).join(" "));
}

/** As programs print them: `[115 107 45]`, `115, 107, 45`. */
const byteLists = (text: string): readonly string[] =>
  (text.match(/\d{1,3}(?:[\s,;]+\d{1,3}){3,}/g) ?? []).map((list) =>
    Buffer.from((list.match(/\d+/g) ?? []).map(Number)).toString(),
  );
