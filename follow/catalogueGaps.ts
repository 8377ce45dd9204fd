import {
  attributeDefinition,
  commonAttributes,
  eventDefinition,
  resourceAttributeDefinition,
} from "../core/events/catalogue.ts";
import { metricDefinition } from "../core/events/metrics.ts";
import type { WireShape } from "./wireShape.ts";

/** What Codex sends and the catalogue in `core/events` does not have. */
export interface CatalogueGaps {
  readonly events: readonly string[];
  /** `codex.sse_event model_reasoning_effort` where the event does not list it, with `unknown` where nobody does. */
  readonly attributes: readonly string[];
  readonly resourceAttributes: readonly string[];
  readonly spanAttributes: readonly string[];
  /** `codex.tool.call` where nobody knows the metric, `codex.tool.call sandbox` where it does not list an attribute. */
  readonly metrics: readonly string[];
}

/** Finds what of a shape has no definition. */
export function catalogueGaps(shape: WireShape): CatalogueGaps {
  const events = new Set<string>();
  const attributes: string[] = [];
  for (const [key, types] of shape.eventAttributes) {
    const [event = "", name = ""] = key.split(" ");
    const definition = eventDefinition(event);
    const attribute = attributeDefinition(name);
    if (definition === undefined) events.add(event);
    if (attribute === undefined) attributes.push(`${key}: unknown`);
    else if (definition !== undefined && ![...definition.attributes, ...commonAttributes].includes(attribute.name))
      attributes.push(`${key}: not listed for this event`);
    else {
      const others = [...types].filter((type) => !attribute.types.some((known) => known === type));
      if (others.length > 0) attributes.push(`${key}: as ${others.join(", ")}`);
    }
  }
  return {
    events: [...events].sort(),
    attributes: attributes.sort(),
    resourceAttributes: namesBelow(shape.resources).filter((name) => resourceAttributeDefinition(name) === undefined),
    spanAttributes: namesBelow(shape.spans).filter((name) => attributeDefinition(name) === undefined),
    metrics: metricGaps(shape.metrics),
  };
}

function metricGaps(sent: WireShape["metrics"]): readonly string[] {
  const gaps = [...sent].flatMap(([name, attributes]) => {
    const known = metricDefinition(name)?.attributes;
    if (known === undefined) return [name];
    return [...attributes].filter((one) => !known.includes(one)).map((one) => `${name} ${one}: not listed`);
  });
  return gaps.sort();
}

const namesBelow = (names: WireShape["spans"]): readonly string[] =>
  [...new Set([...names.values()].flatMap((below) => [...below]))].sort();
