import type { CompletedCommand, CompletedOption, CompletedValue, CompletedWord } from "./completedCommands.ts";

/** Completion for fish from 3.0 on. */
export function fishCompletion(
  commands: readonly CompletedCommand[],
  programOptions: readonly CompletedOption[],
): string {
  return `# fish completion of codex-otel, made by "codex-otel completion fish"
function __codex_otel_command
    set -l words (commandline -opc)
    if test (count $argv) -eq 0
        test (count $words) -eq 1
    else
        test (count $words) -gt 1; and test "$words[2]" = "$argv[1]"
    end
end

complete -c codex-otel -e
complete -c codex-otel -f
${[...commands.map(commandOf), ...programOptions.map((option) => optionOf(option, ""))].join("\n")}
`;
}

const commandOf = ({ word, meaning, options, positionals }: CompletedCommand): string =>
  [
    `\n${complete("")} -a ${word} -d ${quoted(meaning)}`,
    ...(positionals === undefined || isNothing(positionals) ? [] : [`${complete(word)}${propose(positionals)}`]),
    ...options.map((option) => optionOf(option, word)),
  ].join("\n");

const optionOf = ({ word, meaning, value }: CompletedOption, command: string): string =>
  `${complete(command)} -l ${word.slice(2)} -d ${quoted(meaning)}${value === undefined ? "" : ` -r${propose(value)}`}`;

const complete = (command: string): string =>
  `complete -c codex-otel -n ${quoted(`__codex_otel_command ${command}`.trim())}`;

const isNothing = ({ words, disk }: CompletedValue): boolean => words.length === 0 && disk === undefined;

function propose({ words, disk }: CompletedValue): string {
  const files = disk === undefined ? " -f" : disk === "file" ? " -F" : " -f -a '(__fish_complete_directories)'";
  return `${files}${words.length === 0 ? "" : ` -a ${quoted(words.map(described).join(" "))}`}`;
}

/** One of a list of words, whose explanation is quoted in it. */
const described = ({ word, meaning }: CompletedWord): string =>
  meaning === "" ? word : `${word}\\t${quoted(meaning)}`;

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
