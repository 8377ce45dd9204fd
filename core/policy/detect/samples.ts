import type { CodexEvent } from "../../events/codexEvent.ts";
import { timeOf } from "../../events/eventTime.ts";
import type { AnyValue } from "../../otlp/anyValue.ts";
import type { Detection, DetectionSample, Policy, PolicyScalar, SecretDefinition } from "../model/policyModel.ts";
import { DetectionEngine } from "./detections.ts";

/** A sample that did not turn out as the policy says it must. */
export interface SampleFailure {
  readonly detection: string;
  readonly sample: string;
  readonly message: string;
}

/** Runs every detection over its own samples, each alone and with an empty memory. */
export function runSamples(policy: Policy): SampleFailure[] {
  return policy.detections.flatMap((detection) => {
    const fails = sampleCheck(policy.secrets, detection);
    return detection.samples.flatMap((sample) => {
      const message = fails(sample);
      return message === undefined ? [] : [{ detection: detection.id, sample: sample.title, message }];
    });
  });
}

/**
 * Tells of each sample why it does not turn out as it says it must; undefined when it does. Events happen when their
 * `event.timestamp` says; those without one, when the one before them did.
 */
export function sampleCheck(
  secrets: readonly SecretDefinition[],
  detection: Detection,
): (sample: DetectionSample) => string | undefined {
  const engine = new DetectionEngine({ secrets, detections: [detection] });
  return ({ events, finds }) => {
    engine.forget();
    const found = events.some((attributes) => engine.inspect(sampleEvent(attributes)).length > 0);
    if (found === finds) return undefined;
    return finds ? "Nothing was found in this sample." : "This sample must not be found, but was.";
  };
}

/** The event that a sample describes. */
export function sampleEvent(attributes: ReadonlyMap<string, PolicyScalar>): CodexEvent {
  const own = new Map<string, AnyValue>();
  const resource = new Map<string, AnyValue>();
  for (const [name, scalar] of attributes) {
    if (name.startsWith("resource.")) resource.set(name.slice("resource.".length), scalarValue(scalar));
    else own.set(name, scalarValue(scalar));
  }
  return {
    name: String(attributes.get("event.name") ?? "(unnamed)"),
    nameSource: "attribute",
    ...timeOf(0n, 0n, own.get("event.timestamp")),
    session: String(attributes.get("conversation.id") ?? "sample"),
    attributes: own,
    resource,
    body: undefined,
    scope: "",
    severityText: "",
    traceId: "",
    spanId: "",
  };
}

function scalarValue(scalar: PolicyScalar): AnyValue {
  if (typeof scalar === "string") return { kind: "string", value: scalar };
  if (typeof scalar === "bigint") return { kind: "int", value: scalar };
  if (typeof scalar === "boolean") return { kind: "bool", value: scalar };
  return { kind: "double", value: scalar };
}
