import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { TomlEntry } from "../../toml/document.ts";
import { fix, quote, quoteKey, replace } from "../../toml/edit/edits.ts";
import type { BackendHeader } from "../backends/backend.ts";
import { headersFor, isCredentialName, isNameOf } from "../backends/backends.ts";
import { decodeBase64, fixCredential, splitScheme } from "../fixes/credentialText.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import type { HeaderPlace } from "./headerPlace.ts";

/**
 * Control characters of ASCII but for the tab: with one of them in its value a header is not sent, with any other
 * character it is (observed over HTTP and gRPC).
 */
const unsendable = /[^\P{Cc}\t\u0080-\u009f]/u;

/** No key is longer; what is, is not looked into. */
const longestValue = 8192;

/**
 * Looks at one header's value: whether it is sent at all, and whether the backend gets what is meant. Says whether
 * something was reported, so that rules about the backend are quiet until this is fixed.
 */
export function checkHeaderValue(reporter: Reporter, header: TomlEntry, place: HeaderPlace): boolean {
  const value = stringOf(header.value);
  if (value === undefined) return true;
  const { range } = header.value;
  const name = quoteKey(header.name);
  if (unsendable.test(value)) {
    const message = `Codex drops the header ${name}: its value has a line end or another control character.`;
    reporter.report("otel/header-value-invalid", range, message, lineEndFixes(header, value));
    return true;
  }
  if (value.length > longestValue) return false;
  if (isSentLiterally(value)) {
    const message = `Codex sends ${name} exactly as written: variables are not expanded, so the backend gets the text of the variable. To keep a key out of this file, set OTEL_EXPORTER_OTLP_HEADERS: Codex reads it, and it counts more than this.`;
    reporter.report("otel/header-not-expanded", range, message);
    return true;
  }
  if (isPlaceholder(value, header.name, place)) {
    const { backend } = place;
    const message = `Put the real value of ${name} here: the backend${backend ? ` (${backend.label})` : ""} refuses a placeholder.`;
    reporter.report("otel/header-placeholder", range, message);
    return true;
  }
  const checked = isKey(header.name, place) || knownHeader(header.name, place) !== undefined;
  return checked && checkKey(reporter, header, value, place);
}

/** A line end inside of a key comes from a terminal that wrapped it; in other headers nobody knows. */
function lineEndFixes(header: TomlEntry, value: string): readonly Fix[] {
  const { range } = header.value;
  const trimmed = value.trim();
  if (!unsendable.test(trimmed)) return [fix("Remove the line ends around the value", replace(range, quote(trimmed)))];
  if (!isCredentialName(header.name)) return [];
  const joined = trimmed.replace(/^([A-Za-z-]+)\s*[\r\n]+\s*/, "$1 ").replace(/\s*[\r\n]+\s*/g, "");
  return unsendable.test(joined) ? [] : [fix("Remove the line ends inside the key", replace(range, quote(joined)))];
}

/** Something that shells, templates and other programs would replace; Codex does not (observed). */
function isSentLiterally(value: string): boolean {
  const key = splitScheme(value).key.trim();
  return (
    /\$\{[^}]*\}|\{\{.*\}\}|\$\([^)]+\)/.test(value) ||
    /(?:^|\s)\$(?:env:)?[A-Za-z_][A-Za-z0-9_]*/i.test(value) ||
    /^%[A-Za-z_][A-Za-z0-9_]*%$/.test(key) ||
    /^env:[A-Za-z_][A-Za-z0-9_]*$/i.test(key) ||
    /^(?:process\.env\b|os\.environ\b|os\.getenv\b)/.test(key)
  );
}

const meaning =
  "api|pipeline|token|key|licen[cs]e|ingest|auth|access|secret|public|dataset|instance|account|org|team|project|password|user|bearer|value";
const anywhere = new RegExp(
  `<(?=[^<>]*[A-Za-z])[^<>/@=]*>|\\bYOUR[_-]|\\byour[-_ ]?(?:${meaning})|\\b(?:REPLACE|CHANGE|INSERT|ENTER|PASTE)[-_ ](?:ME|THIS|HERE|YOUR|WITH)\\b`,
  "i",
);
const wholeKey =
  /^(?:bearer|basic|token|[x*]{3,}|\.{3,}|…|change-?me|api[-_]?key|api[-_]?token|(?:access|auth|bearer|secret)[-_]?token|licen[cs]e[-_]?key|ingestion[-_]?key|pipeline[-_]?id|placeholder|todo|tbd|redacted|\[[^\]]*\]|\{[^}]*\}|undefined|null)$/i;
const cutOff = /(?:\.{3}|…|[xX]{6,}|\*{4,})$/;

/**
 * What stands in documentation in place of a key. A receiver of one's own may well have the password `changeme`, so words
 * that are only likely count where the backend is known.
 */
function isPlaceholder(value: string, name: string, place: HeaderPlace): boolean {
  if (anywhere.test(value)) return true;
  if (place.backend === undefined || !(isKey(name, place) || /-id$/i.test(name))) return false;
  const key = splitScheme(value.trim()).key.trim();
  return key === "" || wholeKey.test(key) || cutOff.test(key);
}

/** True when the header carries a key, to this backend or to any. */
function isKey(name: string, place: HeaderPlace): boolean {
  return knownHeader(name, place)?.credential ?? isCredentialName(name);
}

function knownHeader(name: string, { backend, signal }: HeaderPlace): BackendHeader | undefined {
  return backend && headersFor(backend, signal).find((header) => isNameOf(header, name));
}

function checkKey(reporter: Reporter, header: TomlEntry, value: string, place: HeaderPlace): boolean {
  const { range } = header.value;
  const name = quoteKey(header.name);
  const backendKnown = place.backend !== undefined;
  const credential = fixCredential(value, header.name, backendKnown) ?? spacesAround(value, place);
  if (credential) {
    const message = `A receiver refuses this ${name}: the value ${credential.problem}.`;
    const fixes =
      credential.fixed === undefined ? [] : [fix(credential.title, replace(range, quote(credential.fixed)))];
    reporter.report("otel/header-value-malformed", range, message, fixes);
    return true;
  }
  const known = knownHeader(header.name, place);
  const { scheme, key } = splitScheme(value);
  const refused = known?.refused?.find(({ pattern }) => pattern.test(key));
  if (refused) {
    reporter.report(
      "otel/header-value-malformed",
      range,
      `${place.backend?.label} refuses this ${name}. ${refused.reason}`,
    );
    return true;
  }
  const decoded = known?.prefix === "Basic " && scheme.toLowerCase() === "basic" ? decodeBase64(key) : undefined;
  if (decoded === undefined || decoded.includes(":")) return false;
  const message = `${place.backend?.label} refuses this ${name}: the base64 text must stand for a user and a password with a colon between them.`;
  reporter.report("otel/header-value-malformed", range, message);
  return true;
}

/** Over HTTP spaces around a value vanish, over gRPC they are sent (observed). */
function spacesAround(value: string, { variant, backend }: HeaderPlace) {
  const fixed = value.trim();
  if (variant !== "otlp-grpc" || backend === undefined || fixed === value || fixed === "") return undefined;
  return { problem: "has spaces around it, which gRPC sends", title: "Remove the spaces around it", fixed };
}
