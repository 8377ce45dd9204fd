import { fromBase64, toBase64 } from "../../text/base64.ts";

/** Schemes that stand in front of keys, as people write them. */
const schemes = "Bearer|Basic|Api-?Key|Api-?Token|Token";
const schemeThenKey = new RegExp(`^(${schemes})\\s+(.*)$`, "is");

/** The scheme in front of a key, as written, and the key behind it. */
export function splitScheme(value: string): { readonly scheme: string; readonly key: string } {
  const match = schemeThenKey.exec(value);
  return match?.[1] !== undefined ? { scheme: match[1], key: match[2] ?? "" } : { scheme: "", key: value };
}

/** The text that a base64 key stands for; undefined when it is none. */
export function decodeBase64(key: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(key));
  } catch {
    return undefined;
  }
}

export const encodeBase64 = (text: string): string => toBase64(new TextEncoder().encode(text));

/**
 * The value with the scheme that a backend wants; undefined when it cannot be made from this one, as basic authentication
 * needs a user and a password.
 */
export function withScheme(value: string, prefix: string): string | undefined {
  const { scheme, key: behind } = splitScheme(
    value.trim().replace(new RegExp(`^(${schemes})\\s*[:=]\\s*`, "i"), "$1 "),
  );
  const key = behind.trim();
  if (key === "") return undefined;
  if (prefix.toLowerCase() !== "basic ") return prefix + key;
  if (key.includes(":")) return prefix + encodeBase64(key);
  return scheme.toLowerCase() !== "basic" && decodeBase64(key)?.includes(":") ? prefix + key : undefined;
}

/** What is wrong with a key that was pasted with something around it, and the key as it was meant. */
export interface CredentialFix {
  /** Completes "the value …". */
  readonly problem: string;
  readonly title: string;
  /** Undefined when only the person knows. */
  readonly fixed: string | undefined;
}

interface Step {
  readonly problem: string;
  readonly title: string;
  /** Also when nothing is known of the receiver: no receiver takes this. */
  readonly always: boolean;
  apply(value: string, name: string): string;
}

const escapePattern = (text: string) => text.replace(/[^A-Za-z0-9]/g, "\\$&");
const invisible = /[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]/g;
const quotes = "\"'`“”„‟‘’‚";

const steps: readonly Step[] = [
  {
    problem: "holds invisible characters",
    title: "Remove the invisible characters",
    always: true,
    apply: (value) => value.replace(/\u00a0/g, " ").replace(invisible, ""),
  },
  {
    problem: "repeats the name of the header",
    title: "Remove the name of the header",
    always: true,
    apply: (value, name) =>
      value.replace(new RegExp(`^\\s*[${quotes}]?${escapePattern(name)}[${quotes}]?\\s*[:=]\\s*`, "i"), ""),
  },
  {
    problem: "is percent-encoded, as only OTEL_EXPORTER_OTLP_HEADERS wants it",
    title: "Decode the value",
    always: true,
    apply: (value) => (new RegExp(`^(?:${schemes})%20`, "i").test(value) ? decodePercent(value) : value),
  },
  { problem: "has quotes inside", title: "Remove the quotes", always: true, apply: withoutQuotes },
  {
    problem: "has a mark behind its scheme",
    title: "Remove the mark behind the scheme",
    always: false,
    apply: (value) => value.replace(new RegExp(`^(\\s*(?:${schemes}))\\s*[:=]\\s*`, "i"), "$1 "),
  },
  {
    problem: "has its scheme twice",
    title: "Write the scheme once",
    always: true,
    apply: (value) => value.replace(new RegExp(`^(\\s*(${schemes})\\s+)\\2\\s+`, "i"), "$1"),
  },
  {
    problem: "ends with a mark that is no part of the key",
    title: "Remove the mark at the end",
    always: false,
    apply: (value) => (splitScheme(value).scheme === "" ? value : value.replace(/[,;]\s*$/, "")),
  },
  {
    problem: "is not base64, as basic authentication wants it",
    title: "Write it as base64",
    always: true,
    apply: (value) => {
      const { scheme, key } = splitScheme(value);
      const plain = /^basic$/i.test(scheme) && key.includes(":") && !/\s/.test(key);
      return plain ? `${scheme} ${encodeBase64(key)}` : value;
    },
  },
];

/**
 * Finds what surely is no part of a key: quotes, the name of the header, a percent-encoded space. `backendKnown` allows
 * what a receiver of one's own could want, but no known backend does.
 */
export function fixCredential(value: string, name: string, backendKnown: boolean): CredentialFix | undefined {
  let fixed = value;
  let first: Step | undefined;
  for (const step of steps) {
    if (!step.always && !backendKnown) continue;
    const next = step.apply(fixed, name);
    if (next === fixed) continue;
    first ??= step;
    fixed = next;
  }
  if (first === undefined) return spacesInside(value, backendKnown);
  fixed = fixed.trim();
  return { problem: first.problem, title: first.title, fixed: splitScheme(fixed).key === "" ? undefined : fixed };
}

function spacesInside(value: string, backendKnown: boolean): CredentialFix | undefined {
  const { scheme, key } = splitScheme(value.trim());
  if (scheme === "" || !/\S\s+\S/.test(key)) return undefined;
  if (!backendKnown && !/^(?:bearer|basic)$/i.test(scheme)) return undefined;
  // Only what keys are made of is joined: anything else may be a second header.
  const joined = key.replace(/\s+/g, "");
  const fixed = /^[A-Za-z0-9._~+/-]+=*$/.test(joined) ? `${scheme} ${joined}` : undefined;
  return { problem: "has spaces inside the key", title: "Remove the spaces inside the key", fixed };
}

/** Quotes around the value or around the key behind its scheme, straight or curly. */
function withoutQuotes(value: string): string {
  const around = new RegExp(`^\\s*[${quotes}]+([^${quotes}]*)[${quotes}]*\\s*$|^\\s*([^${quotes}]*)[${quotes}]+\\s*$`);
  const whole = around.exec(value);
  if (whole && splitScheme(value.trim()).scheme === "") return whole[1] ?? whole[2] ?? value;
  const { scheme, key } = splitScheme(value.trim());
  if (scheme === "") return value;
  const inner = around.exec(key);
  return inner ? `${scheme} ${(inner[1] ?? inner[2] ?? key).trim()}` : value;
}

function decodePercent(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value.replace("%20", " ");
  }
}
