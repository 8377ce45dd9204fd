import { escapeControlCharacters } from "./escapeControl.ts";

declare const label: unique symbol;

/** Text that a label with icons (of a quick pick or the status bar) shows as it is. */
export type LabelText = string & { readonly [label]: true };

/** As in VS Code, base/common/iconLabels.ts: a backslash makes text of an icon, and is not shown. */
const icon = /\\?\$\([a-z\d-]+(?:~[a-z]+)?\)/gi;
/** The hover of a row is Markdown to VS Code: a link there leads elsewhere, and an image is fetched when it shows. */
const linkOrImage = /\](?=[([])/g;

/** Text of others as a row of a quick pick or the status bar may show it: on one line, icons as text, without links. */
export const forLabel = (text: string): LabelText =>
  escapeControlCharacters(text)
    .replace(icon, (written) => (written.startsWith("\\") ? written : `\\${written}`))
    .replace(linkOrImage, "] ") as LabelText;
