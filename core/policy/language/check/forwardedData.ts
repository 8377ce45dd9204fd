import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { dataText, unknownNamesText } from "../../../exposure/dataText.ts";
import {
  type ExposedAttribute,
  type ExposedData,
  exposedAttributes,
  exposedData,
  exposedNames,
} from "../../../exposure/exposedData.ts";
import { type Exposure, exposureOf } from "../../../exposure/exposure.ts";
import { plainLocalizer } from "../../../text/localizer.ts";
import { childOf, keyOf, tablesIn } from "../../../toml/access.ts";
import type { TomlEntry } from "../../../toml/document.ts";
import { alternative, quoteKey, replace } from "../../../toml/edit/edits.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";
import type { Visibility } from "../../actions/visibility.ts";
import { saltText } from "../../evaluate/hashSalt.ts";
import { forwardReceiver } from "../../model/forwardReceiver.ts";
import { credentialClass, unknownClass } from "../../model/policyModel.ts";
import { addEntry } from "../fixes/addEntry.ts";
import { receivableAttributes } from "../receivableAttributes.ts";
import { saltFixes } from "./hashing.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** What destinations send on in clear, and as hashes without a salt, that tells of people and their work. */
export function checkForwardedData(reporter: PolicyReporter): void {
  const { document, draft, whole } = reporter;
  const { actions } = reporter.vocabulary;
  const visibility = ({ action }: Pick<ExposedData, "action">) => actions.visibility(action);
  if (document.errors.length > 0) return;
  for (const { entry, table } of tablesIn(childOf(whole, "destinations"))) {
    const written = table.entries.get("forward");
    const destination = draft.destinations.find(({ name }) => name === entry.name);
    if (written === undefined || destination?.forward === undefined) continue;
    const exposure = exposureOf(draft, destination, actions);
    const attributes = receivedAttributes(exposure);
    const data = exposedData(exposure, attributes, actions);
    const { host, isLocal } = forwardReceiver(destination.forward.endpoint);
    const sends = isLocal
      ? `${entry.name} hands to a receiver on this machine (${host})`
      : `${entry.name} sends to ${host}`;
    const end = isLocal ? " They leave the machine as soon as that receiver sends them on." : "";
    const clear = data.filter((one) => isTelling(one.data, visibility(one)));
    const kinds = new Set(clear.map((one) => one.data));
    const told = attributes.filter((one) => kinds.has(one.data) && isTelling(one.data, visibility(one)));
    const classes = new Set(told.map((one) => one.class));
    const others = attributes.filter(
      (one) => isOfAnyName(one) && !classes.has(one.class) && isTelling(one.data, visibility(one)),
    );
    const names = exposedNames(others, actions).map((one) => unknownNamesText(one.names, plainLocalizer));
    if (clear.length > 0 || names.length > 0) {
      const what = [...clear.map((one) => clearText(nameOf(one), visibility(one))), ...names];
      const message = `${sends} in clear: ${what.join(", ")}.${end}`;
      reporter.report("policy/sensitive-forwarded", keyOf(written), message, () =>
        maskFixes(reporter, entry.name, [...new Set([...classes, ...others.map((one) => one.class)])]),
      );
    }
    const isHashed = ({ action }: Pick<ExposedData, "action">) => actions.of(action.kind).usesSalt;
    const hashed = hashedText(data.filter(isHashed), attributes.filter(isHashed), actions);
    if (exposure.salt === false && hashed.length > 0) {
      const unsalted = saltText({ kind: "none" }, plainLocalizer);
      const message = `${sends} as hashes: ${hashed.join(", ")}. ${unsalted}${end}`;
      reporter.report("policy/unsalted-forwarded", keyOf(written), message, () => saltFixes(reporter));
    }
  }
}

/**
 * What is hashed: kinds of data, and the names of attributes of which nobody knows what they hold, but for those of a class
 * that is told of already.
 */
function hashedText(
  data: readonly ExposedData[],
  attributes: readonly ExposedAttribute[],
  actions: ActionIndex,
): readonly string[] {
  const told = new Set(attributes.filter((one) => one.data !== unknownClass).map((one) => one.class));
  const others = attributes.filter((one) => isOfAnyName(one) || !told.has(one.class));
  return [
    ...data.map(nameOf),
    ...exposedNames(others, actions).map(({ names }) => unknownNamesText(names, plainLocalizer)),
  ];
}

/** What can come with the events that a destination receives; and credentials, which Codex sends under no known name. */
function receivedAttributes(exposure: Exposure): readonly ExposedAttribute[] {
  const isReceivable = receivableAttributes(exposure);
  const credentials = exposure.classes
    .filter(({ name }) => name === credentialClass)
    .map(
      ({ name, action }): ExposedAttribute => ({ name, class: name, data: credentialClass, action, isAlias: false }),
    );
  return [
    ...credentials,
    ...exposedAttributes(exposure).filter(
      ({ name, data, isAlias }) => data === unknownClass || (!isAlias && isReceivable(name)),
    ),
  ];
}

/** Whether it stands for attributes that are not known, by a glob that says nothing of their names. */
const isOfAnyName = ({ name, data }: ExposedAttribute): boolean => data === unknownClass && /^[*?]+$/.test(name);

/** Whether the receiver can read what hardly anybody means to show there. */
function isTelling(data: ExposedData["data"], shown: Visibility): boolean {
  const isClear = shown.kind === "clear";
  switch (data) {
    case "prompt":
    case "agent_response":
    case "tool_arguments":
    case "tool_output":
    case "command":
    case "identity":
    case "credential":
      return isClear || (shown.kind === "beginning" && shown.bytes > 0);
    // the beginning of the message of a span's status, or of what nobody knows, is rarely more than a word
    case "raw_payload":
    case "unknown":
      return isClear;
    case "file_path":
    case "host":
    case "identifier":
    case "error":
    case "usage":
    case "metadata":
      return false;
  }
}

const nameOf = ({ data }: ExposedData): string =>
  data === unknownClass ? "attributes that no class names" : dataText(data, plainLocalizer);

function clearText(name: string, shown: Visibility): string {
  return shown.kind === "beginning" ? `the first ${shown.bytes} bytes of ${name}` : name;
}

/** Only the person can know whether the receiver may read it: never preferred. */
function maskFixes({ document }: PolicyReporter, destination: string, classes: readonly string[]): readonly Fix[] {
  const destinations = childOf(document.root, "destinations");
  const table = tablesIn(destinations).find(({ entry }) => entry.name === destination)?.table;
  const redact = childOf(table, "redact");
  const written = redact?.kind === "table" ? redact.entries : new Map<string, TomlEntry>();
  const replaced = classes.flatMap((name) => {
    const entry = written.get(name);
    return entry === undefined ? [] : [replace(entry.value.range, '"mask"')];
  });
  const missing = classes.filter((name) => !written.has(name)).map((name) => `${quoteKey(name)} = "mask"`);
  const added =
    redact === undefined
      ? addEntry(document, ["destinations", destination], [`redact = { ${missing.join(", ")} }`])
      : addEntry(document, ["destinations", destination, "redact"], missing);
  if (missing.length > 0 && added === undefined) return [];
  const title = `Write "mask" for ${classes.length > 3 ? "all of them" : classes.join(", ")}`;
  return [alternative(title, ...replaced, ...(missing.length > 0 && added !== undefined ? [added] : []))];
}
