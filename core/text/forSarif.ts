import { escapeControlCharacters } from "./escapeControl.ts";

/** A message of SARIF takes `[text](address)` for a link (SARIF 2.1.0, 3.11.6), and who shows it follows. */
const link = /\](?=\()/g;

/** Text of others in a message of SARIF: on one line, without links. */
export const forSarif = (text: string): string => escapeControlCharacters(text).replace(link, "] ");
