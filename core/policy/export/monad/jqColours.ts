import { colourPatterns, colourPieces } from "../../secrets/terminalColours.ts";
import { jqString } from "./jqText.ts";

/** The jq filter that takes the colours of a terminal out of a text. */
export const jqColoursOut = `if ascii_downcase as $text | any(${JSON.stringify(colourPieces)}[]; . as $piece | $text | contains($piece)) then ${colourPatterns
  .map(({ source, keptGroup }) =>
    keptGroup === 0
      ? `gsub(${jqString(source)}; "")`
      : `gsub(${jqString(source.replace("(", "(?<kept>"))}; "\\(.kept)")`,
  )
  .join(" | ")} else . end`;
