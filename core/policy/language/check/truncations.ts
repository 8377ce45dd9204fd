import { childOf, tablesIn } from "../../../toml/access.ts";
import { alternatives } from "../../../toml/edit/edits.ts";
import { truncate } from "../../actions/truncate.ts";
import { longestCut } from "../../model/truncation.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** Truncations that read as if something were withheld, and leave everything. */
export function checkTruncations(reporter: PolicyReporter): void {
  for (const { table } of tablesIn(childOf(reporter.document.root, "destinations")))
    for (const { entry, table: action } of tablesIn(childOf(table, "redact"))) {
      const length = childOf(action, truncate.kind);
      if (length?.kind !== "integer" || Number(length.value) <= longestCut) continue;
      const message = `Hardly anything that Codex sends is this long: ${entry.name} goes as it is. Write fewer bytes, such as 200, or "keep".`;
      reporter.report("policy/truncation-cuts-nothing", length.range, message, [
        ...alternatives(length, ["200"]),
        ...alternatives(action, ['"keep"']),
      ]);
    }
}
