import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { isHeader, textOf } from "../../../toml/access.ts";
import type { TomlDocument, TomlScalar, TomlValue } from "../../../toml/document.ts";
import { alternative, fix, replace } from "../../../toml/edit/edits.ts";
import type { WantedType } from "../../model/policyProblem.ts";

/** A value gets the type that is wanted, where it can have no other meaning. */
export function typeFixes(document: TomlDocument, value: TomlValue, wanted: WantedType): readonly Fix[] {
  const text = document.text.slice(value.range.start, value.range.end);
  switch (wanted) {
    case "string":
      return isScalar(value)
        ? [fix("Put it in quotes", replace(value.range, JSON.stringify(text)))]
        : onlyElement(document, value);
    case "boolean":
      return booleanFixes(value);
    case "number":
      return numberFixes(value);
    case "array":
      return value.kind === "string" || (value.kind === "table" && value.form === "inline")
        ? [fix("Put it in brackets", replace(value.range, `[${text}]`))]
        : bracketFixes(document, value);
    case "other":
      return otherFixes(value, text);
    case "table":
      return value.kind === "array" && value.elements.length === 1 ? bracketFixes(document, value) : [];
  }
}

/** `[detections]` for `[[detections]]`, and the other way round. */
function bracketFixes(document: TomlDocument, value: TomlValue): readonly Fix[] {
  const statement = document.statementStartingAt(value.range.start);
  if (statement === undefined || !isHeader(statement)) return [];
  const { start, end } = statement.range;
  const header = document.text.slice(start, end);
  const [title, written] =
    statement.kind === "header"
      ? ["Write double brackets", header.replace(/^\[(.*)\]/, "[[$1]]")]
      : ["Write single brackets", header.replace(/^\[\[(.*)\]\]/, "[$1]")];
  return [fix(title, replace(statement.range, written))];
}

function isScalar(value: TomlValue): value is TomlScalar {
  return value.kind !== "array" && value.kind !== "table";
}

/** `["x"]` where one string belongs. */
function onlyElement(document: TomlDocument, value: TomlValue): readonly Fix[] {
  const only = value.kind === "array" && value.elements.length === 1 ? value.elements[0] : undefined;
  if (only?.kind !== "string") return [];
  return [fix("Leave the brackets out", replace(value.range, document.text.slice(only.range.start, only.range.end)))];
}

const truths: Readonly<Record<string, string>> = {
  true: "true",
  yes: "true",
  on: "true",
  "1": "true",
  false: "false",
  no: "false",
  off: "false",
  "0": "false",
};

function booleanFixes(value: TomlValue): readonly Fix[] {
  const word = isScalar(value) ? String(value.value).toLowerCase() : "";
  const truth = Object.hasOwn(truths, word) ? truths[word] : undefined;
  return truth === undefined ? [] : [fix(`Write ${truth}`, replace(value.range, truth))];
}

function numberFixes(value: TomlValue): readonly Fix[] {
  const text = textOf(value)?.trim() ?? "";
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text) ? [fix(`Write ${text}`, replace(value.range, text))] : [];
}

/** Where a scalar belongs, a date can be its text; a length cannot be negative or broken. */
function otherFixes(value: TomlValue, text: string): readonly Fix[] {
  if (value.kind === "datetime") return [fix("Put it in quotes", replace(value.range, JSON.stringify(text)))];
  if (value.kind !== "integer" && value.kind !== "float") return [];
  const whole = Math.abs(Math.round(Number(value.value)));
  return Number.isSafeInteger(whole) ? [alternative(`Write ${whole}`, replace(value.range, String(whole)))] : [];
}
