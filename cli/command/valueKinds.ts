import { isLoopbackHost } from "../../core/otlp/loopbackHost.ts";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { someOf } from "../../core/text/someOf.ts";
import type { ValueKind } from "./options.ts";

const anyText = (expects: string): ValueKind<string> => ({
  expects,
  read: (text) => (text === "" ? undefined : text),
});

/** The name of something that only the command can look up. */
export const name: ValueKind<string> = anyText("a name");

/** The path of a file. */
export const file: ValueKind<string> = { ...anyText("the name of a file"), completes: "file" };

/** The path of a folder. */
export const folder: ValueKind<string> = { ...anyText("the name of a folder"), completes: "folder" };

/** One of some words, each with its meaning, which may be empty. */
export function oneOf<const Words extends Readonly<Record<string, string>>>(
  words: Words,
): ValueKind<keyof Words & string> {
  const names = Object.keys(words);
  return {
    expects: names.length > 3 ? `one of ${someOf(names)}` : alternatives(names),
    read: (text) => (Object.hasOwn(words, text) ? text : undefined),
    choices: choicesOf(words),
  };
}

/** Whatever else is meant, or one of some words that are known from the start. */
export const orOneOf = (kind: ValueKind<string>, words: Readonly<Record<string, string>>): ValueKind<string> => ({
  ...kind,
  choices: choicesOf(words),
});

const choicesOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([word, meaning]) => ({ word, meaning }));

const alternatives = (names: readonly string[]): string => names.join(", ").replace(/, ([^,]*)$/, " or $1");

/** A port, also 0 where a free one may be picked. */
export const port = (least: 0 | 1 = 0): ValueKind<number> => ({
  expects: `a number from ${least} to 65535`,
  read: (text) => (/^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= 65535 ? Number(text) : undefined),
});

/** A version of Codex. */
export const codexVersion: ValueKind<string> = {
  expects: "a version such as 0.169.0",
  read: (text) => (/^\d+\.\d+\.\d+/.test(text) ? text : undefined),
};

/** A number that counts things. */
export const count = (expects: string, least: 0 | 1, digits: number): ValueKind<number> => ({
  expects,
  read: (text) => (/^\d+$/.test(text) && text.length <= digits && Number(text) >= least ? Number(text) : undefined),
});

/** How many times as fast. */
export const factor: ValueKind<number> = {
  expects: "a number greater than 0",
  read: (text) => (text.trim() !== "" && Number(text) > 0 && Number.isFinite(Number(text)) ? Number(text) : undefined),
};

const units: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
]);

/** A size in bytes. */
export const size: ValueKind<number> = {
  expects: "a size such as 100MB",
  read: (text) => {
    const [, digits = "", unit = ""] = /^(\d+) ?([a-zA-Z]*)$/.exec(text) ?? [];
    const times = units.get(unit.toLowerCase());
    return times === undefined || Number(digits) === 0 ? undefined : Number(digits) * times;
  },
};

/** Where an OTLP receiver listens. What is sent to another machine is encrypted. */
export const receiver: ValueKind<URL> = {
  expects: "a URL such as http://127.0.0.1:4317, or one with https:// for another machine",
  read: (text) => {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
    return isAllowed ? url : undefined;
  },
};

/** How OTLP is sent. */
export const protocol = oneOf({ grpc: "", "http-protobuf": "", "http-json": "" } satisfies Readonly<
  Record<OtlpProtocol, string>
>);

/** The beginning of a SHA-256, by which something that was shown is named. */
export const fingerprint: ValueKind<string> = {
  expects: "the 12 digits and letters that doctor shows",
  read: (text) => (/^[0-9a-f]{12}$/.test(text) ? text : undefined),
};
