import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import type { CommandIo } from "./commandIo.ts";

/**
 * Standard error is for people alone: each text is one line there, in which nothing is left that the terminal would obey,
 * wherever its words are from. Standard output has forms for programs too, which see to it themselves.
 */
export const terminalIo = (io: CommandIo): CommandIo => ({
  ...io,
  stderr: (text) => io.stderr(`${withoutWorkflowCommands(escapeControlCharacters(text.replace(/\n$/, "")))}\n`),
});
