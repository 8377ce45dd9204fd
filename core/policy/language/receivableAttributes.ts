import { resourceAttributes, spanAttributes, traceAttributes } from "../../events/catalogue.ts";
import type { Exposure } from "../../exposure/exposure.ts";
import { attributesOfEvent, eventsMatchingAny } from "./catalogueNames.ts";

/**
 * Whether an attribute that Codex sends can come with what a destination receives, by its own name: a prompt comes with no
 * event but its own, and no span carries one (recorded). What Codex sends of
 * its resource, and the body, come with any.
 */
export function receivableAttributes({ signals, receives }: Pick<Exposure, "signals" | "receives">) {
  const ofResource = resourceAttributes.filter(({ isOnlyDocumented }) => !isOnlyDocumented);
  const names = new Set(["body", ...ofResource.map(({ name }) => `resource.${name}`)]);
  if (signals.includes("logs"))
    for (const event of eventsMatchingAny(receives.map((text) => ({ text }))))
      for (const name of attributesOfEvent(event)) names.add(name);
  if (signals.includes("traces"))
    for (const name of [...spanAttributes.map((attribute) => attribute.name), ...traceAttributes]) names.add(name);
  return (name: string): boolean => names.has(name);
}
