import { childOf } from "../../toml/access.ts";
import type { TomlTable } from "../../toml/document.ts";
import type { CorrelationKind } from "../correlations/correlation.ts";

/** What a detection says of several events, as it is written. */
export interface CorrelationTable {
  readonly kind: CorrelationKind;
  readonly table: TomlTable;
}

export function correlationTables(
  detection: TomlTable,
  correlations: readonly CorrelationKind[],
): readonly CorrelationTable[] {
  return correlations.flatMap((kind) => {
    const table = childOf(detection, kind.key);
    return table?.kind === "table" ? [{ kind, table }] : [];
  });
}
