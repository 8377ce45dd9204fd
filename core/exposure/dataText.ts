import { productActions } from "../policy/actions/index.ts";
import type { RedactAction } from "../policy/actions/redactAction.ts";
import type { Localizer } from "../text/localizer.ts";
import { quoteName } from "../text/quoteName.ts";
import type { ExposedData } from "./exposedData.ts";

/** A kind of data in plain words. */
export function dataText(data: ExposedData["data"], l10n: Localizer): string {
  switch (data) {
    case "prompt":
      return l10n.t("prompts");
    case "agent_response":
      return l10n.t("answers of the model");
    case "tool_arguments":
      return l10n.t("arguments of tools (whole commands, file contents)");
    case "tool_output":
      return l10n.t("output of tools (file contents)");
    case "command":
      return l10n.t("commands");
    case "file_path":
      return l10n.t("file paths");
    case "identity":
      return l10n.t("who you are (account, e-mail address)");
    case "host":
      return l10n.t("name of this machine");
    case "credential":
      return l10n.t("credentials");
    case "identifier":
      return l10n.t("identifiers of sessions and calls");
    case "error":
      return l10n.t("error messages");
    case "raw_payload":
      return l10n.t("raw payloads");
    case "usage":
      return l10n.t("counts of tokens");
    case "metadata":
      return l10n.t("metadata (model, tool names, times)");
    case "unknown":
      return l10n.t("whatever else Codex sends now or later");
  }
}

const mostNames = 5;

/** Attributes that may hold anything, by their names and globs, of which the first match most. */
export function unknownNamesText(names: readonly string[], l10n: Localizer): string {
  const shown = names.slice(0, mostNames).map((name) => quoteName(name));
  return names.length > mostNames
    ? l10n.t(
        "anything in attributes named {0} and {1} other names or patterns",
        shown.join(", "),
        names.length - mostNames,
      )
    : l10n.t("anything in attributes named {0}", shown.join(", "));
}

/** What becomes of it, in a few words. */
export function actionText(action: RedactAction, l10n: Localizer): string {
  const { title } = productActions.of(action.kind).arrives;
  return l10n.t(title, action.bytes ?? 0);
}
