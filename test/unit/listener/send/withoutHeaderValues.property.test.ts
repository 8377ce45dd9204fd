import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { withoutHeaderValues } from "../../../../listener/send/withoutHeaderValues.ts";
import fc from "../../seededCheck.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];
const marks = [..."-_.+/=~!#$%&*:'\"<>\\"];
const keys = fc.string({
  unit: fc.constantFrom(...letters, ...letters, ...marks),
  minLength: 12,
  maxLength: 60,
});
/** Digits and letters of those are not to be found by chance. */
const key = keys.filter((text) => new Set(text).size > 6 && /[A-Za-z0-9]{4}/.test(text));
const scheme = fc.constantFrom("", "Bearer ", "ApiKey ", "Token ");
const name = fc.constantFrom("authorization", "X-Honeycomb-Team", "x-api-key");

const bytes = (text: string) => Buffer.from(text);
const perCharacter = (write: (character: string) => string) => (text: string) => [...text].map(write).join("");
const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");

/** What a receiver may make of a text that it was sent, by what it does. */
const forms: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "upper case": (text) => text.toUpperCase(),
  "lower case": (text) => text.toLowerCase(),
  JSON: (text) => JSON.stringify(text),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)),
  "JSON with escapes alone": perCharacter((character) => `\\u00${hex(character)}`),
  "a URL": encodeURIComponent,
  "a URL, escaped in full": perCharacter((character) => `%${hex(character)}`),
  "a form": (text) => new URLSearchParams({ a: text }).toString().slice(2),
  HTML: (text) =>
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
  Base64: (text) => bytes(text).toString("base64"),
  "Base64 without padding": (text) => bytes(text).toString("base64").replace(/=+$/, ""),
  "Base64 for URLs": (text) => bytes(text).toString("base64url"),
  "Base64 in a URL": (text) => encodeURIComponent(bytes(text).toString("base64")),
  "Base64 in lines": (text) => bytes(text).toString("base64").replace(/.{7}/g, "$&\r\n"),
  hexadecimal: (text) => bytes(text).toString("hex"),
  HEXADECIMAL: (text) => bytes(text).toString("hex").toUpperCase(),
  "hexadecimal with colons": (text) => (bytes(text).toString("hex").match(/../g) ?? []).join(":"),
  "with blanks": (text) => [...text].join(" "),
  "in lines": (text) => text.replace(/.{5}/g, "$&\r\n"),
};

