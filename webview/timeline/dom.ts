import { type SvgElement, valueText } from "./svgElement.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Draws an element. Its texts become text nodes, whatever they hold. */
export function toSvgNode({ name, attributes, children }: SvgElement): SVGElement {
  const node = document.createElementNS(svgNamespace, name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, valueText(value));
  node.append(...children.map((child) => (typeof child === "string" ? child : toSvgNode(child))));
  return node;
}

/** An element of HTML with attributes and content, which is always text. */
export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  node.append(...children);
  return node;
}
