import { type IdName, idNames } from "../../../core/policy/model/recordIds.ts";

/** What a line of a redaction preview shows. */
export interface PreviewPlace {
  /** Which event of the document, from 0. */
  readonly index: number;
  /** `prompt`, `resource.host.name` or `body`; undefined for a line about the event itself. */
  readonly attribute: string | undefined;
  /** The id of a trace or span that the record has itself, where the line is about one. */
  readonly id?: IdName;
}

/**
 * Finds what a line of a preview is about by its indentation: previews are JSON with two spaces a level, of one event or of
 * an array of events. undefined for a line of no event.
 */
export function placeInPreview(lines: readonly string[], line: number): PreviewPlace | undefined {
  const isArray = lines[0] === "[";
  const depth = isArray ? 2 : 0;
  const index = isArray ? lines.slice(0, line + 1).filter((text) => /^ {2}\{$/.test(text)).length - 1 : 0;
  if (index < 0 || !/^[{[]$/.test(lines[0] ?? "")) return undefined;
  const key = (at: number, indentation: number): string | undefined => {
    const text = lines[at] ?? "";
    const found = new RegExp(`^ {${indentation}}("(?:[^"\\\\]|\\\\.)*"):`).exec(text)?.[1];
    return found === undefined ? undefined : (JSON.parse(found) as string);
  };
  let name: string | undefined;
  for (let at = line; at >= 0; at--) {
    name ??= key(at, depth + 4);
    const section = key(at, depth + 2);
    if (section === undefined) continue;
    const id = idNames.find((one) => one === section);
    if (id !== undefined) return { index, attribute: undefined, id };
    if (section === "body") return { index, attribute: "body" };
    const isSection = section === "attributes" || section === "resource";
    if (!isSection || name === undefined) return { index, attribute: undefined };
    return { index, attribute: section === "resource" ? `resource.${name}` : name };
  }
  return { index, attribute: undefined };
}
