import { headerNamePattern } from "./fixes/headerText.ts";

/** The headers that a command printed, by their names in lower case, or why Codex would export nothing, as a sentence. */
export type HelperAnswer = { readonly headers: Readonly<Record<string, string>> } | { readonly problem: string };

/** Reads what `headers_helper` printed, as Codex does: a JSON object of strings, or nothing is exported (observed). */
export function helperHeaders(printed: string): HelperAnswer {
  let json: unknown;
  try {
    json = JSON.parse(printed);
  } catch {
    json = undefined;
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return { problem: "headers_helper does not print a JSON object of strings, so Codex exports nothing." };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (typeof value !== "string" || !headerNamePattern.test(name))
      return { problem: "headers_helper prints something else than headers, so Codex exports nothing." };
    headers[name.toLowerCase()] = value;
  }
  return { headers };
}
