import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { escapeControlCharactersInLines } from "../../../text/escapeControl.ts";
import { forComment } from "../../../text/forComment.ts";
import type { Condition, Correlation, Detection, Policy } from "../../model/policyModel.ts";
import { yamlComment, yamlDocument, yamlText } from "../yamlFile.ts";
import { SigmaCannotSay, SigmaSelections } from "./sigmaSelections.ts";

/** The rules as one file of several YAML documents. */
export interface SigmaRules {
  readonly text: string;
  /** What Sigma says differently or cannot say, one sentence each; they are in the text too. */
  readonly notes: readonly string[];
}

/**
 * Sigma rules for the policy's detections (https://sigmahq.io/sigma-specification/): one rule for each, and for those of
 * several events a correlation rule with the rules it refers to. Fields have the names of the attributes, those of the
 * resource behind `resource.`; a session is one `conversation.id`. What Sigma has no words for is left out and named in the
 * notes.
 */
export function sigmaRules(policy: Policy): SigmaRules {
  const notes: string[] = [];
  const names = ruleNames(policy.detections);
  const documents = policy.detections.flatMap((detection, index) => {
    try {
      return documentsOf(policy, detection, names[index] ?? "", notes);
    } catch (error) {
      if (!(error instanceof SigmaCannotSay)) throw error;
      notes.push(`The detection ${detection.id} is not there: ${error.message}.`);
      return [];
    }
  });
  const compared = policy.detections.filter(({ when, correlation }) =>
    [...when, ...(correlation !== undefined && "when" in correlation ? correlation.when : [])].some(comparesNumbers),
  );
  if (compared.length > 0)
    notes.push(
      `${compared.map(({ id }) => id).join(", ")}: greater_than and less_than compare numbers. Codex sends many as text; a store that keeps them so may not find what the preview finds.`,
    );
  const header = [
    "Sigma rules for the detections of a Codex OTel policy, made by codex-otel export --to sigma.",
    "Fields have the names of Codex's attributes; map them to those of your store.",
    ...notes,
  ];
  const comment = header.map((line) => `${yamlComment(line)}\n`).join("");
  const rules = documents.map((rule) => `---\n${yamlText(yamlDocument(rule, { aliasDuplicateObjects: false }))}`);
  return { text: `${comment}${rules.join("")}`, notes };
}

function comparesNumbers(condition: Condition): boolean {
  if (condition.kind === "attribute") return condition.greaterThan !== undefined || condition.lessThan !== undefined;
  return condition.kind === "not" ? comparesNumbers(condition.condition) : condition.conditions.some(comparesNumbers);
}

function documentsOf(policy: Policy, detection: Detection, name: string, notes: string[]): object[] {
  const { id, event, when, correlation } = detection;
  const rule = (part: string, events: readonly string[], conditions: readonly Condition[]) => ({
    ...head(detection, name, part),
    logsource: { product: "openai_codex", service: "otel" },
    detection: detectionOf(policy, events, conditions),
    level: detection.severity,
  });
  if (correlation === undefined) return [rule("", event, when)];
  if (correlation.kind === "unlisted") {
    throw new SigmaCannotSay("Sigma cannot look up the value of one event in a list of another");
  }
  const correlate = (rules: readonly string[]) => ({
    ...head(detection, name, ""),
    correlation: correlationOf(id, correlation, rules, notes),
    level: detection.severity,
  });
  if (correlation.kind === "repeats") return [rule("event", event, when), correlate([`${name}_event`])];
  return [
    rule("first", event, when),
    rule("second", correlation.event, correlation.when),
    correlate([`${name}_first`, `${name}_second`]),
  ];
}

function head({ id, message }: Detection, base: string, part: string) {
  const name = part === "" ? base : `${base}_${part}`;
  const title = forComment(message).replace(/\.$/, "").trim() || id;
  return {
    title: part === "" ? clipped(title, 256) : clipped(`${title} (${part})`, 256),
    id: ruleId(name),
    name,
    status: "experimental",
    description: `${escapeControlCharactersInLines(message)}\nDetection ${forComment(id)} of a Codex OTel policy${part === "" ? "" : `, ${part} event: nothing by itself`}.`,
  };
}

function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** A name for each detection by which rules can refer to each other; no two are the same. */
function ruleNames(detections: readonly Detection[]): string[] {
  const taken = new Set<string>();
  return detections.map(({ id }) => {
    const plain = `codex_otel_${id.replace(/[^A-Za-z0-9]+/g, "_")}`;
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
    taken.add(name);
    return name;
  });
}

/** The same rule has the same id in each export: a UUID of version 5 (RFC 9562) by its name. */
function ruleId(name: string): string {
  const hex = bytesToHex(sha1(utf8ToBytes(`codex-otel/sigma/${name}`)));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function detectionOf({ secrets }: Policy, events: readonly string[], conditions: readonly Condition[]) {
  const selections = new SigmaSelections(secrets);
  const condition = selections.all(selections.events(events), conditions);
  return { ...selections.selections, condition };
}

const session = "conversation.id";
const untold = 24 * 60 * 60;

function correlationOf(
  id: string,
  correlation: Exclude<Correlation, { kind: "unlisted" }>,
  rules: readonly string[],
  notes: string[],
) {
  const { kind, on, within } = correlation;
  if (within === undefined) {
    notes.push(`The detection ${id} has no time limit, which Sigma needs: its rule looks at ${timespan(untold)}.`);
  }
  const groups = on === undefined || on === session ? [session] : [session, on];
  const shared = { rules, "group-by": groups, timespan: timespan(within ?? untold) };
  switch (kind) {
    case "repeats":
      return { type: "event_count", ...shared, condition: { gte: correlation.times } };
    case "join":
      return { type: "temporal", ...shared };
    case "then":
      return { type: "temporal_ordered", ...shared };
  }
}

const units: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
];

/** Seconds in the largest unit that says them exactly. */
function timespan(seconds: number): string {
  const unit = units.find(([, length]) => seconds % length === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}
