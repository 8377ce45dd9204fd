/**
 * What is longer than this many bytes is read as the whole by a person: prompts, commands and answers of the recorded
 * sessions are shorter. Who is asked whether something may be sent is told that it goes in clear.
 */
export const longestBeginning = 1000;

/** A truncation to more bytes than this cuts nothing that is usual. */
export const longestCut: number = 64 * 1024;
