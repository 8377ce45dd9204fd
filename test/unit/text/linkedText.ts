/**
 * What VS Code makes a link of in notifications, prompts and the like: `parseLinkedText` of its base/common/linkedText.ts.
 * An editor test compares it with the VS Code that is installed.
 */
export const linkedText = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

/** What VS Code makes an icon of: `renderLabelWithIcons` of its base/browser/ui/iconLabel/iconLabels.ts. */
export const labelIcon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

/** The links in a text, as VS Code would follow them. */
export const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(linkedText)].map(([, , href = ""]) => href);

/** The icons in a label. */
export const iconsIn = (text: string): readonly string[] =>
  [...text.matchAll(labelIcon)].filter(([, escaped]) => escaped === undefined).map(([, , name = ""]) => name);

/** A label as it is read: icons that are escaped show as text. */
export const readLabel = (text: string): string =>
  text.replace(labelIcon, (_, escaped, name) => (escaped === undefined ? `<${name}>` : `$(${name})`));
