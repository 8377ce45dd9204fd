import type { CompletedCommand, CompletedOption, CompletedValue } from "./completedCommands.ts";

/**
 * Completion for bash from 3.2 on, without the package bash-completion. What is typed is never evaluated. Names of files are
 * left to bash, which quotes them.
 */
export function bashCompletion(
  commands: readonly CompletedCommand[],
  programOptions: readonly CompletedOption[],
): string {
  const words = [...commands, ...programOptions].map(({ word }) => word).join(" ");
  return `# bash completion of codex-otel, made by "codex-otel completion bash"
_codex_otel() {
  local IFS=$' \\t\\n' current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place words='' index
  COMPREPLY=()
  # bash takes --name=value for three words
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]] && ((COMP_CWORD > 2)); then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  place="\${COMP_WORDS[1]} $previous"
  ((COMP_CWORD == 1)) && place=''
  for ((index = 2; index < COMP_CWORD; index++)); do
    [[ \${COMP_WORDS[index]} == -- ]] && place="\${COMP_WORDS[1]} --"
  done
  case $place in
    '') words='${words}' ;;
${commands.flatMap(valuesOf).join("\n")}
    *)
      if [[ $current == -* && $place != *' --' ]]; then
        case \${COMP_WORDS[1]} in
${commands.map(optionsOf).join("\n")}
        esac
      else
        case \${COMP_WORDS[1]} in
${commands.map(positionalsOf).join("\n")}
        esac
      fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # no names of files where none is meant; bash 3 has no compopt
  compopt +o default 2>/dev/null || true
}
complete -o default -F _codex_otel codex-otel
`;
}

const valuesOf = ({ word, options }: CompletedCommand): readonly string[] =>
  options.flatMap((option) =>
    option.value === undefined ? [] : [`    '${word} ${option.word}') ${propose(option.value)} ;;`],
  );

const optionsOf = ({ word, options }: CompletedCommand): string =>
  `          ${word}) words='${options.map((option) => option.word).join(" ")}' ;;`;

const positionalsOf = ({ word, positionals }: CompletedCommand): string =>
  `          ${word}) ${positionals === undefined ? ":" : propose(positionals)} ;;`;

/** Where nothing is proposed and the function returns, bash proposes names of files. */
function propose({ words, disk }: CompletedValue): string {
  const list = words.map(({ word }) => word).join(" ");
  if (disk === undefined) return list === "" ? ":" : `words='${list}'`;
  const own = list === "" ? "" : `COMPREPLY=($(compgen -W '${list}' -- "$current")); `;
  return disk === "file" ? `${own}return` : `${own}compopt +o default -o dirnames 2>/dev/null; return`;
}
