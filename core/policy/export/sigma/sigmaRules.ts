import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { escapeControlCharactersInLines } from "../../../text/escapeControl.ts";
import { forComment } from "../../../text/forComment.ts";
import type { Condition, Detection, Policy } from "../../model/policyModel.ts";
import { CannotSay, type Difference } from "../sayCondition.ts";
import { yamlComment, yamlDocument, yamlText } from "../yamlFile.ts";
import type { SigmaCorrelation } from "./sigmaCorrelation.ts";
import { SigmaSelections } from "./sigmaSelections.ts";

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
  const differences = new Map<string, Set<string>>();
  const documents = policy.detections.flatMap((detection, index) => {
    try {
      const written = documentsOf(policy, detection, names[index] ?? "");
      notes.push(...written.notes);
      for (const { reason } of written.differences)
        differences.set(reason, (differences.get(reason) ?? new Set()).add(detection.id));
      return written.documents;
    } catch (error) {
      if (!(error instanceof CannotSay)) throw error;
      notes.push(`The detection ${detection.id} is not there: ${error.message}.`);
      return [];
    }
  });
  for (const [reason, ids] of differences) notes.push(`${[...ids].join(", ")}: ${reason}.`);
  const header = [
    "Sigma rules for the detections of a Codex OTel policy, made by codex-otel export --to sigma.",
    "Fields have the names of Codex's attributes; map them to those of your store.",
    ...notes,
  ];
  const comment = header
    .map(
      (line) => `${yamlComment(line)}
`,
    )
    .join("");
  const rules = documents.map(
    (rule) => `---
${yamlText(yamlDocument(rule, { aliasDuplicateObjects: false }))}`,
  );
  return { text: `${comment}${rules.join("")}`, notes };
}

/** The documents of one detection, with what is to be said of it. */
interface Written {
  readonly documents: readonly object[];
  readonly notes: readonly string[];
  readonly differences: readonly Difference[];
}

function documentsOf({ secrets }: Policy, detection: Detection, name: string): Written {
  const { id, event, when, correlation } = detection;
  const differences: Difference[] = [];
  const rule = (part: string, events: readonly string[], conditions: readonly Condition[]) => {
    const selections = new SigmaSelections(secrets);
    const condition = selections.all(selections.events(events), conditions);
    differences.push(...selections.differences);
    return {
      ...head(detection, name, part),
      logsource: { product: "openai_codex", service: "otel" },
      detection: { ...selections.selections, condition },
      level: detection.severity,
    };
  };
  if (correlation === undefined) return { documents: [rule("", event, when)], notes: [], differences };
  const { kind, settings } = correlation;
  const form = kind.sigma(settings);
  if (form.kind === "cannot") throw new CannotSay("Sigma", kind.key, form.reason);
  if (form.kind !== "exact") differences.push({ word: kind.key, reason: form.reason });
  const other = kind.other(settings);
  const correlate = (parts: readonly string[]) => ({
    ...head(detection, name, ""),
    correlation: correlationRule(
      form.text,
      parts.map((part) => `${name}_${part}`),
    ),
    level: detection.severity,
  });
  const documents =
    other === undefined
      ? [rule("event", event, when), correlate(["event"])]
      : [rule("first", event, when), rule("second", other.event, other.when), correlate(["first", "second"])];
  const notes =
    form.text.within === undefined
      ? [`The detection ${id} has no time limit, which Sigma needs: its rule looks at ${timespan(untold)}.`]
      : [];
  return { documents, notes, differences };
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

const session = "conversation.id";
const untold = 24 * 60 * 60;

function correlationRule({ type, on, within, condition }: SigmaCorrelation, rules: readonly string[]) {
  const groups = on === undefined || on === session ? [session] : [session, on];
  const rule = { type, rules, "group-by": groups, timespan: timespan(within ?? untold) };
  return condition === undefined ? rule : { ...rule, condition };
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
