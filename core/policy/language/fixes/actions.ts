import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { nearestName } from "../../../diagnostics/nearestName.ts";
import { textOf } from "../../../toml/access.ts";
import type { TomlValue } from "../../../toml/document.ts";
import { alternative, fix, replace } from "../../../toml/edit/edits.ts";
import { type Action, actionText, proposedText } from "../../actions/action.ts";
import type { ActionIndex } from "../../actions/actionIndex.ts";

/** The action that was probably meant where none stands, or each that there is. A bare number can only be a length. */
export function actionFixes(value: TomlValue, actions: ActionIndex): readonly Fix[] {
  const [table] = actions.tables;
  if (value.kind === "integer" && Number(value.value) >= 0 && table !== undefined) {
    const written = actionText({ kind: table.kind, bytes: Number(value.value) });
    return [fix(`Write ${written}`, replace(value.range, written))];
  }
  if (value.kind === "array" || value.kind === "table") return [];
  const meant = meantAction(textOf(value) ?? "", actions);
  if (meant !== undefined) return [fix(`Write ${proposedText(meant)}`, replace(value.range, proposedText(meant)))];
  return actions.words.map((action) =>
    alternative(`Write ${proposedText(action)}`, replace(value.range, proposedText(action))),
  );
}

function meantAction(written: string, { all }: ActionIndex): Action | undefined {
  const plain = written.trim().toLowerCase();
  const kinds = all.map(({ kind }) => kind);
  const named = (kind: string | undefined) => all.find((action) => action.kind === kind);
  return named(plain) ?? all.find(({ synonyms }) => synonyms.includes(plain)) ?? named(nearestName(written, kinds));
}
