import { escapeControlCharactersInLines } from "./escapeControl.ts";

declare const modalDetail: unique symbol;

/** Text that the detail of a modal message shows as it is. */
export type ModalDetailText = string & { readonly [modalDetail]: true };

/**
 * Text as the detail of a modal message may show it, whose line feeds are ours. VS Code makes neither links nor icons there, so
 * nothing is rewritten but what would not show, or would mislead.
 */
export const forModalDetail = (text: string): ModalDetailText =>
  escapeControlCharactersInLines(text) as ModalDetailText;
