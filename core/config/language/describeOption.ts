import type { Option, OptionType } from "../options.ts";

/** The type of an option in a few words. */
export function typeWords(type: OptionType): string {
  switch (type.kind) {
    case "word":
      return type.words.map((word) => `"${word}"`).join(" or ");
    case "unsigned":
      return type.least === 0 ? "integer, not negative" : `integer, at least ${type.least}`;
    case "strings":
      return "table of strings";
    case "stringTables":
      return "table of tables of strings";
    case "exporter":
      return `exporter: ${type.variants.map(({ name }) => name).join(", ")}`;
    default:
      return type.kind;
  }
}

/** What an option does, its default, since when it exists and what it exposes, as Markdown. */
export function describeOption(option: Option): string {
  const facts = [
    option.required === true ? "Required." : undefined,
    option.default === undefined ? undefined : `Default: \`${option.default}\`.`,
    option.since === undefined ? undefined : `Since Codex ${option.since}.`,
  ].filter((fact) => fact !== undefined);
  const paragraphs = [option.documentation, facts.join(" "), option.safety && `**Safety:** ${option.safety}`];
  return paragraphs.filter((paragraph) => paragraph).join("\n\n");
}