/** Whether any six characters of the key can still be read out of what is shown. */
function leaks(shown: string, secret: string): boolean {
  const texts = [shown];
  const decodings: ((text: string) => string)[] = [
    (text) => text.replace(/[\s]+/g, ""),
    (text) => text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    (text) => text.replace(/\\u00([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    (text) => text.replaceAll("\\", ""),
  ];
  for (const decode of decodings) texts.push(decode(shown));
  for (const run of shown
    .replace(/%2b/gi, "+")
    .replace(/%2f/gi, "/")
    .match(/[A-Za-z0-9+/_-]{8,}/g) ?? [])
    for (const skip of [0, 1, 2, 3]) texts.push(Buffer.from(run.slice(skip), "base64").toString("latin1"));
  for (const run of shown.match(/(?:[0-9a-f]{2}[: ]?){6,}/gi) ?? [])
    for (const skip of [0, 1]) texts.push(Buffer.from(run.replace(/[: ]/g, "").slice(skip), "hex").toString("latin1"));
  const pieces = Array.from({ length: secret.length - 5 }, (_, i) => secret.slice(i, i + 6).toLowerCase());
  return texts.some((text) => pieces.some((piece) => text.toLowerCase().includes(piece)));
}

describe("A receiver that quotes a header back", () => {
  test.each(Object.entries(forms))("%s, does not get it shown", (_, form) => {
    fc.assert(
      fc.property(
        name,
        scheme,
        key,
        fc.constantFrom("", "Name: value ", "x", "xy", "refused: "),
        fc.constantFrom("", "z", " is unknown"),
        (header, before, secret, front, back) => {
          const value = before + secret;
          for (const quoted of [value, secret, `${header}: ${value}`, front + secret + back]) {
            const shown = withoutHeaderValues(`It was refused: ${form(quoted)} (see the documentation)`, {
              [header]: value,
            });
            expect(shown).toContain(`[header ${header}]`);
            expect(shown.startsWith("It was refused: ")).toBe(true);
            expect(shown.endsWith("(see the documentation)")).toBe(true);
            expect(leaks(shown.replaceAll(`[header ${header}]`, "|"), secret)).toBe(false);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

/** Reads as ordinary letters, and is none of them. */
const wide = perCharacter((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const bold = perCharacter((character) =>
  /[a-z]/.test(character) ? String.fromCodePoint(0x1d41a + character.charCodeAt(0) - 97) : character,
);
const reversed = (text: string) => [...text].reverse().join("");
const rot13 = perCharacter((character) => {
  const first = /[a-z]/.test(character) ? 97 : 65;
  return /[A-Za-z]/.test(character)
    ? String.fromCharCode(((character.charCodeAt(0) - first + 13) % 26) + first)
    : character;
});
function base32(data: Uint8Array): string {
  const bits = [...data].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const characters = bits.match(/.{1,5}/g) ?? [];
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const written = characters.map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
  return written.padEnd(Math.ceil(written.length / 8) * 8, "=");
}
const inPieces = (length: number, between: string) => (text: string) =>
  (text.match(new RegExp(`.{1,${length}}`, "g")) ?? []).join(between);

/** What a receiver may make of a text if it wants to get it past us. */
const disguises: Readonly<Record<string, (text: string) => string>> = {
  reversed,
  "reversed and encoded": (text) => bytes(reversed(text)).toString("base64"),
  "encoded and reversed": (text) => reversed(bytes(text).toString("base64")),
  "in full-width letters": wide,
  "in bold letters": bold,
  "in full-width letters, percent-encoded": (text) => encodeURIComponent(wide(text)),
  "in full-width letters, in Base64": (text) => bytes(wide(text)).toString("base64"),
  "with accents": perCharacter((character) => `${character}\u0301`),
  "with characters of no width": perCharacter((character) => `${character}\u200b`),
  "with other separators": inPieces(1, " · "),
  "in pieces, with words between them": inPieces(7, " and then "),
  "in short pieces, with words between them": inPieces(4, " or "),
  "the half of it": (text) => text.slice(text.length / 2),
  "Base64 of Base64": (text) => bytes(bytes(text).toString("base64")).toString("base64"),
  "hexadecimal of Base64": (text) => bytes(bytes(text).toString("base64")).toString("hex"),
  "Base64 of a piece": (text) => bytes(text.slice(2, 11)).toString("base64"),
  "Base64 of UTF-16": (text) => Buffer.from(text, "utf16le").toString("base64"),
  "as Go prints bytes": (text) => `[${[...bytes(text)].join(" ")}]`,
  "as JSON prints bytes": (text) => JSON.stringify([...bytes(text)]),
  "in Base32": (text) => base32(bytes(text)),
  "in Base32 without padding and of small letters": (text) => base32(bytes(text)).replace(/=+$/, "").toLowerCase(),
  "in Base32 in groups": (text) => inPieces(4, " ")(base32(bytes(text))),
  "in Base32 and reversed": (text) => reversed(base32(bytes(text))),
  "in rot13": rot13,
  "in rot13 and reversed": (text) => reversed(rot13(text)),
  "in rot13 of Base64": (text) => rot13(bytes(text).toString("base64")),
  "in Base64 of rot13": (text) => bytes(rot13(text)).toString("base64"),
  "compressed by gzip, in Base64": (text) => gzipSync(text).toString("base64"),
  "compressed by gzip, in hexadecimal": (text) => gzipSync(text).toString("hex"),
  "compressed by zlib, in Base64 for URLs": (text) => deflateSync(text).toString("base64url"),
  "compressed among much else": (text) => gzipSync(`${"x".repeat(30_000)}${text}`).toString("base64"),
  "in hexadecimal with 0x": (text) => [...bytes(text)].map((byte) => `0x${byte.toString(16)}`).join(", "),
};

describe("A receiver that wants a header to be shown", () => {
  test.each(Object.entries(disguises))("%s, does not get it shown", (_, disguise) => {
    fc.assert(
      fc.property(
        scheme,
        fc.string({ unit: fc.constantFrom(...letters), minLength: 16, maxLength: 60 }),
        (before, secret) => {
          fc.pre(new Set(secret.toLowerCase()).size > 6);
          const shown = withoutHeaderValues(`refused: ${disguise(secret)}.`, { "x-api-key": before + secret });
          const plain = shown.replace(/[\u0301\u200b]/g, "");
          expect(["refused: [header x-api-key].", withheld("x-api-key")]).toContain(plain);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const withheld = (header: string) => `[not shown: it repeats a part of the header ${header}]`;

describe("Ordinary words", () => {
  const words =
    "401 Unauthorized: the API key is not valid for this team. Content-Type: application/json; trace 4bf92f3577b34da6a3ce929d0e0e4736 of SGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXN0";

  test.each([
    ["x-scope", "is-no-word-of-it"],
    ["x-n", "0"],
    ["x-n", "te"],
    ["x-n", "valid1"],
    ["x-dataset", "prod"],
    ["x-dataset", "eam"],
    ["authorization", "Bearer api"],
    ["authorization", "Bearer 0123456789abcdef0123"],
  ])("stay where a value is short or another one: %s: %s", (header, value) => {
    const shown = withoutHeaderValues(words, { [header]: value });
    expect(shown).toBe(value === "Bearer api" ? words.replace("API", `[header ${header}]`) : words);
  });

  test("stay whatever the value, as long as they do not hold it", () => {
    fc.assert(
      fc.property(scheme, key, (before, secret) => {
        expect(withoutHeaderValues(words, { authorization: before + secret })).toBe(words);
      }),
    );
  });

  const scope = "nothing of the data set codex-production was found in codex-production-telemetry";
  test.each([
    [{ "x-honeycomb-dataset": "codex-production-logs" }, scope],
    [{ authorization: "Bearer 7fQ2mZ81kLp0" }, "wants Authorization: Bearer TOKEN, or ApiKey KEY"],
  ])("stay where a header says only where the data belongs, and its scheme: %o", (headers, text) => {
    expect(withoutHeaderValues(text, headers)).toBe(text);
  });

  test("are not shown with a part of a header", () => {
    const headers = { "x-team": "codex-production-logs" };
    expect(withoutHeaderValues(scope, headers)).toBe(withheld("x-team"));
  });

  test("cost the same work a character, however long the answer is", () => {
    const headers = { authorization: `Bearer ${"aB3".repeat(60)}` };
    for (const unit of ["aB3", "a", "%61", " ", "YUIz", "MFBDG", "H4sI", "1f8b08", "\\"]) {
      const hostile = unit.repeat(64_000 / unit.length);
      expect(withoutHeaderValues(hostile, headers).length).toBeLessThanOrEqual(hostile.length);
    }
  });
});
