import { commonAttributes, events, spellingsOf } from "../../../events/catalogue.ts";
import { eventNamePattern, fingerprints, sourceLocationPattern } from "../../../events/eventName.ts";
import { escapePattern, globsPattern } from "../patterns.ts";
import { ottlString } from "./ottlText.ts";

/**
 * OTTL statements (context `log`) that put the name of an event, as `nameOf` finds it, into `target`. Needs the record's
 * attributes as text in `cache["text"]`, and uses further names in `cache`.
 */
export function ottlEventName(target: string): string[] {
  const name = `cache["name"]`;
  const said = `cache["said"]`;
  const open = `${name} == nil`;
  const fromCodex = `cache["codex"] == true`;
  const present = (attribute: string) =>
    `(${spellingsOf(attribute)
      .map((spelling) => `attributes[${ottlString(spelling)}] != nil`)
      .join(" or ")})`;
  const known = `^(?:${events
    .filter((event) => event.name.startsWith("codex."))
    .map((event) => escapePattern(event.name.slice("codex.".length)))
    .join("|")})$`;
  const named = (text: string) => [
    `set(${name}, ${text}) where ${open} and IsMatch(${text}, ${ottlString(eventNamePattern.source)})`,
    `set(${name}, Concat(["codex.", ${text}], "")) where ${open} and ${fromCodex} and IsMatch(${text}, ${ottlString(known)})`,
  ];
  const isLocation = (text: string) => `IsMatch(${text}, ${ottlString(sourceLocationPattern.source)})`;
  const onlyDuration = globsPattern([...commonAttributes, "duration_ms"].map((text) => text.replace(/[*?]/g, "")));
  return [
    `set(cache["codex"], IsMatch(scope.name, "^codex"))`,
    `set(cache["codex"], true) where IsMatch(resource.attributes["service.name"], "^codex") or ${present("conversation.id")}`,
    ...spellingsOf("event.name")
      .toReversed()
      .map((spelling) => {
        const key = `[${ottlString(spelling)}]`;
        return `set(${said}, cache["text"]${key}) where attributes${key} != nil`;
      }),
    ...named(said),
    ...named("event_name"),
    `set(cache["body"], body.string) where IsString(body)`,
    ...named(`cache["body"]`),
    `set(${name}, ${said}) where ${open} and ${said} != "" and not ${isLocation(said)}`,
    ...fingerprints.map(
      ([event, ...names]) =>
        `set(${name}, ${ottlString(event)}) where ${[open, fromCodex, ...names.map(present)].join(" and ")}`,
    ),
    `set(cache["others"], attributes)`,
    `delete_matching_keys(cache["others"], ${ottlString(onlyDuration)})`,
    `set(${name}, "codex.turn_ttft") where ${open} and ${fromCodex} and Len(cache["others"]) == 0 and attributes["duration_ms"] != nil and attributes["conversation.id"] != nil`,
    `set(${name}, event_name) where ${open} and event_name != "" and not ${isLocation("event_name")}`,
    `set(${name}, scope.name) where ${open} and scope.name != ""`,
    `set(${name}, "(unnamed)") where ${open}`,
    `set(${target}, ${name})`,
  ];
}
