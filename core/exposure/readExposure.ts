import { otlpProtocols } from "../otlp/otlpProtocol.ts";
import { productActions } from "../policy/actions/index.ts";
import type { RedactAction } from "../policy/actions/redactAction.ts";
import { signals } from "../policy/model/policyModel.ts";
import type { ExposedClass, ExposedForward, ExposedSecrets, Exposure } from "./exposure.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * An exposure that was kept somewhere, such as in JSON. Undefined for anything else, and for one of another version or with
 * something in it that is not known here: what cannot be understood allows nothing.
 */
export function readExposure(value: unknown): Exposure | undefined {
  const known = ["version", "signals", "receives", "when", "classes", "salt", "secrets", "forward"];
  if (!hasOnly(value, known)) return undefined;
  const { version, signals: sent, receives, when, classes, salt, secrets, forward } = value;
  const isExposure =
    version === 1 &&
    isListOf(sent, (one) => isOneOf(one, signals)) &&
    isListOf(receives, isText) &&
    isListOf(when, isText) &&
    isListOf(classes, isClass) &&
    (salt === undefined || salt === false || isText(salt)) &&
    isSecrets(secrets) &&
    (forward === undefined || isForward(forward));
  return isExposure ? (value as unknown as Exposure) : undefined;
}

function isClass(value: unknown): value is ExposedClass {
  return (
    hasOnly(value, ["name", "attributes", "action"]) &&
    isText(value.name) &&
    isListOf(value.attributes, isText) &&
    isAction(value.action)
  );
}

function isAction(value: unknown): value is RedactAction {
  if (!hasOnly(value, ["kind", "bytes"])) return false;
  const known = productActions.all.find(({ kind }) => kind === value.kind);
  if (known === undefined) return false;
  return known.proposedBytes === undefined
    ? value.bytes === undefined
    : Number.isSafeInteger(value.bytes) && Number(value.bytes) >= 0;
}

function isSecrets(value: unknown): value is ExposedSecrets {
  return (
    hasOnly(value, ["withoutBuiltIn", "own"]) &&
    (value.withoutBuiltIn === "all" || isListOf(value.withoutBuiltIn, isText)) &&
    isListOf(value.own, (one) => hasOnly(one, ["name", "digest"]) && isText(one.name) && isText(one.digest))
  );
}

function isForward(value: unknown): value is ExposedForward {
  return (
    hasOnly(value, ["endpoint", "protocol", "headers", "tls"]) &&
    (value.tls === undefined || isTls(value.tls)) &&
    isText(value.endpoint) &&
    isOneOf(value.protocol, otlpProtocols) &&
    isListOf(value.headers, (one) => hasOnly(one, ["header", "variable"]) && isText(one.header) && isText(one.variable))
  );
}

const isTls = (value: unknown): boolean =>
  hasOnly(value, ["caFile", "certFile", "keyFile"]) && Object.values(value).every(isText);

const isText = (value: unknown): value is string => typeof value === "string";
const isOneOf = (value: unknown, known: readonly string[]): boolean => isText(value) && known.includes(value);
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

function hasOnly(value: unknown, known: readonly string[]): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((key) => known.includes(key))
  );
}
