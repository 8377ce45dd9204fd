import { actionText, dataText } from "../../core/exposure/dataText.ts";
import { dataIn, type ExposedData, exposedData } from "../../core/exposure/exposedData.ts";
import type { Exposure } from "../../core/exposure/exposure.ts";
import { type NewlyExposed, newlyExposed } from "../../core/exposure/newlyExposed.ts";
import { productActions } from "../../core/policy/actions/index.ts";
import type { RedactAction } from "../../core/policy/actions/redactAction.ts";
import { showsMore } from "../../core/policy/actions/visibility.ts";
import { shorten } from "../../core/text/escapeControl.ts";
import { escapeBlanks, quoteName } from "../../core/text/quoteName.ts";
import type { Localizer } from "../shared/views/viewItem.ts";

const longestText = 200;
const mostNames = 10;
const shown = (variable: string): string => shorten(escapeBlanks(variable), longestText);
const list = (names: readonly string[]): string =>
  [...names.slice(0, mostNames).map((name) => quoteName(name)), ...(names.length > mostNames ? ["…"] : [])].join(", ");

/**
 * What is new against what was allowed, in lines: first the kinds of data that Codex sends, of which there are few, and then
 * what the policy says, which may be as long as its writer wants.
 */
export function newsLines(before: Exposure, after: Exposure, l10n: Localizer): readonly string[] {
  const isSalted = typeof after.salt === "string";
  const known = exposedData(before);
  const actionsBefore = (data: ExposedData["data"]) => {
    const all = known.filter((one) => one.data === data).map(({ action }) => action);
    return all.length === 0 ? [none] : all;
  };
  const more = exposedData(after).filter(({ data, action }) =>
    actionsBefore(data).every((one) =>
      showsMore(productActions.visibility(one), productActions.visibility(action), isSalted),
    ),
  );
  const data = more.map(({ data, action }) =>
    changeText(dataText(data, l10n), action, actionsBefore(data)[0] ?? none, l10n),
  );
  const told = new Set<string | undefined>(more.map((one) => one.data));
  const news = newlyExposed(before, after)
    .filter((one) => one.kind !== "attributes" || !one.attributes.every((name) => told.has(dataIn(name))))
    .toSorted((a, b) => weights[a.kind] - weights[b.kind]);
  const lines = [...data, ...news.map((one) => newsText(one, l10n))].map((line) => `• ${line}`);
  return [
    l10n.t("New against what you have allowed:"),
    ...lines.slice(0, mostLines),
    ...(lines.length > mostLines ? [l10n.t("• and {0} more: look at the policy", lines.length - mostLines)] : []),
  ];
}

const mostLines = 24;
const none: RedactAction = { kind: "drop" };

/** What tells most comes first. */
const weights: Readonly<Record<NewlyExposed["kind"], number>> = {
  endpoint: 0,
  salt: 0,
  header: 1,
  certificates: 1,
  secrets: 2,
  signal: 2,
  classes: 3,
  attributes: 3,
  cuts: 4,
  events: 5,
  condition: 6,
};

const changeText = (what: string, after: RedactAction, before: RedactAction, l10n: Localizer): string =>
  l10n.t("{0}: {1}, was {2}", what, actionText(after, l10n), actionText(before, l10n));

/** One thing that is newly exposed, in one line. */
function newsText(news: NewlyExposed, l10n: Localizer): string {
  switch (news.kind) {
    case "endpoint":
      return news.before === undefined
        ? l10n.t("it is sent to {0}", quoteName(news.after, longestText))
        : l10n.t(
            "it is sent to {0} instead of {1}",
            quoteName(news.after, longestText),
            quoteName(news.before, longestText),
          );
    case "header":
      return l10n.t(
        "the value of {0} is read and sent as the header {1}",
        shown(news.variable),
        quoteName(news.header),
      );
    case "certificates":
      return news.files.length === 0
        ? l10n.t("the usual authorities are trusted, and no certificate is shown")
        : l10n.t("these files say which authority is trusted and who sends: {0}", list(news.files));
    case "salt":
      return news.after === undefined
        ? l10n.t("hashes have no salt any more")
        : l10n.t("the value of {0} is read as the salt of hashes", shown(news.after));
    case "signal":
      return l10n.t("{0} are sent", news.signal);
    case "events":
      return l10n.t("what it receives may be more: events named {0}", quoteName(news.receives));
    case "condition":
      return l10n.t(
        "what it receives may be more: this need not hold any more: {0}",
        quoteName(news.condition, longestText),
      );
    case "attributes":
      return changeText(`${quoteName(news.class)} (${list(news.attributes)})`, news.after, news.before, l10n);
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
