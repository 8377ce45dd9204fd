import { dataText, unknownNamesText } from "../../core/exposure/dataText.ts";
import { exposedAttributes, exposedData, exposedNames } from "../../core/exposure/exposedData.ts";
import { type Exposure, variablesOf } from "../../core/exposure/exposure.ts";
import { productActions } from "../../core/policy/actions/index.ts";
import type { RedactAction } from "../../core/policy/actions/redactAction.ts";
import { isWithheld, type Visibility } from "../../core/policy/actions/visibility.ts";
import { type HashSalt, saltText } from "../../core/policy/evaluate/hashSalt.ts";
import { builtInSecrets } from "../../core/policy/read/builtInSecrets.ts";
import { shorten } from "../../core/text/escapeControl.ts";
import { escapeBlanks, quoteName } from "../../core/text/quoteName.ts";
import { hostOf, urlOf } from "../shared/views/endpointHost.ts";
import type { Localizer } from "../shared/views/viewItem.ts";
import { newsLines } from "./newsText.ts";
import type { PolicyForward } from "./policyForwards.ts";

/** What a person is asked before a policy that they did not write forwards anything. */
export interface ForwardQuestion {
  readonly message: string;
  /** Everything that would be sent and read, in lines. */
  readonly detail: string;
}

const longestPath = 200;
const shown = (text: string): string => shorten(escapeBlanks(text), longestPath);

/**
 * The question: where to, what in clear, of which sessions, and whose values are read for it. First stands what decides, in
 * words of ours; what is as long as the policy's writer wants comes after it. `adopting` names the policy that is to become
 * the person's own; without it the policy is that of the workspace.
 */
export function forwardQuestion(
  { destination, forward, exposure, allowance }: Omit<PolicyForward, "isAllowed" | "question">,
  l10n: Localizer,
  adopting?: string,
): ForwardQuestion {
  const host = hostOf(forward.endpoint, forward.protocol);
  const dataWith = dataLine(exposure, l10n);
  const message =
    allowance === undefined
      ? l10n.t("Send telemetry of Codex to {0}?", host.ascii)
      : l10n.t("Send more telemetry of Codex to {0}?", host.ascii);
  const lines = [
    l10n.t("Endpoint: {0}", endpointText(forward)),
    host.unicode === undefined
      ? undefined
      : l10n.t(
          "Careful: the host is written {0}, in letters that may look like those of another host. It is {1}.",
          host.unicode,
          host.ascii,
        ),
    ...clearLines(exposure, dataWith, l10n),
    secretsLine(exposure, l10n),
    ...withheldLines(exposure, dataWith, l10n),
    l10n.t(
      "Of which sessions: all Codex sessions of this machine, in whichever folder. Codex does not say which folder is whose.",
    ),
    "",
    ...(allowance === undefined ? [] : [...newsLines(allowance, exposure, l10n), ""]),
    adopting === undefined
      ? l10n.t("A policy that came with this workspace asks for it, for its destination {0}.", quoteName(destination))
      : l10n.t(
          "The policy {0} asks for it, for its destination {1}. Once adopted it is your own, and this is not asked again.",
          quoteName(adopting),
          quoteName(destination),
        ),
    l10n.t("What: {0}", received(exposure)),
    certificatesLine(exposure, l10n, adopting === undefined),
    variablesLine(exposure, l10n),
  ];
  return { message, detail: lines.filter((line) => line !== undefined).join("\n") };
}

function endpointText({ endpoint, protocol }: PolicyForward["forward"]): string {
  const url = urlOf(endpoint);
  return url === undefined
    ? quoteName(endpoint, longestPath)
    : `${url.protocol}//${hostOf(endpoint, protocol).ascii}${shown(`${url.pathname}${url.search}`)}`;
}

function received({ signals, receives }: Exposure): string {
  // what is cut must not be what receives the most
  const broadest = receives.toSorted(
    (a, b) => Number(b.includes("*")) - Number(a.includes("*")) || a.length - b.length,
  );
  const names = broadest.slice(0, 10).map((name) => quoteName(name));
  const events = `${names.join(", ")}${receives.length > names.length ? ", …" : ""}`;
  return signals.map((signal) => (signal === "logs" ? `logs (${events})` : signal)).join(", ");
}

/** What can be seen of the kinds of data, and of the names that are not known, as it is asked for: in one line. */
type DataLine = (asked: (shown: Visibility) => boolean) => string;

