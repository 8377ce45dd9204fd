import type { Fix } from "../../../diagnostics/diagnostic.ts";
import type { OffsetRange } from "../../../text/range.ts";
import { childOf, elementsIn, keyOf, tablesIn, textOf } from "../../../toml/access.ts";
import type { TomlTable } from "../../../toml/document.ts";
import { alternative, quoteKey, replace } from "../../../toml/edit/edits.ts";
import { type Action, actionText, proposedText } from "../../actions/action.ts";
import { classAction } from "../../evaluate/classAction.ts";
import { classLookup } from "../../evaluate/compilePolicy.ts";
import { type Destination, unknownClass } from "../../model/policyModel.ts";
import { idNames } from "../../model/recordIds.ts";
import { addEntry } from "../fixes/addEntry.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** Destinations that take traces without the ids by which spans belong together. */
export function checkTraceIds(reporter: PolicyReporter): void {
  const { document, draft, whole } = reporter;
  const { actions } = reporter.vocabulary;
  const hashing = actions.all.find(({ id }) => id === "hashed");
  if (document.errors.length > 0 || hashing === undefined) return;
  const classOf = classLookup(draft);
  for (const { entry, table } of tablesIn(childOf(whole, "destinations"))) {
    const destination = draft.destinations.find(({ name }) => name === entry.name);
    if (destination === undefined || !destination.signals.includes("traces")) continue;
    const dropped = idNames.filter((name) => actions.of(classAction(destination, classOf(name)).kind).id === "dropped");
    const classes = [...new Set(dropped.map(classOf))];
    if (classes.length === 0) continue;
    const why = classes.map((name) => `${name} = ${actionText(classAction(destination, name))}`).join(", ");
    const message = `For ${entry.name} the ${dropped.join(" and ")} of spans are dropped (${why}): an id cannot be masked or cut, and without it nothing tells which spans belong together. With ${proposedText(hashing)} it becomes another id of the same size, and the tree of a trace stays whole.`;
    const range = placeOf(table, destination, classes) ?? keyOf(entry);
    reporter.report("policy/trace-ids-dropped", range, message, () =>
      hashFixes(reporter, destination, dropped, classes, hashing),
    );
  }
}

/** What decides: the class in `redact`, or the signal where `redact` does not name it. */
function placeOf(table: TomlTable, { redact }: Destination, classes: readonly string[]): OffsetRange | undefined {
  const named = childOf(table, "redact");
  const decided = classes.find((name) => redact.has(name));
  const entry = named?.kind === "table" && decided !== undefined ? named.entries.get(decided) : undefined;
  if (entry !== undefined) return entry.value.range;
  const signals = childOf(table, "signals");
  const listed = elementsIn(signals);
  return listed.find((element) => textOf(element) === "traces")?.range;
}

/** Only the person can know whether the ids may be followed: never preferred. */
function hashFixes(
  { document }: PolicyReporter,
  { name }: Destination,
  dropped: readonly string[],
  classes: readonly string[],
  hashing: Action,
): readonly Fix[] {
  const table = tablesIn(childOf(document.root, "destinations")).find(({ entry }) => entry.name === name)?.table;
  const redact = childOf(table, "redact");
  const written = redact?.kind === "table" ? redact.entries : undefined;
  const path = ["destinations", name, "redact"];
  const pairs = (names: readonly string[]) => names.map((one) => `${quoteKey(one)} = ${proposedText(hashing)}`);
  if (classes.includes(unknownClass)) {
    const list = dropped.map((one) => JSON.stringify(one)).join(", ");
    const added = addEntry(document, ["classes"], [`trace = [${list}]`]);
    const hashed = addEntry(document, path, pairs(["trace"]));
    if (document.root.entries.get("classes") === undefined || added === undefined || hashed === undefined) return [];
    return [alternative(`Add a class trace for them, and write ${proposedText(hashing)}`, added, hashed)];
  }
  const replaced = classes.flatMap((one) => {
    const entry = written?.get(one);
    return entry === undefined ? [] : [replace(entry.value.range, proposedText(hashing))];
  });
  const missing = classes.filter((one) => written?.has(one) !== true);
  const added = missing.length === 0 ? undefined : addEntry(document, path, pairs(missing));
  if (missing.length > 0 && added === undefined) return [];
  const title = `Write ${proposedText(hashing)} for ${classes.join(", ")}`;
  return [alternative(title, ...replaced, ...(added === undefined ? [] : [added]))];
}
