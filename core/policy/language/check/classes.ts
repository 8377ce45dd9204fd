import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { someOf } from "../../../text/someOf.ts";
import { childOf, entriesIn, keyOf, tablesIn } from "../../../toml/access.ts";
import type { TomlTable } from "../../../toml/document.ts";
import { alternative, quoteKey } from "../../../toml/edit/edits.ts";
import { unnamedAction } from "../../evaluate/classAction.ts";
import { defaultKey, mostDestinations, unknownClass } from "../../model/policyModel.ts";
import { addEntry } from "../fixes/addEntry.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** Classes that are masked only because nobody said anything about them. */
export function checkClasses(reporter: PolicyReporter): void {
  const { document, draft, whole } = reporter;
  const destinations = tablesIn(childOf(whole, "destinations"));
  if (destinations.length === 0 || document.errors.length > 0) return;
  const names = draft.classes.map(({ name }) => name);
  const mentioned = new Set(destinations.flatMap(({ table }) => redactedIn(table)));
  // `default` speaks of them all
  if (mentioned.has(defaultKey)) for (const name of names) mentioned.add(name);
  const isRead = new Set(names);
  const classes = childOf(whole, "classes");
  for (const entry of entriesIn(classes)) {
    if (mentioned.has(entry.name) || !isRead.has(entry.name)) continue;
    const message = `No destination says what becomes of ${entry.name}: for all of them it is masked.`;
    reporter.report("policy/class-unmentioned", keyOf(entry), message);
  }
  const decided = [...names, unknownClass].filter((name) => mentioned.has(name) || !isRead.has(name));
  for (const { entry, table } of destinations.slice(0, mostDestinations)) {
    const redact = table.entries.get("redact");
    if (mentions(table, defaultKey)) continue;
    const undecided = decided.filter((name) => !mentions(table, name));
    if (undecided.length === 0) continue;
    const reason = redact === undefined ? "it has no redact" : "its redact does not name them";
    const message = `For ${entry.name} what is of these classes is masked, for ${reason}: ${someOf(undecided)}.`;
    const fixes = redact === undefined ? [] : () => decideFixes(reporter, entry.name, undecided);
    reporter.report("policy/class-undecided", keyOf(redact ?? entry), message, fixes);
  }
}

function redactedIn(destination: TomlTable): readonly string[] {
  const redact = childOf(destination, "redact");
  return entriesIn(redact).map(({ name }) => name);
}

/** True when a destination says what becomes of a class, be it with an action that does not exist. */
function mentions(destination: TomlTable, name: string): boolean {
  const redact = childOf(destination, "redact");
  return redact?.kind === "table" && redact.entries.has(name);
}

/** Only the person can know what is right: each action for all of them is offered, none is preferred. */
function decideFixes(reporter: PolicyReporter, destination: string, names: readonly string[]): Fix[] {
  const list = names.length > 3 ? "all of them" : names.join(", ");
  const path = ["destinations", destination, "redact"];
  const written = `${defaultKey} = "${unnamedAction.kind}"`;
  const edit = addEntry(reporter.document, path, [written]);
  const stated = edit === undefined ? [] : [alternative(`Write ${written}`, edit)];
  const decisions = reporter.vocabulary.actions.words.flatMap(({ kind }) => {
    const pairs = names.map((name) => `${quoteKey(name)} = "${kind}"`);
    const edits = addEntry(reporter.document, path, pairs);
    return edits === undefined ? [] : [alternative(`Write "${kind}" for ${list}`, edits)];
  });
  return [...stated, ...decisions];
}
