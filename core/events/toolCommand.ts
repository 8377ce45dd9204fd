const patchHeader = /^\*\*\* (Add|Update|Delete) File: (.+)$/m;
const shells: ReadonlySet<string> = new Set(["bash", "sh", "zsh", "/bin/bash", "/bin/sh", "/bin/zsh"]);

function commandOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const [program, flags, script] = value as unknown[];
  const isScript = typeof script === "string" && value.length === 3 && /^-[a-z]*c$/.test(String(flags));
  return isScript && shells.has(String(program)) ? script : value.map(String).join(" ");
}

/**
 * What a tool call does, in short, from its arguments: the command of a shell tool (`{"cmd": "…"}` in Codex, a
 * `command` as text or list in others), the first file of a patch, else the arguments as they are. The text may be
 * redacted or cut, and then is shown as it is.
 */
export function commandIn(argumentsText: string): string {
  let text = argumentsText;
  if (text.startsWith("{")) {
    try {
      const { cmd, command, input } = JSON.parse(text) as Readonly<Record<string, unknown>>;
      text = commandOf(cmd) ?? commandOf(command) ?? commandOf(input) ?? text;
    } catch {
      return text;
    }
  }
  const patch = patchHeader.exec(text);
  return patch ? `${patch[1]} ${patch[2]}` : text;
}
