import { escapeControlCharacters, replaceUnseen } from "../../core/text/escapeControl.ts";

/** An element of SVG as data, so that it can be drawn in a window, written to a file and looked at in a test. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly children: readonly (SvgElement | string)[];
}

export const element = (
  name: string,
  attributes: SvgElement["attributes"],
  ...children: readonly (SvgElement | string)[]
): SvgElement => ({ name, attributes, children });

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML 1.0 does not allow beside control characters, https://www.w3.org/TR/xml/#charsets. */
const notAllowed = /[\ufffe\uffff]/g;

/** Text as it stands in an XML document: what would not show is escaped, line feeds and tabs stay. */
export const escapeXml = (text: string): string =>
  replaceUnseen(text, (character) => (/[\t\n]/.test(character) ? character : escapeControlCharacters(character)))
    .replace(notAllowed, "�")
    .replace(/[&<>"']/g, (character) => references[character] ?? character);

/** The element as text. */
export function toXml({ name, attributes, children }: SvgElement): string {
  const written = Object.entries(attributes)
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(valueText(value))}"`)
    .join("");
  const content = children.map((child) => (typeof child === "string" ? escapeXml(child) : toXml(child))).join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Coordinates need no more than a hundredth of a pixel. */
export const valueText = (value: string | number | boolean): string =>
  typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value);
