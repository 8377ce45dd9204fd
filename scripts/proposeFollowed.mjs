// Opens a pull request with what a version of Codex was found to do: node scripts/proposeFollowed.mjs FOLDER
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeFollowed } from "./followedFiles.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder = "followed"] = process.argv.slice(2);

if (!existsSync(join(folder, "version"))) {
  console.log("The newest Codex is the one that is known: there is nothing to propose.");
  process.exit(0);
}
const { version, report, files } = await takeFollowed(folder, root);
const branch = `codex-${version}`;
const body = join(folder, "body.md");
await writeFile(body, report);
const author = ["-c", "user.name=Codex follower", "-c", "user.email=noreply@github.com"];
const credentials = ["-c", "credential.helper=", "-c", "credential.helper=!gh auth git-credential"];
run("git", ["switch", "--create", branch]);
run("git", ["add", "--", ...files]);
run("git", [...author, "commit", "--message", `Follow Codex ${version}`]);
run("git", [...credentials, "push", "origin", `HEAD:refs/heads/${branch}`]);
run("gh", ["pr", "create", "--head", branch, "--title", `Follow Codex ${version}`, "--body-file", body]);

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
