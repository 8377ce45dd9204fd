import { escapeControlCharacters } from "./escapeControl.ts";

declare const notification: unique symbol;

/** Text that a notification, a progress title or an input prompt shows as it is. */
export type NotificationText = string & { readonly [notification]: true };

/**
 * VS Code makes a link of `[text](command:…)` in every notification and prompt, and runs it when it is clicked (its
 * base/common/linkedText.ts). A blank between text and address shows both and links nothing. Any scheme counts: which
 * ones are links is VS Code's choice.
 */
const link = /\](?=\([a-z][a-z\d+.-]*:)/gi;
/** A picture in prompts, and where the title of a progress goes when notifications are off (base/common/iconLabels.ts). */
const icon = /\$(?=\([a-z\d~-]+\))/gi;

const withoutMarkup = (text: string): string => text.replace(link, "] ").replace(icon, "$ ");

/** Text as a notification, a progress title or an input prompt may show it: on one line, without links and icons. */
export const forNotification = (text: string): NotificationText =>
  withoutMarkup(escapeControlCharacters(text)) as NotificationText;
