import { type StartedProgram, startedPrograms } from "../../../system/programs/startedPrograms.ts";

const introduction = `# Which programs Codex OTel starts

Opening a file or a folder starts nothing that the folder could have chosen. These are all the programs that are ever
started; tests open repositories that want more, and watch what is started. Git is not among them: whether it tracks a
file is read from its index, and not said where that does not tell.

These count as workspaces: the folders that are open, those around a file that is looked at, by its name and by each name
that a link gives it, up to the top of its repository (of git or of another system), and the folder that a command runs in.
With one work tree of a repository all others count, and with a submodule what holds it. What was a workspace stays one until
the window is closed. Where there are more than 1,000 such folders, 200 work trees of one repository or 100 repositories
around a folder, not all are looked at, so every place counts as a workspace: no program is started, and the answer says so.
The home folder of your account is none, unless you open it as a folder. So a Codex that is installed inside of an open
folder, or whose \`node\` is, is not asked: set \`codexOtel.codexVersion\`, or give \`--codex-version\`. When \`CODEX_HOME\`
names a folder inside of a workspace, what is in it counts as the workspace's; when it lies in any other repository, no
program of that repository is started.

What nothing marks as a repository, such as an unpacked archive, may have come with the folder that is opened. So no entry of the
PATH counts that lies below the same folder as a workspace does, however far up, unless that folder is one in which everybody's
things lie side by side: the root of a disk, folders of the system and for temporary files, your home folder and those
above it, and in your home folder those whose name begins with a dot, and the places where systems keep programs. \`~/src/bin\` is not looked into while
\`~/src/project\` is open, for \`~/archive/bin\` and \`~/archive/project\` look the same; \`~/.local/bin\`, \`~/bin\`, \`~/go/bin\`, and the folders of
nvm, npm, Homebrew and the system are. A link that you made there to one program is followed, into \`~/src\` too. Where no Codex is
found because of this, set its version as above.

This page is made from the table in \`system/programs/startedPrograms.ts\`:
\`npx vitest run --project unit test/unit/docs -u\`.
`;

/** The text of docs/programs.md. */
export function renderPrograms(): string {
  return [introduction, ...Object.values(startedPrograms).map(renderProgram)].join("\n");
}

function renderProgram({ program, triggers, safeBecause, run }: StartedProgram): string {
  const where = run.length === 0 ? " Not run so far: only what starts it is tested." : "";
  const when = triggers.join(", or ");
  return `## \`${program}\`\n\nWhen ${when}.\n\n${safeBecause}${where}\n`;
}
