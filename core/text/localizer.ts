/** Translates a message with `{0}`-style places; `vscode.l10n` in the editor, a plain formatter elsewhere. */
export interface Localizer {
  t(message: string, ...values: (string | number | boolean)[]): string;
}

/** Messages as they are written in the source, their places filled. */
export const plainLocalizer: Localizer = {
  t: (message, ...values) => message.replace(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place)),
};
