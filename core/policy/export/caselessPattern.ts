import { lowerCase } from "../evaluate/lowerCase.ts";
import { escapePattern } from "./patterns.ts";

/** Capitals that are not what `toUpperCase` makes of their small letter, by that letter. */
const otherCapitals: ReadonlyMap<string, readonly string[]> = new Map([
  ["i", ["İ"]],
  ["k", ["\u212a"]],
  ["å", ["\u212b"]],
  ["ǆ", ["ǅ"]],
  ["ǉ", ["ǈ"]],
  ["ǌ", ["ǋ"]],
  ["ǳ", ["ǲ"]],
  ["θ", ["ϴ"]],
  ["ω", ["\u2126"]],
  ["ß", ["ẞ"]],
]);

/** The Greek letters with an iota below, and how far away their capitals stand. */
const withIota: readonly (readonly [RegExp, distance: number])[] = [
  [/^[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]$/, 8],
  [/^[\u1fb3\u1fc3\u1ff3]$/, 9],
];

/**
 * An RE2 pattern of the texts that are the same as this one in lower case, and of no others. The flag `i` would match more:
 * it takes the long s for an s, and a final sigma for another one.
 */
export function caselessPattern(text: string): string {
  const letters = [...lowerCase(text)].map((letter) => {
    const forms = [letter, ...capitalsOf(letter)];
    return forms.length === 1 ? escapePattern(letter) : `[${forms.join("")}]`;
  });
  return `\\A${letters.join("")}\\z`;
}

function capitalsOf(letter: string): readonly string[] {
  const usual = letter.toUpperCase();
  const distance = withIota.find(([letters]) => letters.test(letter))?.[1];
  return [
    ...(usual !== letter && lowerCase(usual) === letter ? [usual] : []),
    ...(otherCapitals.get(letter) ?? []),
    ...(distance === undefined ? [] : [String.fromCodePoint((letter.codePointAt(0) ?? 0) + distance)]),
  ];
}
