import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { TomlDocument, TomlStatement } from "../../toml/document.ts";
import { fix, lineEndOf, quote, quoteKey, replace, smallestEdit } from "../../toml/edit/edits.ts";
import { parsePlain } from "../../toml/parseStatement.ts";
import { isRepetitionMessage, parseToml } from "../../toml/parseToml.ts";
import { tokenAt } from "../../toml/tokens.ts";
import { fixHeaderList, fixHeaderStatement } from "./headerSyntax.ts";
import { headerNamePattern } from "./headerText.ts";

interface SyntaxFix {
  readonly title: string;
  /** The statement as it was probably meant, or undefined when this is not what is wrong with it. */
  apply(text: string): string | undefined;
}

const changed = (before: string, after: string) => (before === after ? undefined : after);

/** From the narrowest to the boldest; the first one that makes the statement sound is offered. */
const fixes: readonly SyntaxFix[] = [
  { title: "Write a comment with #", apply: (text) => (/^\/\//.test(text) ? text.replace(/^\/\/+/, "#") : undefined) },
  {
    title: "Write straight quotes",
    apply: (text) => changed(text, text.replace(/[“”„‟]/g, '"').replace(/[‘’‚]/g, "'")),
  },
  {
    title: "Write it in lower case",
    apply: (text) =>
      changed(
        text,
        text.replace(/=(\s*)(True|False|TRUE|FALSE)(?=\s*(?:#|$))/, (_, gap, word) => `=${gap}${word.toLowerCase()}`),
      ),
  },
  {
    title: "Write = after the key",
    apply: (text) =>
      changed(text, text.replace(/^((?:[A-Za-z0-9_-]+|"[^"\n]*")(?:\.[A-Za-z0-9_-]+)*)\s*:\s*/, "$1 = ")),
  },
  { title: "Write = after each key", apply: replaceColons },
  { title: "Write one equals sign", apply: (text) => changed(text, text.replace(/^([^="'\n]*=)\s*=+/, "$1")) },
  {
    title: "Write = between the key and its value",
    apply: (text) => changed(text, text.replace(/^([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)[ \t]+(?=["'{[\dtf])/, "$1 = ")),
  },
  {
    title: "Remove what stands behind the value",
    apply: (text) => changed(text, text.replace(/[ \t]*[,;]+([ \t]*(?:#[^\n]*)?)$/, "$1")),
  },
  { title: "Remove the bracket too many", apply: removeBracket },
  { title: "Quote the name", apply: quoteHeaderPart },
  { title: "Close the string", apply: closeString },
  { title: "Add the missing bracket", apply: closeBrackets },
  { title: "Add the missing comma", apply: addComma },
  { title: "Write the name without spaces", apply: joinName },
  { title: "Put the value in quotes", apply: quoteValue },
];

/** Nobody writes a longer statement by hand, in UTF-16 units. */
const longest = 4000;

/** Fixes for a statement that is no TOML. Each is tried, and offered only if what comes out is sound. */
export function syntaxFixes(document: TomlDocument, statement: TomlStatement): readonly Fix[] {
  const carriageReturns = loneCarriageReturns(document);
  if (carriageReturns) return isOffered(carriageReturns, statement) ? [carriageReturns.fix] : [];
  const text = document.text.slice(statement.range.start, statement.range.end);
  if (text.length > longest) return [];
  const lineEnd = lineEndOf(document.text);
  const list: SyntaxFix = {
    title: "Write each header on its own",
    apply: (all) => fixHeaderList(all, statement, lineEnd),
  };
  const header: SyntaxFix = { title: "Write it as TOML", apply: (all) => fixHeaderStatement(all, statement, lineEnd) };
  for (const { title, apply } of [list, ...fixes, header]) {
    const fixed = apply(text);
    if (fixed === undefined || !isSound(fixed)) continue;
    return [fix(title, smallestEdit(statement.range.start, text, fixed))];
  }
  return [];
}

/** A plain statement on one line is seen to be sound without a document. */
const isSound = (text: string) =>
  (!/[\r\n]/.test(text) && parsePlain(text) !== undefined) || parseToml(text).errors.length === 0;

interface ReturnFix {
  readonly fix: Fix;
  /** The start of the only statement that the fix is offered at; absent where it is offered at each broken one. */
  readonly onlyAt?: number | undefined;
}

const returnFixes = new WeakMap<TomlDocument, ReturnFix | "none">();

/** Above so many carriage returns one edit takes the place of theirs, and is offered once: it has most of the file. */
const manyReturns = 1000;

/** Carriage returns without line feed, as old Macs had: line ends if that makes sense, else they are taken out. */
function loneCarriageReturns(document: TomlDocument): ReturnFix | undefined {
  let found = returnFixes.get(document);
  if (found === undefined) {
    found = returnFix(document) ?? "none";
    returnFixes.set(document, found);
  }
  return found === "none" ? undefined : found;
}

function isOffered({ onlyAt }: ReturnFix, { range }: TomlStatement): boolean {
  return onlyAt === undefined || onlyAt === range.start;
}

function returnFix({ text, errors }: TomlDocument): ReturnFix | undefined {
  const first = text.search(loneReturn);
  if (first < 0) return undefined;
  const lineEnd = lineEndOf(text);
  const withLineFeeds = text.replaceAll(everyLoneReturn, lineEnd);
  const isStray = !isSound(withLineFeeds) && isSound(text.replaceAll(everyLoneReturn, ""));
  const [title, instead] = isStray ? ["Remove stray carriage returns", ""] : ["Write line feeds as line ends", lineEnd];
  const places = firstReturns(text, manyReturns + 1);
  if (places.length <= manyReturns)
    return { fix: fix(title, ...places.map((start) => replace({ start, end: start + 1 }, instead))) };
  const whole = { start: first, end: behindLastReturn(text) };
  const onlyAt = errors.find(({ message }) => !isRepetitionMessage(message))?.statement.start;
  const newText = text.slice(whole.start, whole.end).replaceAll(everyLoneReturn, instead);
  return { fix: fix(title, replace(whole, newText)), onlyAt };
}

const loneReturn = /\r(?!\n)/;
const everyLoneReturn = /\r(?!\n)/g;

/** Where the first lone carriage returns stand. */
function firstReturns(text: string, most: number): readonly number[] {
  const places: number[] = [];
  for (const { index } of text.matchAll(everyLoneReturn)) if (places.push(index) === most) break;
  return places;
}

function behindLastReturn(text: string): number {
  let at = text.lastIndexOf("\r");
  while (text[at + 1] === "\n") at = text.lastIndexOf("\r", at - 1);
  return at + 1;
}

/** `"key": value` as in JSON; colons inside of strings stay. */
function replaceColons(text: string): string | undefined {
  const keyOrString = /("(?:[^"\\\n]|\\.)*"|'[^'\n]*')(\s*:\s*)?|([A-Za-z0-9_-]+)\s*:\s*/g;
  const fixed = text.replace(keyOrString, (whole, string?: string, colon?: string, bare?: string) =>
    bare !== undefined ? `${bare} = ` : colon !== undefined ? `${string} = ` : whole,
  );
  return changed(text, fixed);
}

function closeString(text: string): string | undefined {
  const quotes = text.replace(/\\./g, "").split('"').length - 1;
  return quotes % 2 === 1 && !text.includes('"""') ? `${text.trimEnd()}"` : undefined;
}

function closeBrackets(text: string): string | undefined {
  const open: string[] = [];
  for (let token = tokenAt(text, 0); token.kind !== "end"; token = tokenAt(text, token.end)) {
    if (token.kind === "[") open.push("]");
    else if (token.kind === "{") open.push(" }");
    else if (token.kind === "]" || token.kind === "}") open.pop();
  }
  const end = text.trimEnd().length;
  return open.length > 0 ? text.slice(0, end) + open.reverse().join("") + text.slice(end) : undefined;
}

/** `exporter = { … } }`: the last bracket closes nothing. */
function removeBracket(text: string): string | undefined {
  return changed(text, text.replace(/[ \t]*[\]}]([ \t]*(?:#[^\n]*)?)$/, "$1"));
}

/** `[projects./home/me/app]`: a part that is no bare key needs quotes; it goes to the end of the header. */
function quoteHeaderPart(text: string): string | undefined {
  const match = /^(\[{1,2}[ \t]*(?:[A-Za-z0-9_-]+[ \t]*\.[ \t]*)*)([^\]"'\n]+?)([ \t]*\]{1,2}[ \t]*(?:#[^\n]*)?)$/.exec(
    text,
  );
  return match?.[2] ? `${match[1]}${quote(match[2])}${match[3]}` : undefined;
}

function addComma(text: string): string | undefined {
  return changed(
    text,
    text.replace(/(["'}\]]|\d|true|false)(\s+)(?=(?:[A-Za-z0-9_-]+|"[^"\n]*")(?:\.[A-Za-z0-9_-]+)*\s*=)/g, "$1,$2"),
  );
}

function joinName(text: string): string | undefined {
  const match = /^([A-Za-z0-9_-]+(?:[ \t]+[A-Za-z0-9_-]+)+)(\s*=)/.exec(text);
  const name = match?.[1]?.replace(/[ \t]+/g, "-");
  return match && name && headerNamePattern.test(name) ? quoteKey(name) + text.slice(match[1]?.length) : undefined;
}

function quoteValue(text: string): string | undefined {
  const match = /^([^=]*=[ \t]*)([^"'{[\s][^\r\n]*?)([ \t]*(?:#[^\r\n]*)?)$/.exec(text);
  return match?.[2] ? `${match[1]}${quote(match[2])}${match[3]}` : undefined;
}
