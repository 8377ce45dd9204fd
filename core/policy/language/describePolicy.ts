import type { EventDefinition } from "../../events/catalogueTypes.ts";
import { codeSpan, forMarkdown } from "../../text/forMarkdown.ts";
import { plainLocalizer } from "../../text/localizer.ts";
import { actionText } from "../actions/action.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { classAction } from "../evaluate/classAction.ts";
import { classLookup } from "../evaluate/compilePolicy.ts";
import { namedSalt, saltText } from "../evaluate/hashSalt.ts";
import { hashesFor } from "../evaluate/unsaltedHashes.ts";
import { type Destination, type Policy, unknownClass } from "../model/policyModel.ts";
import { compileGlob } from "../patterns/glob.ts";
import {
  attributesMatching,
  catalogueAttributeNames,
  eventsMatching,
  nameList,
  policyAttributeDefinition,
} from "./catalogueNames.ts";
import { describeCatalogueAttribute, describeCatalogueEvent } from "./describeCatalogue.ts";

/** A name out of the file as a heading, harmless in Markdown. */
export function title(name: string): string {
  return `**${codeSpan(name)}**`;
}

/** What becomes of a class, as one writes it, and whether only the default says so. */
function redactionText(destination: Destination, dataClass: string): string {
  const written = `\`${actionText(classAction(destination, dataClass))}\``;
  if (destination.redact.has(dataClass)) return written;
  return destination.redactDefault === undefined
    ? `${written}, for \`redact\` does not name it`
    : `${written}, by \`redact.default\``;
}

function perDestination({ destinations }: Policy, line: (destination: Destination) => string): string {
  return destinations.map((destination) => `- ${codeSpan(destination.name)}: ${line(destination)}`).join("\n");
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** Which attributes a class covers, and which destination does what with it. */
export function describeClass(name: string, draft: Policy, destination?: string): string {
  const own = draft.classes.find((one) => one.name === name);
  const classOf = classLookup(draft);
  const covered = catalogueAttributeNames.filter((attribute) => classOf(attribute) === name);
  const what =
    name === unknownClass
      ? "Every attribute that no class names: what a new version of Codex brings."
      : own === undefined
        ? "No class of the policy has this name."
        : `Named here: ${nameList(own.attributes, 16)}.`;
  const sent =
    covered.length === 0
      ? "Of what Codex is known to send, it covers nothing."
      : `Of what Codex sends, it covers ${nameList(covered, 16)}.`;
  const here = draft.destinations.find((one) => one.name === destination);
  return paragraphs(
    `${title(name)} *data class*`,
    here && `${codeSpan(here.name)} gets it with ${redactionText(here, name)}.`,
    what,
    own === undefined && name !== unknownClass ? undefined : sent,
    perDestination(draft, (one) => redactionText(one, name)),
  );
}

/** What the catalogue says about an attribute, its class under this policy, and what each destination gets of it. */
export function describeAttribute(name: string, draft: Policy): string {
  const definition = policyAttributeDefinition(name);
  const dataClass = classLookup(draft)(name);
  return paragraphs(
    `${title(name)} *attribute*`,
    definition === undefined
      ? "The catalogue of what Codex sends does not have it."
      : describeCatalogueAttribute(name, definition),
    dataClass === unknownClass
      ? "No class of this policy names it: it is `unknown`."
      : `Class under this policy: ${codeSpan(dataClass)}.`,
    perDestination(draft, (one) => redactionText(one, dataClass)),
  );
}

/** What a glob of attribute names matches in the catalogue. */
export function describeAttributeGlob(glob: string, draft: Policy): string {
  const matched = attributesMatching(glob);
  const classOf = classLookup(draft);
  const elsewhere = matched.filter(
    (name) => !draft.classes.find((one) => one.name === classOf(name))?.attributes.includes(glob),
  );
  return paragraphs(
    `${title(glob)} *glob of attribute names*`,
    matched.length === 0
      ? "Matches no attribute that Codex is known to send."
      : `Of what Codex sends, it matches ${nameList(matched, 24)}.`,
    elsewhere.length === 0 || matched.length === 0
      ? undefined
      : `An exact name or an earlier glob gives another class to ${nameList(elsewhere)}.`,
  );
}

/** What an event carries, or what a glob of event names matches, and which destinations receive it. */
export function describeEventGlob(glob: string, draft: Policy): string {
  const matched = eventsMatching(glob);
  const [only] = matched;
  if (!/[*?]/.test(glob)) {
    return only === undefined
      ? paragraphs(
          `${title(glob)} *event*`,
          "Codex is not known to send an event of this name.",
          receivers(glob, draft),
        )
      : paragraphs(`${title(glob)} *event*`, describeCatalogueEvent(only), receivers(glob, draft));
  }
  const names = matched.map(({ name }) => name);
  return paragraphs(
    `${title(glob)} *glob of event names*`,
    names.length === 0
      ? "Matches no event that Codex is known to send."
      : `Matches ${names.length === 1 ? "one event" : `${names.length} events`} of Codex: ${nameList(names, 24)}.`,
  );
}

function receivers(event: string, draft: Policy): string {
  return perDestination(draft, (destination) => {
    const receives = destination.receives.some((glob) => compileGlob(glob).matches(event));
    if (!receives) return "not received";
    return destination.when.length > 0 ? "received when its conditions hold" : "received";
  });
}

/** What a destination gets: signals, events, and what becomes of each class. */
export function describeDestination(name: string, draft: Policy, actions: ActionIndex): string {
  const destination = draft.destinations.find((one) => one.name === name);
  if (destination === undefined) return `${title(name)} *destination*`;
  const received = new Set(
    destination.receives.flatMap((glob) => eventsMatching(glob).map((event: EventDefinition) => event.name)),
  );
  const classes = [...draft.classes.map((one) => one.name), unknownClass];
  const byAction = new Map<string, string[]>();
  for (const one of classes) {
    const action = redactionText(destination, one);
    byAction.set(action, [...(byAction.get(action) ?? []), one]);
  }
  return paragraphs(
    `${title(name)} *destination*`,
    `Signals: ${nameList(destination.signals)}. ${destination.when.length > 0 ? "Only events that meet its conditions." : ""}`.trim(),
    received.size === 0 ? "Receives no event that Codex is known to send." : `Receives ${nameList([...received], 24)}.`,
    [...byAction].map(([action, names]) => `- ${action}: ${nameList(names, 24)}`).join("\n"),
    hashesFor(destination, actions) ? forMarkdown(saltText(namedSalt(draft), plainLocalizer)) : undefined,
    destination.forward === undefined ? undefined : "Its events are sent on.",
  );
}
