import type { CodexEvent } from "../../events/codexEvent.ts";
import type { AnyValue } from "../../otlp/anyValue.ts";
import { keep } from "../actions/keep.ts";
import type { Answer } from "../model/conditionAnswer.ts";
import { conditionsOf } from "../model/detectionConditions.ts";
import type { DestinationOutcome, Finding, RedactionAction, RoutingDecision } from "../model/outcome.ts";
import type { Detection } from "../model/policyModel.ts";
import { compileGlob } from "../patterns/glob.ts";
import { tooLongForPatterns } from "../secrets/stepMeter.ts";
import type { CompiledDestination, CompiledPolicy } from "./compilePolicy.ts";
import { type CompiledCondition, compileCondition } from "./conditions.ts";
import { conditionText } from "./conditionText.ts";
import { evaluate, evaluateFor } from "./evaluate.ts";
import { conditionContext } from "./policyScan.ts";
import { type IdAccount, seenIds } from "./recordIds.ts";

/** One rule that was asked about an event, in the order in which rules are asked. */
export interface AccountStep {
  /** Path inside the policy, such as `destinations.siem.when[0]`. */
  readonly rule: string;
  /** `not-asked`: a rule before it had decided. */
  readonly outcome: "holds" | "does-not-hold" | "not-asked";
  /** One sentence. It has the words of the policy and never a value of the event. */
  readonly text: string;
}

/** What becomes of an attribute on its way to a destination. */
export interface AttributeAccount {
  /** `prompt`, `resource.host.name` or `body`. */
  readonly attribute: string;
  /** Data class, or `unknown`. */
  readonly class: string;
  /** Also `keep`. */
  readonly action: RedactionAction;
  /** Path inside the policy of what decided; that of `redact.default` when the destination says nothing about the class. */
  readonly rule: string;
  readonly secrets?: Readonly<Record<string, number>>;
}

/** Why a destination gets an event or doesn't, rule by rule, and what becomes of each attribute. */
export interface DestinationAccount extends RoutingDecision {
  readonly steps: readonly AccountStep[];
  /** For a withheld event: what would have become of them. */
  readonly attributes: readonly AttributeAccount[];
  /** The ids of trace and span that the record has itself; those that it does not have are left out. */
  readonly ids: readonly IdAccount[];
}

/** Why a detection that looks at events of this name found this one or didn't. */
export interface DetectionAccount {
  readonly id: string;
  readonly found: boolean;
  /** Path inside the policy of what decided. */
  readonly rule: string;
  /** One sentence, of the words of the policy. */
  readonly text: string;
}

/** Everything the policy says about an event. */
export interface EventAccount {
  readonly destinations: readonly DestinationAccount[];
  readonly detections: readonly DetectionAccount[];
}

/**
 * The ordered account of what the policy does with an event. `findings` are those that the stream gave at it. It is worked
 * out when it is asked for and costs more than `evaluate`, with which it always agrees.
 */
export function explainEvent(
  policy: CompiledPolicy,
  event: CodexEvent,
  findings: readonly Pick<Finding, "id">[],
): EventAccount {
  const outcomes = evaluate(policy, event);
  return {
    destinations: policy.destinations.map((destination, index) =>
      accountOf(policy, destination, event, outcomes[index] as DestinationOutcome),
    ),
    detections: explainDetections(policy, event, findings),
  };
}

/** The same for one destination and its outcome. */
export function accountOf(
  policy: CompiledPolicy,
  destination: CompiledDestination,
  event: CodexEvent,
  { decision, rule, reason }: RoutingDecision,
): DestinationAccount {
  const attributes = partsOf(event).flatMap((part) => partAccount(policy, destination, part));
  const { name } = destination.definition;
  return {
    destination: name,
    decision,
    rule,
    reason,
    steps: steps(destination, event),
    attributes,
    ids: seenIds(policy, policy.destinations.indexOf(destination), event).map(({ text, ...account }) => account),
  };
}

/**
 * The event's attributes, body and resource each alone: an attribute may be called `body` or `resource.host.name` and is
 * another one then.
 */
function partsOf(event: CodexEvent): readonly CodexEvent[] {
  const none: ReadonlyMap<string, AnyValue> = new Map();
  return [
    { ...event, resource: none, body: undefined },
    { ...event, attributes: none, resource: none },
    { ...event, attributes: none, body: undefined },
  ];
}

function partAccount(
  policy: CompiledPolicy,
  destination: CompiledDestination,
  part: CodexEvent,
): readonly AttributeAccount[] {
  const redactions = evaluateFor(policy, destination.definition.name, part)?.redactions ?? [];
  const changed = new Map(redactions.map((redaction) => [redaction.attribute, redaction]));
  const names = attributeNames(policy, part);
  const attributes = names.map((attribute): AttributeAccount => {
    const redaction = changed.get(attribute);
    if (redaction === undefined) return kept(policy, destination, attribute);
    const { class: dataClass, action, rule: decided, secrets } = redaction;
    return { attribute, class: dataClass, action, rule: decided, ...(secrets && { secrets }) };
  });
  // attributes whose names are secrets have no name here
  return [...attributes, ...redactions.filter(({ attribute }) => !names.includes(attribute))];
}

