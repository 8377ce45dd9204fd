import type { CompletionItem } from "../../toml/language/completionItem.ts";
import { cursorAt } from "../../toml/language/cursor.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { completeKeys } from "./completeKeys.ts";
import { completePaths } from "./completePaths.ts";
import { completeTableNames } from "./completeTableNames.ts";
import { completeValues } from "./completeValues.ts";
import type { LanguageContext } from "./languageContext.ts";
import { meaningOf } from "./optionPath.ts";

/**
 * What may be typed at an offset. Works from the surface of the text, so a half-typed line has its proposals. Names that
 * are written already are not proposed again: Codex refuses a key that stands twice.
 */
export function complete(document: TomlSurface, offset: number, context: LanguageContext): CompletionItem[] {
  const cursor = cursorAt(document, offset);
  switch (cursor?.kind) {
    case "key":
      return completeKeys(document, offset, cursor, context);
    case "header":
      return completeTableNames(document, offset, cursor);
    case "value":
      if (context.listFolder && meaningOf(cursor.path)?.type.kind === "path" && !cursor.inArray)
        return completePaths(document, cursor, context.listFolder);
      return completeValues(document, cursor);
    default:
      return [];
  }
}
