/** The source of a regular expression that matches a text and nothing else, with any flag. */
export const literalPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
