import type { CompletedCommand, CompletedOption, CompletedValue, CompletedWord } from "./completedCommands.ts";

/** Completion for zsh, to be sourced after `compinit` or put into a folder of `fpath` as `_codex-otel`. */
export function zshCompletion(
  commands: readonly CompletedCommand[],
  programOptions: readonly CompletedOption[],
): string {
  const described = [...commands, ...programOptions].map(
    ({ word, meaning }) => `        ${quoted(`${word}:${escaped(meaning, /[\\:]/g)}`)}`,
  );
  return `#compdef codex-otel
# zsh completion of codex-otel, made by "codex-otel completion zsh"
_codex-otel() {
  local context state state_descr line
  local -a commands
  typeset -A opt_args
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      commands=(
${described.join("\n")}
      )
      _describe -t commands command commands
      ;;
    argument)
      case $words[1] in
${commands.map(argumentsOf).join("\n")}
      esac
      ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _codex-otel "$@"
else
  compdef _codex-otel codex-otel
fi
`;
}

function argumentsOf({ word, options, positionals }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...(positionals === undefined ? [] : [quoted(`*:${positionals.disk ?? "word"}:${action(positionals)}`)]),
  ];
  return `        ${word})\n          _arguments -S \\\n            ${specs.join(" \\\n            ")}\n          ;;`;
}

function optionSpec({ word, meaning, value }: CompletedOption): string {
  const explanation = `[${escaped(meaning, /[\\\]:]/g)}]`;
  return quoted(value === undefined ? `${word}${explanation}` : `${word}=${explanation}:value:${action(value)}`);
}

function action({ words, disk }: CompletedValue): string {
  const files = disk === undefined ? undefined : disk === "file" ? "_files" : "_files -/";
  if (words.length === 0) return files ?? " ";
  if (files === undefined) return `((${words.map(valueSpec).join(" ")}))`;
  const list = words.map(({ word }) => word).join(" ");
  return `{_alternative "words\\:word\\:(${list})" "files\\:file\\:${files}"}`;
}

const valueSpec = ({ word, meaning }: CompletedWord): string =>
  meaning === "" ? word : `${word}\\:"${meaning.replace(/[\\"$`]/g, "\\$&").replaceAll(":", "\\:")}"`;

const escaped = (text: string, special: RegExp): string => text.replace(special, "\\$&");

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
