import { shorten } from "../../../core/text/escapeControl.ts";
import { escapeBlanks } from "../../../core/text/quoteName.ts";
import type { Localizer } from "../../shared/views/viewItem.ts";

/** What the person is asked before a `headers_helper` is run. */
export interface HelperQuestion {
  readonly message: string;
  readonly detail: string;
  /** Whether they may agree: only where the detail is the command, character by character. */
  readonly mayRun: boolean;
}

/** In characters: more may scroll out of a dialog. */
const longest = 500;
/** More of them push the rest out of sight. */
const manyBlanks = / {9,}/;

/** Asks whether a command may run, or says why it is not offered to run it. */
export function helperQuestion(command: string, l10n: Localizer): HelperQuestion {
  const shown = escapeBlanks(command);
  if (shown === command && command.length <= longest && !manyBlanks.test(command))
    return {
      message: l10n.t("Run headers_helper, as Codex does, to test with the headers that it prints?"),
      detail: command,
      mayRun: true,
    };
  return {
    message: l10n.t(
      "The command of headers_helper is too long to be read here, or has line feeds, many blanks or characters that do not show. Run it in a terminal to see what it prints.",
    ),
    detail: shorten(shown, longest),
    mayRun: false,
  };
}
