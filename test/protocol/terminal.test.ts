import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hidden } from "../unit/text/foreignTexts.ts";
import { codexOtel, codexOtelIn, type Ended, linesOf, scratchFolder, startTail } from "./commandLine.ts";
import { capture } from "./runningListener.ts";

const evil = "pwn \\u001b]0;OWNED\\u0007\\u001b[2J\\u009b1m \\u202Egnp.exe\\nlistening grpc=1.2.3.4:1";
const folderName = "a\u001b[31mred\u202e";

const policy = `version = 1
[classes]
"c${evil}" = ["x"]
[destinations."d${evil}"]
description = "${evil}"
signals = ["logs"]
receives = ["*"]
redact = { unknown = "keep" }
[[detections]]
id = "evil${evil}"
severity = "high"
event = "codex.user_prompt"
when = [ { attribute = "prompt_length", exists = true } ]
message = "${evil}"
`;

/** A folder of somebody else, whose name and whose policy have words for the terminal. */
async function foreignFolder(): Promise<string> {
  const folder = join(await scratchFolder(), folderName);
  await mkdir(folder);
  await writeFile(join(folder, "otel-policy.toml"), policy);
  await writeFile(join(folder, "config.toml"), 'otel = 1\n"x\\u001b[2J" = 1\n');
  await writeFile(join(folder, "broken\u001b[2J.toml"), `version = 1\n[destinations."${evil}"]\nnope = 1\n`);
  await writeFile(join(folder, "no\u001b[2Jcapture.jsonl"), '{"\u009b1m\n');
  return folder;
}

/** Line feeds are the layout's; nothing else is left that a terminal would obey. */
function expectPlain({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void {
  for (const text of [stdout, stderr]) expect(text.replaceAll("\n", "")).not.toMatch(hidden);
}

const event = JSON.stringify({
  resourceLogs: [
    {
      scopeLogs: [
        {
          logRecords: [
            {
              attributes: [
                { key: "event.name", value: { stringValue: "codex.user_prompt" } },
                { key: "prompt_length", value: { stringValue: "3\u001b[2J\u202e" } },
              ],
            },
          ],
        },
      ],
    },
  ],
});

test.each(["pretty", "jsonl"])("tail --format %s shows what a folder's policy says as text", async (format) => {
  const tail = await startTail(["--format", format], {}, await foreignFolder());
  const body = { method: "POST", headers: { "content-type": "application/json" }, body: event };
  expect((await fetch(`http://${tail.http}/v1/logs`, body)).status).toBe(200);
  const ended = await tail.stop();
  expectPlain(ended);
  // what the policy words as a line of its own is none
  expect(ended.stdout + ended.stderr).not.toMatch(/^listening grpc=1\.2/m);
  if (format === "pretty") expect(ended.stdout).toContain("    ! high: pwn \\u{1b}]0;OWNED\\u{7}\\u{1b}[2J");
  else expect(linesOf(ended)[0]?.findings[0]?.message).toContain("pwn \u001b]0;OWNED");
});

test.each<[string, string[]]>([
  ["check", ["check", "config.toml"]],
  ["check of a policy", ["check", "otel-policy.toml", "broken\u001b[2J.toml"]],
  ["check as JSON", ["check", "--format", "json", join("..", folderName, "config.toml"), "otel-policy.toml"]],
  ["check as SARIF", ["check", "--format", "sarif", join("..", folderName, "config.toml"), "otel-policy.toml"]],
  ["check of what is not there", ["check", "not\u001b[2Jhere.toml"]],
  ["check with an option that there is not", ["check", "--no\u001b[2Jsuch"]],
  ["explain", ["explain", capture("shell-tools.logs.otlp.jsonl")]],
  ["explain as JSON", ["explain", "--format", "json", capture("shell-tools.logs.otlp.jsonl")]],
  ["explain of a broken file", ["explain", "no\u001b[2Jcapture.jsonl"]],
  ["route without a destination", ["route", "x\u001b[2J.jsonl"]],
  ["route", ["route", "--destination", JSON.parse(`"d${evil}"`), capture("shell-tools.logs.otlp.jsonl")]],
  ["route of a broken file", ["route", "--statistics", "no\u001b[2Jcapture.jsonl"]],
  ["route with a broken policy", ["route", "--policy", "broken\u001b[2J.toml", "x.jsonl"]],
  ["replay of a broken file", ["replay", "no\u001b[2Jcapture.jsonl", "--to", "http://127.0.0.1:9"]],
  ["doctor", ["doctor", "--offline"]],
  ["doctor as JSON", ["doctor", "--offline", "--format", "json"]],
  ["a command that there is not", ["no\u001b[2Jsuch"]],
  ...["otelcol", "monad", "sigma"].map(
    (engine) => [`export to ${engine}`, ["export", "--to", engine]] satisfies [string, string[]],
  ),
])("%s leaves nothing for the terminal to obey", async (_, args) => {
  const ended = await codexOtelIn(await foreignFolder(), ...args);
  expect(ended.stdout + ended.stderr).not.toBe("");
  expect(ended.stderr).not.toContain("should not have happened");
  expectPlain(ended);
});

test("SARIF has the name of a file as a URI, and no link in a message", async () => {
  const folder = await foreignFolder();
  await writeFile(join(folder, "otel-policy.toml"), 'version = 1\n"[x](https://evil.example)" = 1\n');
  const { stdout } = await codexOtel("check", "--format", "sarif", join(folder, "otel-policy.toml"));
  const [{ results }] = JSON.parse(stdout).runs;
  const uri: string = results[0].locations[0].physicalLocation.artifactLocation.uri;
  expect(uri).toContain("/a%1B%5B31mred%E2%80%AE/otel-policy.toml");
  for (const { message } of results) expect(message.text).not.toContain("](");
});
