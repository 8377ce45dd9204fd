import type { NewlyExposed } from "../../core/exposure/newlyExposed.ts";
import type { RedactAction } from "../../core/policy/policyModel.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import type { Localizer } from "../views/item.ts";

const longestName = 200;
const mostNames = 10;
const shown = (text: string): string => shorten(escapeControlCharacters(text), longestName);
const list = (names: readonly string[]): string =>
  [...names.slice(0, mostNames).map(shown), ...(names.length > mostNames ? ["…"] : [])].join(", ");

/** One thing that is newly exposed, in one line. */
export function newsText(news: NewlyExposed, l10n: Localizer): string {
  switch (news.kind) {
    case "endpoint":
      return news.before === undefined
        ? l10n.t("it is sent to {0}", shown(news.after))
        : l10n.t("it is sent to {0} instead of {1}", shown(news.after), shown(news.before));
    case "header":
      return l10n.t("the value of {0} is read and sent as the header {1}", shown(news.variable), shown(news.header));
    case "salt":
      return news.after === undefined
        ? l10n.t("hashes have no salt any more")
        : l10n.t("the value of {0} is read as the salt of hashes", shown(news.after));
    case "signal":
      return l10n.t("{0} are sent", news.signal);
    case "events":
      return l10n.t("what it receives may be more: events named {0}", shown(news.receives));
    case "condition":
      return l10n.t("what it receives may be more: this need not hold any more: {0}", shown(news.condition));
    case "attributes":
      return l10n.t(
        "{0} ({1}): {2}, was {3}",
        shown(news.class),
        list(news.attributes),
        actionText(news.after, l10n),
        actionText(news.before, l10n),
      );
    case "classes":
      return l10n.t("there are too many data classes to say what is new: look at the policy");
    case "secrets":
      return news.all
        ? l10n.t("secrets are not looked for any more")
        : l10n.t("these secrets are not replaced any more, or not as before: {0}", list(news.names));
    case "cuts":
      return l10n.t(
        "another part of what is shortened, because other secrets are replaced in front: {0}",
        list(news.names),
      );
  }
}

function actionText(action: RedactAction, l10n: Localizer): string {
  switch (action.kind) {
    case "keep":
      return l10n.t("in clear");
    case "drop":
      return l10n.t("not sent");
    case "mask":
      return l10n.t("masked");
    case "hash":
      return l10n.t("hashed");
    case "truncate":
      return l10n.t("the first {0} bytes in clear", action.bytes);
  }
}
