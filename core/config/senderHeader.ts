/**
 * The header by which the listener knows a sender that was pointed to it on purpose: its value is a token that this machine's
 * extension has made. It proves that the sender could read that token, and nothing else. In lower case, as HTTP/2 has names.
 */
export const senderHeader = "x-codex-otel-sender";

/** Whether a header of this name, however it is spelled, is that one. */
export const isSenderHeader = (name: string): boolean => name.toLowerCase() === senderHeader;