function dataLine(exposure: Exposure, l10n: Localizer): DataLine {
  const attributes = exposedAttributes(exposure);
  const data = exposedData(exposure, attributes);
  const names = exposedNames(attributes);
  return (asked) => {
    const isAsked = ({ action }: { readonly action: RedactAction }) => asked(productActions.visibility(action));
    return [
      ...data.filter(isAsked).map((one) => dataText(one.data, l10n)),
      ...names.filter(isAsked).map((one) => unknownNamesText(one.names, l10n)),
    ].join(", ");
  };
}

/** Of a cut to nothing, nothing can be seen. */
const isHidden = (shown: Visibility): boolean => isWithheld(shown) || (shown.kind === "beginning" && shown.bytes === 0);

/** What can be read where it is sent to. */
function clearLines({ classes, signals }: Exposure, dataWith: DataLine, l10n: Localizer): readonly string[] {
  const clear = dataWith(({ kind }) => kind === "clear");
  const cuts = classes
    .map(({ action }) => productActions.visibility(action))
    .flatMap((shown) => (shown.kind === "beginning" && !isHidden(shown) ? [shown.bytes] : []));
  return [
    clear === "" ? l10n.t("In clear: nothing") : l10n.t("In clear: {0}", clear),
    ...[...new Set(cuts)]
      .toSorted((a, b) => b - a)
      .map((bytes) => ({ bytes, cut: dataWith((shown) => shown.kind === "beginning" && shown.bytes === bytes) }))
      .filter(({ cut }) => cut !== "")
      .map(({ bytes, cut }) => l10n.t("The first {0} characters, in clear: {1}", bytes, cut)),
    ...(signals.includes("traces")
      ? [l10n.t("Always in clear of traces: names of spans and their events, times")]
      : []),
    ...(signals.includes("metrics") ? [l10n.t("Always in clear of metrics: names, numbers, times")] : []),
  ];
}

/** What cannot. */
function withheldLines(exposure: Exposure, dataWith: DataLine, l10n: Localizer): readonly string[] {
  const hashed = dataWith(({ kind }) => kind === "pseudonymous");
  const hidden = dataWith(isHidden);
  return [
    ...(hashed === "" ? [] : [l10n.t("Hashed: {0}. {1}", hashed, saltText(saltOf(exposure), l10n))]),
    ...(hidden === "" ? [] : [l10n.t("Not sent, or masked: {0}", hidden)]),
  ];
}

const saltOf = ({ salt }: Exposure): HashSalt =>
  typeof salt === "string" ? { kind: "named", variable: shown(salt) } : { kind: "none" };

const mostSecrets = 10;

function secretsLine({ secrets: { withoutBuiltIn, own } }: Exposure, l10n: Localizer): string {
  if (withoutBuiltIn === "all")
    return own.length === 0
      ? l10n.t("Secrets: NOT looked for; keys and passwords in it are sent as they are")
      : l10n.t(
          "Secrets: ONLY what {0} patterns of this policy find; other keys and passwords in it are sent as they are",
          own.length,
        );
  if (withoutBuiltIn.length === 0) return l10n.t("Secrets: replaced where they are found");
  const names = withoutBuiltIn.slice(0, mostSecrets).map((name) => quoteName(name));
  return withoutBuiltIn.length > mostSecrets
    ? l10n.t(
        "Secrets: {0} of {1} built-in kinds are NOT looked for, among them {2}",
        withoutBuiltIn.length,
        builtInSecrets().length,
        names.join(", "),
      )
    : l10n.t("Secrets: replaced where they are found, but not {0}", names.join(", "));
}

function certificatesLine({ forward }: Exposure, l10n: Localizer, isOfWorkspace: boolean): string | undefined {
  const { caFile, certFile, keyFile } = forward?.tls ?? {};
  const files = [caFile, certFile, keyFile].filter((file) => file !== undefined);
  if (files.length === 0) return undefined;
  const names = files.map((file) => quoteName(file, longestPath)).join(", ");
  return isOfWorkspace
    ? l10n.t("Files of the workspace that say which authority is trusted and who sends: {0}", names)
    : l10n.t("Files that say which authority is trusted and who sends: {0}", names);
}

function variablesLine(exposure: Exposure, l10n: Localizer): string {
  const { salt, forward } = exposure;
  const uses = (variable: string): string =>
    [
      ...(forward?.headers ?? [])
        .filter((one) => one.variable === variable)
        .map(({ header }) => l10n.t("sent as the header {0}", quoteName(header))),
      ...(salt === variable ? [l10n.t("the salt of hashes")] : []),
    ].join(", ");
  // a variable is letters, digits and _ only, and so needs no quotes
  const variables = variablesOf(exposure).map((variable) => `${shown(variable)} (${uses(variable)})`);
  return variables.length === 0
    ? l10n.t("Read from your environment and secrets: nothing")
    : l10n.t("Read from your environment and secrets: {0}", variables.join(", "));
}
