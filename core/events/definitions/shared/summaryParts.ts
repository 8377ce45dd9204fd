/** Parts of a row, without those that are empty. */
export const join = (...parts: readonly string[]) => parts.filter((part) => part !== "").join(" · ");

/** `failed` where an attribute says `false`. */
export const failedUnless = (success: string) => (success.toLowerCase() === "false" ? "failed" : "");

/** Most streamed events take no time at all, which is not worth a word. */
export const instant = (duration: string) => (duration === "0 ms" ? "" : duration);

/** Nothing for an empty text. */
export const prefixed = (prefix: string, text: string) => text && `${prefix} ${text}`;
