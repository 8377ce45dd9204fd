import { shorten } from "../../../core/text/escapeControl.ts";
import type { AttributeRow } from "../../../listener/protocol/events.ts";
import type { ViewContext, ViewItem } from "../../shared/views/viewItem.ts";

const resourcePrefix = "resource.";

/** One attribute as received, credentials masked. Below the heading "Resource" its prefix needs no repetition. */
export function attributeItem(row: AttributeRow, { l10n }: ViewContext): ViewItem {
  return {
    label: row.name.startsWith(resourcePrefix) ? row.name.slice(resourcePrefix.length) : row.name,
    description: shorten(row.text, 200),
    tooltip: [
      shorten(row.text, 2000),
      "",
      l10n.t("Attribute: {0}", row.name),
      l10n.t("Type on the wire: {0}", row.type),
      l10n.t("Data class: {0}", row.class),
    ].join("\n"),
    icon: { id: iconOf(row.type) },
    collapsible: "none",
    context: "attribute",
    accessibilityLabel: l10n.t("Attribute {0}: {1}", row.name, shorten(row.text, 200)),
  };
}

function iconOf(type: string): string {
  switch (type) {
    case "int":
    case "double":
      return "symbol-number";
    case "bool":
      return "symbol-boolean";
    case "array":
      return "symbol-array";
    case "map":
    case "bytes":
      return "symbol-object";
    default:
      return "symbol-string";
  }
}
