import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { plainLocalizer } from "../../../text/localizer.ts";
import type { TextEdit } from "../../../text/range.ts";
import { childOf, entriesIn, tablesIn } from "../../../toml/access.ts";
import type { TomlDocument } from "../../../toml/document.ts";
import { alternative, insert, lineEndOf } from "../../../toml/edit/edits.ts";
import { readAction } from "../../actions/readAction.ts";
import { saltText } from "../../evaluate/hashSalt.ts";
import { TomlReader } from "../../read/tomlReader.ts";
import { addEntry } from "../fixes/addEntry.ts";
import type { PolicyReporter } from "./policyReporter.ts";

const usualSalt = 'salt_env = "CODEX_OTEL_HASH_SALT"';

/** Without a salt, whoever knows an e-mail address can look for its hash. Said once, at the first hash that stays here. */
export function checkHashing(reporter: PolicyReporter): void {
  const { document, draft, whole, vocabulary } = reporter;
  const hashing = childOf(whole, "hashing");
  const salted = hashing?.kind === "table" && hashing.entries.has("salt_env");
  if (salted || document.errors.length > 0) return;
  // of what is forwarded `checkForwardedData` tells
  const forwarding = new Set(draft.destinations.flatMap(({ name, forward }) => (forward ? [name] : [])));
  const hash = tablesIn(childOf(whole, "destinations"))
    .filter(({ entry }) => !forwarding.has(entry.name))
    .flatMap(({ table }) => {
      const redact = childOf(table, "redact");
      return entriesIn(redact);
    })
    .find(({ value }) => {
      const action = readAction(new TomlReader(), value, vocabulary.actions);
      return action !== undefined && vocabulary.actions.of(action.kind).usesSalt;
    });
  if (hash === undefined) return;
  const message = saltText({ kind: "none" }, plainLocalizer);
  reporter.report("policy/hash-without-salt", hash.value.range, message, () => saltFixes(reporter));
}

/** Not preferred: the variable must be set too, and hashes that were sent already do not match the new ones. */
export function saltFixes({ document }: PolicyReporter): readonly Fix[] {
  const hasTable = document.root.entries.has("hashing");
  const edit = hasTable ? addEntry(document, ["hashing"], [usualSalt]) : newTable(document);
  return edit === undefined ? [] : [alternative("Take a salt from the variable CODEX_OTEL_HASH_SALT", edit)];
}

/** In front of the destinations and of the comments that belong to them. */
function newTable({ text, statements }: TomlDocument): TextEdit | undefined {
  const index = statements.findIndex(({ kind, table }) => kind === "header" && table[0] === "destinations");
  const first = statements[index];
  if (first === undefined) return undefined;
  const comments = statements.slice(0, index).reverse();
  const other = comments.findIndex(({ kind }) => kind !== "comment");
  const start = comments[(other < 0 ? comments.length : other) - 1]?.range.start ?? first.range.start;
  const lineEnd = lineEndOf(text);
  return insert(start, `[hashing]${lineEnd}${usualSalt}${lineEnd}${lineEnd}`);
}
