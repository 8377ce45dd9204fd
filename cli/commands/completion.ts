import { type Command, type CommandTable, commandTable } from "../command/commandTable.ts";
import { completionScript, type Shell } from "../command/completion/index.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { oneOf } from "../command/valueKinds.ts";
import { UsageError } from "../output/commandIo.ts";

const shell = oneOf({ bash: "", zsh: "", fish: "", powershell: "" } satisfies Readonly<Record<Shell, string>>);

const missing = `Name a shell: it must be ${shell.expects}.`;

const completionTable = commandTable({
  name: "completion",
  aliases: ["complete"],
  summary: "a script by which your shell completes commands, options and values",
  positionals: { valueName: "SHELL", count: "one", choices: shell.choices ?? [], completes: undefined, missing },
  options: {},
  about: [
    "The script goes to standard output. It holds what was known when it was made, so make it again after an update. Pressing Tab starts no program, and evaluates nothing of what is typed.",
  ],
  examples: [
    { line: 'eval "$(codex-otel completion bash)"', meaning: "in `~/.bashrc`; bash 3.2 is enough, and no package" },
    { line: 'eval "$(codex-otel completion zsh)"', meaning: "in `~/.zshrc`, after `compinit`" },
    {
      line: "codex-otel completion fish > ~/.config/fish/completions/codex-otel.fish",
      meaning: "fish reads it when it is needed",
    },
    {
      line: "codex-otel completion powershell | Out-String | Invoke-Expression",
      meaning: "in the file that `$PROFILE` names",
    },
  ],
  exitCodes: { 0: "it was written" },
});

/** `codex-otel completion`. `tables` gives the commands that are completed, itself among them. */
export const completionCommand = (tables: () => readonly CommandTable[]): Command => ({
  table: completionTable,
  run: async (argv, io) => {
    const { positionals } = parseCommand(completionTable, argv);
    const chosen = shell.read(positionals[0] ?? "");
    if (chosen === undefined) throw new UsageError(missing);
    io.stdout(completionScript(chosen, tables()));
    return 0;
  },
});
