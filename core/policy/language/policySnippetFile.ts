import type { EditorSnippet } from "../../config/language/snippetFile.ts";
import { literal } from "../../toml/language/snippetText.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { catalogueAttributes } from "./catalogueNames.ts";
import { type TableSnippet, tableSnippets, usualLine } from "./policySnippets.ts";

/** The classes that a destination should not get without a thought. */
const privateClasses = ["prompt", "agent_response", "tool_arguments", "tool_output", "file_path", "identity", "host"];

/** The content of `snippets/otel-policy.json`: a small whole policy, and the tables that a policy has several of. */
export function policySnippetFile(vocabulary: Vocabulary = productVocabulary): Readonly<Record<string, EditorSnippet>> {
  const { destination, detection, sample } = tableSnippets(vocabulary);
  return {
    "Codex OTel policy: a whole policy": {
      prefix: ["otel-policy"],
      body: wholePolicy(vocabulary, destination),
      description: "A small policy: data classes from the catalogue of what Codex sends, and one destination.",
    },
    "Codex OTel policy: destination": snippetOf(destination),
    "Codex OTel policy: detection": snippetOf(detection),
    "Codex OTel policy: sample of a detection": snippetOf(sample),
  };
}

function snippetOf({ prefix, lines, documentation }: TableSnippet): EditorSnippet {
  return { prefix, body: [...lines, ""], description: documentation };
}

function wholePolicy({ tables: { hashing } }: Vocabulary, { lines }: TableSnippet): readonly string[] {
  const classes = privateClasses.map((name) => {
    const own = catalogueAttributes.filter(({ definition }) => definition.class === name);
    return `${name} = [${own.map((attribute) => literal(JSON.stringify(attribute.name))).join(", ")}]`;
  });
  return [
    "version = 1",
    "",
    "[classes]",
    'credential = ["*password*", "*secret*", "*api_key*", "authorization", "*token"]',
    ...classes,
    "",
    "[hashing]",
    ...hashing.map(({ name, example }) => `${name} = ${example}`),
    "",
    "[secrets]",
    `authorization_header = '${literal("(?i)(?:bearer|basic|apikey)\\s+[A-Za-z0-9._~+/=-]{16,}")}'`,
    "",
    ...lines,
    ...["file_path", "host"].map(usualLine),
    "",
  ];
}
