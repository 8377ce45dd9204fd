// Writes l10n/bundle.l10n.json, the texts that wait for translation: npm run l10n
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
export const bundleFile = join(root, "l10n/bundle.l10n.json");

/** Layers in which texts are translated. */
const folders = ["client", "core", "listener", "server", "system"];
/** Tables whose titles are translated where they are shown, with `l10n.t(title)`. */
const titleTables = ["core/setup/basicFields.ts"];
/** Each file of these folders is such a table. */
const titleFolders = ["core/events/definitions/", "core/policy/actions/"];

/**
 * Texts of the source that are shown translated.
 *
 * @typedef {object} TranslatedTexts
 * @property {readonly string[]} texts
 * @property {readonly string[]} problems calls that cannot be translated: `FILE:LINE: WHY: CALL`
 */

/**
 * A node of the syntax tree. Its properties are those of ESTree; what is read of them is checked where it is read.
 *
 * @typedef {any} Node
 */

/**
 * All of them, in the order of their characters, each once.
 *
 * @returns {Promise<TranslatedTexts>}
 */
export async function collectTexts() {
  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {string[]} */
  const problems = [];
  for (const folder of folders) {
    for (const file of (await sourceFiles(join(root, folder))).sort()) {
      const path = relative(root, file).replaceAll("\\", "/");
      const found = textsIn(path, await readFile(file, "utf8"));
      for (const text of found.texts) texts.add(text);
      problems.push(...found.problems);
    }
  }
  return { texts: [...texts].sort(), problems };
}

/**
 * Those of one file, in their order. Throws when the source is not TypeScript.
 *
 * @param {string} path decides whether the file is a table whose titles are translated
 * @param {string} source
 * @returns {TranslatedTexts}
 */
export function textsIn(path, source) {
  /** @type {(string | undefined)[]} */
  const texts = [];
  /** @type {string[]} */
  const problems = [];
  const { program, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const isTable = titleTables.includes(path) || titleFolders.some((folder) => path.startsWith(folder));
  visit(program, (node) => {
    if (isTable && node.type === "Property" && node.key.name === "title") texts.push(literalOf(node.value));
    if (!isTranslation(node)) return;
    const [argument] = node.arguments;
    const text = literalOf(argument);
    const line = source.slice(0, node.start).split("\n").length;
    if (text !== undefined) {
      texts.push(text);
      if (!isFilled(text, node.arguments.slice(1))) problems.push(`${path}:${line}: places and values differ: ${text}`);
    } else if (!(argument?.type === "Identifier" && argument.name === "title")) {
      const call = source.slice(node.start, node.end).split("\n", 1)[0];
      problems.push(`${path}:${line}: the text is not written out: ${call}`);
    }
  });
  return { texts: texts.filter((text) => text !== undefined), problems };
}

/**
 * The text of `l10n/bundle.l10n.json`.
 *
 * @param {readonly string[]} texts
 */
export const renderBundle = (texts) =>
  `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`;

/**
 * `l10n.t(…)`, `vscode.l10n.t(…)`, `context.l10n.t(…)`.
 *
 * @param {Node} node
 */
function isTranslation({ type, callee }) {
  if (type !== "CallExpression" || callee.type !== "MemberExpression" || callee.property.name !== "t") return false;
  const { object } = callee;
  return object.name === "l10n" || object.property?.name === "l10n";
}

/**
 * Whether there is a value for each place of a text, and no other.
 *
 * @param {string} text
 * @param {readonly Node[]} values
 */
function isFilled(text, values) {
  if (values.some(({ type }) => type === "SpreadElement")) return true;
  const places = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index)));
  return places.size === values.length && values.every((_, index) => places.has(index));
}

/**
 * A text that is written out, without values in it; undefined for everything else.
 *
 * @param {Node} node
 * @returns {string | undefined}
 */
function literalOf(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

/**
 * Looks at a node and at all below it.
 *
 * @param {Node} node
 * @param {(node: Node) => void} look
 */
function visit(node, look) {
  if (Array.isArray(node)) for (const one of node) visit(one, look);
  else if (node !== null && typeof node === "object") {
    if (typeof node.type === "string") look(node);
    for (const value of Object.values(node)) if (typeof value === "object") visit(value, look);
  }
}

/** @param {string} folder */
async function sourceFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, problems } = await collectTexts();
  for (const problem of problems) console.error(problem);
  await mkdir(dirname(bundleFile), { recursive: true });
  await writeFile(bundleFile, renderBundle(texts));
  console.log(`${texts.length} texts in ${relative(root, bundleFile)}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