/** A name that holds a secret is not among them. */
function attributeNames(policy: CompiledPolicy, { attributes, resource, body }: CodexEvent): readonly string[] {
  const present = (values: ReadonlyMap<string, AnyValue>, prefix: "" | "resource.") => {
    const planOf = prefix === "" ? policy.planOf : policy.resourcePlanOf;
    return [...values.keys()].filter((name) => planOf(name).secretsInName === undefined).map((name) => prefix + name);
  };
  const hasBody = body !== undefined && body.kind !== "empty";
  return [...present(attributes, ""), ...(hasBody ? ["body"] : []), ...present(resource, "resource.")];
}

function kept(policy: CompiledPolicy, { actionOf }: CompiledDestination, attribute: string): AttributeAccount {
  const dataClass = policy.classOf(attribute);
  return { attribute, class: dataClass, action: keep.kind, rule: actionOf(dataClass).rule };
}

function steps({ definition, path, receives, when }: CompiledDestination, event: CodexEvent): readonly AccountStep[] {
  const { name } = definition;
  let decided = false;
  const step = (rule: string, holds: () => Answer, good: string, bad: string): AccountStep => {
    if (decided) return { rule, outcome: "not-asked", text: "Not asked: a rule before it has decided." };
    const answer = holds();
    if (answer === undefined) return { rule, outcome: "does-not-hold", text: `Not tried: ${tooLongForPatterns}.` };
    return answer ? { rule, outcome: "holds", text: good } : { rule, outcome: "does-not-hold", text: bad };
  };
  const takesLogs = definition.signals.includes("logs");
  const all: AccountStep[] = [
    step(`${path}.signals`, () => takesLogs, `${name} takes logs.`, `${name} does not take logs.`),
  ];
  decided = !takesLogs;
  let received = false;
  for (const [index, glob] of receives.entries()) {
    const rule = `${path}.receives[${index}]`;
    if (received)
      all.push({ rule, outcome: "not-asked", text: `Not asked: an entry before ${glob.text} has let it through.` });
    else {
      const asked = step(
        rule,
        () => glob.matches(event.name),
        `${glob.text} names this event.`,
        `${glob.text} names other events.`,
      );
      received = asked.outcome === "holds";
      all.push(asked);
    }
  }
  if (receives.length === 0) all.push(step(`${path}.receives`, () => false, "", `${name} receives no events by name.`));
  decided ||= !received;
  for (const [index, condition] of when.entries()) {
    const words = definition.when[index];
    const text = words === undefined ? "" : conditionText(words);
    const asked = step(
      `${path}.when[${index}]`,
      () => condition(event),
      `The condition holds: ${text}.`,
      `The condition does not hold: ${text}.`,
    );
    decided ||= asked.outcome === "does-not-hold";
    all.push(asked);
  }
  return all;
}

/** Why each detection that looks at events of this name found it or didn't. */
export function explainDetections(
  policy: CompiledPolicy,
  event: CodexEvent,
  findings: readonly Pick<Finding, "id">[],
): readonly DetectionAccount[] {
  const conditions = detectionConditions(policy);
  return policy.policy.detections.flatMap((detection, index) => {
    const path = `detections[${index}]`;
    const found = findings.some(({ id }) => id === detection.id);
    const named = detection.event.some((glob) => compileGlob(glob).matches(event.name));
    if (found)
      return [
        { id: detection.id, found, rule: path, text: `It found this event: ${detection.message.replace(/\.$/, "")}.` },
      ];
    if (!named) return correlated(detection, event, path);
    const answers = detection.when.map((_, i) => conditions[index]?.[i]?.(event));
    const failed = answers.findIndex((answer) => answer !== true);
    const condition = detection.when[failed];
    if (condition !== undefined) {
      const text =
        answers[failed] === undefined
          ? `The condition was not tried: ${tooLongForPatterns}.`
          : `The condition does not hold: ${conditionText(condition)}.`;
      return [{ id: detection.id, found, rule: `${path}.when[${failed}]`, text }];
    }
    return [
      {
        id: detection.id,
        found,
        rule: `${path}.${detection.correlation?.kind.key ?? "event"}`,
        text: needed(detection),
      },
    ];
  });
}

const compiledDetections = new WeakMap<CompiledPolicy, readonly (readonly CompiledCondition[])[]>();

/** The conditions of each detection, made ready once for each policy. */
function detectionConditions(policy: CompiledPolicy): readonly (readonly CompiledCondition[])[] {
  const known = compiledDetections.get(policy);
  if (known !== undefined) return known;
  const context = conditionContext(policy.policy.secrets, conditionsOf(policy.policy.detections));
  const compiled = policy.policy.detections.map(({ when }) =>
    when.map((condition) => compileCondition(condition, context)),
  );
  compiledDetections.set(policy, compiled);
  return compiled;
}

/** Of an event that can only be the second one of a finding. */
function correlated(detection: Detection, event: CodexEvent, path: string): readonly DetectionAccount[] {
  const { id, correlation } = detection;
  const other = correlation?.kind.other(correlation.settings);
  if (correlation === undefined || other === undefined) return [];
  if (!other.event.some((glob) => compileGlob(glob).matches(event.name))) return [];
  return [{ id, found: false, rule: `${path}.${correlation.kind.key}`, text: needed(detection) }];
}

/** What several events have to have in common. */
function needed({ event, correlation }: Detection): string {
  if (correlation === undefined) return "It did not find this event.";
  return correlation.kind.words(correlation.settings, event.join(" or "));
}
