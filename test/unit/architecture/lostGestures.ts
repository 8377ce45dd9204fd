import { childrenOf, isNode, type Node, syntaxTree } from "./syntaxTree.ts";

/** What a locator of Playwright does once, and a window may lose. */
const ofLocators = new Set(["click", "dblclick", "hover", "focus", "fill", "press", "pressSequentially", "dragTo"]);
/** What is done to the window as a whole, wherever the focus is. */
const devices = new Set(["keyboard", "mouse"]);
/** Whose functions are done once. */
const doneOnce = new Set(["it", "test", "beforeAll", "beforeEach", "afterAll", "afterEach"]);

const isFunction = ({ type }: Node): boolean => type.endsWith("FunctionExpression") || type === "FunctionDeclaration";

/**
 * Clicks, keys and the like in an editor test that are made once and then relied on: `FILE: WHAT`. Each has to end with an
 * attempt, by `inAttempt`, and to be part of what is repeated, which is a function that is given to another one.
 */
export function lostGestures(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Node, place: "once" | "named" | "repeated") => {
    const gesture = gestureOf(node);
    const text = source.slice(node.start, node.end);
    const isSafe = gesture === "device" ? place === "repeated" : place !== "once" && /[({,.\s]inAttempt\b/.test(text);
    if (gesture !== undefined && !isSafe) found.push(`${file}: ${text}`);
    for (const child of childrenOf(node)) visit(child, isFunction(child) ? placeOf(child, node) : place);
  };
  visit(syntaxTree(file, source), "once");
  return found;
}

function placeOf(node: Node, parent: Node): "once" | "named" | "repeated" {
  if (parent.type !== "CallExpression" || parent.callee === node) return "named";
  return doneOnce.has(rootName(parent.callee)) ? "once" : "repeated";
}

/** The first name of `a.b(c).d`. */
function rootName(node: unknown): string {
  if (!isNode(node)) return "";
  return node.type === "Identifier" ? String(node.name) : rootName(node.object ?? node.callee ?? node.tag);
}

function gestureOf({ type, callee }: Node): "locator" | "device" | undefined {
  if (type !== "CallExpression" || !isNode(callee) || !isNode(callee.property)) return undefined;
  const { object, property } = callee;
  const target = isNode(object) && isNode(object.property) ? String(object.property.name) : "";
  if (devices.has(target)) return "device";
  return ofLocators.has(String(property.name)) ? "locator" : undefined;
}
