import type { ActionIndex } from "../../../core/policy/actions/actionIndex.ts";
import { describePolicyKey, policyTypeWords } from "../../../core/policy/language/policyMeaning.ts";
import { elementType, type PolicyKey, type PolicyType } from "../../../core/policy/schema/policyType.ts";
import { isCondition, keysOf, tableKeys } from "../../../core/policy/schema/tableKeys.ts";
import { productVocabulary, type Vocabulary } from "../../../core/policy/vocabulary.ts";

const introduction = `# What a policy may say

Every key of \`otel-policy.toml\`. Diagnostics, completion and hover come from the same table; [policy.md](policy.md) says
what it is all for.

This page is made from it: \`npx vitest run --project unit test/unit/docs -u\`.
`;

/** The text of docs/policy-reference.md. */
export function renderPolicyReference(vocabulary: Vocabulary = productVocabulary): string {
  return [introduction, ...tableKeys("policy", vocabulary).map((key) => renderKey(key, [], vocabulary))].join("\n");
}

const names = {
  class: "CLASS",
  classOfPolicy: "CLASS",
  secret: "NAME",
  destination: "NAME",
  header: "HEADER",
  eventAttribute: "ATTRIBUTE",
} as const;

function renderKey(key: PolicyKey, path: readonly string[], vocabulary: Vocabulary): string {
  const own = [...path, key.name];
  const depth = own.filter((name) => !/^[A-Z]+$/.test(name)).length + 1;
  const heading = `${"#".repeat(Math.min(depth, 4))} ${own.join(".")}`;
  const section = `${heading}\n\nType: ${policyTypeWords(key.type, vocabulary)}.\n\n${describePolicyKey(key)}\n${words(key.type, vocabulary)}${example(key)}`;
  return [section, ...children(key.type, own, vocabulary)].join("\n");
}

function words(type: PolicyType, { actions }: Vocabulary): string {
  const element = elementType(type);
  const inner = element.kind === "named" ? elementType(element.of) : element;
  if (inner.kind === "action") return actionTable(actions);
  if (inner.kind !== "word") return "";
  const rows = inner.words.map(({ name, documentation }) => `| \`${name}\` | ${documentation} |`);
  return `\n| word | meaning |\n|---|---|\n${rows.join("\n")}\n`;
}

/** Each action with what it leaves of an example. */
export function actionTable({ all }: ActionIndex): string {
  const rows = all.map(({ kind, proposedBytes, documentation, example: { bytes, before, after } }) => {
    const word = proposedBytes === undefined ? kind : `{ ${kind} = N }`;
    const given = bytes === undefined ? `\`${before}\`` : `\`${before}\`, N = ${bytes}`;
    return `| \`${word}\` | ${documentation} | ${given} | ${after === undefined ? "nothing" : `\`${after}\``} |`;
  });
  return `\n| word | meaning | of | is left |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function example({ name, example: text }: PolicyKey): string {
  return `\n\`\`\`toml\n${name} = ${text}\n\`\`\`\n`;
}

/** Conditions may hold conditions: they are shown once, where they stand first. */
function children(type: PolicyType, path: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const element = elementType(type);
  if (element.kind === "named") {
    const own = keysOf(element, vocabulary).map((key) => renderKey(key, path, vocabulary));
    return [...own, ...children(element.of, [...path, names[element.names]], vocabulary)];
  }
  if (element.kind === "action") return [];
  if (isCondition(element) && (path.length > 3 || path[0] === "detections" || path.includes("any"))) return [];
  return keysOf(element, vocabulary).map((key) => renderKey(key, path, vocabulary));
}
