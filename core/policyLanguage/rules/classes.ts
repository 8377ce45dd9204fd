import type { Fix } from "../../codex/diagnostic.ts";
import { alternative, quoteKey } from "../../codex/fixes/edits.ts";
import { type Destination, unknownClass } from "../../policy/policyModel.ts";
import { nameList } from "../catalogueNames.ts";
import { addEntry } from "../fixes/addEntry.ts";
import { childOf, nameRange, type PolicyReporter, tablesIn } from "../policyReporter.ts";

/** Classes that are kept only because nobody said anything about them. */
export function checkClasses(reporter: PolicyReporter): void {
  const { document, draft } = reporter;
  if (draft.destinations.length === 0 || document.errors.length > 0) return;
  const unmentioned = new Set(
    draft.classes.map(({ name }) => name).filter((name) => !draft.destinations.some(({ redact }) => redact.has(name))),
  );
  const classes = document.root.entries.get("classes")?.value;
  for (const entry of classes?.kind === "table" ? classes.entries.values() : []) {
    if (!unmentioned.has(entry.name)) continue;
    const message = `No destination says what becomes of ${entry.name}: all of them get it as it is.`;
    reporter.report("policy/class-unmentioned", nameRange(entry), message);
  }
  const names = draft.classes.map(({ name }) => name);
  for (const { entry, table } of tablesIn(childOf(document.root, "destinations"))) {
    const destination = draft.destinations.find(({ name }) => name === entry.name);
    if (destination === undefined) continue;
    const undecided = undecidedClasses(destination, [...names, unknownClass]).filter((name) => !unmentioned.has(name));
    if (undecided.length === 0) continue;
    const message = `${entry.name} gets ${nameList(undecided).replaceAll("`", "")} as it is, for its redact does not say otherwise.`;
    const fixes = decideFixes(reporter, entry.name, undecided, table.entries.has("redact"));
    reporter.report(
      "policy/class-undecided",
      table.entries.get("redact")?.keys[0]?.range ?? nameRange(entry),
      message,
      fixes,
    );
  }
}

/** The classes that a destination's `redact` does not name. */
export function undecidedClasses({ redact }: Destination, classes: readonly string[]): readonly string[] {
  return classes.filter((name) => !redact.has(name));
}

/** Only the person can know what is right: each action for all of them is offered, none is preferred. */
function decideFixes(reporter: PolicyReporter, destination: string, names: readonly string[], exists: boolean): Fix[] {
  if (!exists) return [];
  const list = names.length > 3 ? "these classes" : names.join(", ");
  return ["mask", "drop", "keep"].flatMap((action) => {
    const pairs = names.map((name) => `${quoteKey(name)} = "${action}"`);
    const edits = addEntry(reporter.document, ["destinations", destination, "redact"], pairs);
    return edits === undefined ? [] : [alternative(`Write "${action}" for ${list}`, edits)];
  });
}
