import type { CompletedCommand, CompletedOption, CompletedValue, CompletedWord } from "./completedCommands.ts";

/** Completion for PowerShell from 5.1 on. Where it proposes nothing, PowerShell proposes names of files. */
export function powershellCompletion(
  commands: readonly CompletedCommand[],
  programOptions: readonly CompletedOption[],
): string {
  return `# PowerShell completion of codex-otel, made by "codex-otel completion powershell"
Register-ArgumentCompleter -Native -CommandName codex-otel -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $program = ${listOf([...commands, ...programOptions], 1)}
    $options = @{
${commands.map(({ word, options }) => `        ${quoted(word)} = ${listOf(options, 2)}`).join("\n")}
    }
    $values = @{
${commands.flatMap(valuesOf).join("\n")}
    }
    $before = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() })
    $prefix = ''
    $word = $wordToComplete
    if ($before.Count -le 1) {
        $proposed = $program
    }
    else {
        $command = $before[1]
        $previous = $before[-1]
        if ($word -match '^(--[a-z-]+=)(.*)$') {
            $prefix = $Matches[1]
            $word = $Matches[2]
            $previous = $prefix.TrimEnd('=')
        }
        $place = "$command $previous"
        if (-not $values.ContainsKey($place)) { $place = $command }
        if ($values.ContainsKey($place) -and ($place -ne $command -or -not $word.StartsWith('-'))) {
            $proposed = $values[$place]
        }
        elseif ($options.ContainsKey($command) -and $word.StartsWith('-')) {
            $proposed = $options[$command]
        }
        else {
            $proposed = @()
        }
    }
    $proposed | Where-Object { $_[0].StartsWith($word) } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($prefix + $_[0], $_[0], 'ParameterValue', $_[1])
    }
}
`;
}

/** What may stand behind an option, and in the place of what is no option: an entry for each. */
const valuesOf = ({ word, options, positionals }: CompletedCommand): readonly string[] => [
  ...options.flatMap((option) => (option.value === undefined ? [] : [entry(`${word} ${option.word}`, option.value)])),
  ...(positionals === undefined || positionals.words.length === 0 ? [] : [entry(word, positionals)]),
];

const entry = (place: string, { words }: CompletedValue): string => `        ${quoted(place)} = ${listOf(words, 2)}`;

/** A list of pairs; the comma before each keeps a list of one pair a list. */
function listOf(words: readonly CompletedWord[], depth: number): string {
  if (words.length === 0) return "@()";
  const indent = "    ".repeat(depth + 1);
  const pairs = words.map(({ word, meaning }) => `${indent},@(${quoted(word)}, ${quoted(meaning || word)})`);
  return `@(\n${pairs.join("\n")}\n${"    ".repeat(depth)})`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
