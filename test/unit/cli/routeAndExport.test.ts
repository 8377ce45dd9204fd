import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runExport } from "../../../cli/commands/export.ts";
import { runRoute } from "../../../cli/commands/route.ts";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import { countItems } from "../../../core/otlp/requests.ts";
import { type Command, runCommand } from "./runCommand.ts";

const captures = join(import.meta.dirname, "../../fixtures/captures");

const run = (command: Command, argv: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runCommand(command, argv, { environment, currentDirectory: captures });

test("route prints a capture as a destination would receive it, and says how much that is", async () => {
  const { code, stdout, stderr } = await run(runRoute, ["plain-answer.logs.otlp.jsonl", "--destination", "siem"]);
  const requests = stdout
    .trim()
    .split("\n")
    .flatMap((line) => parseOtlpJson(line));
  const items = requests.reduce((sum, request) => sum + countItems(request), 0);
  expect(code).toBe(0);
  expect(stderr).toMatch(new RegExp(`\nsiem receives ${items} of \\d+ records`));
  expect(items).toBeGreaterThan(0);
  expect(stdout).toContain("codex.user_prompt");
  expect(stdout).not.toContain('"key":"prompt"');
});

test("route takes the salt of hashes from the environment", async () => {
  const argv = ["plain-answer.logs.otlp.jsonl", "--destination", "siem"];
  const unsalted = await run(runRoute, argv);
  const salted = await run(runRoute, argv, { CODEX_OTEL_HASH_SALT: "pepper" });
  expect(salted.stdout).not.toBe(unsalted.stdout);
});

test("route names the destinations that there are", async () => {
  await expect(run(runRoute, ["plain-answer.logs.otlp.jsonl", "--destination", "sim"])).rejects.toThrow(
    "--destination must be one of the policy's destinations (siem, lake, restricted).",
  );
});

test("route says which line is no capture", async () => {
  const { code, stderr } = await run(runRoute, ["wire/shell-tools.logs.http.pb", "--destination", "siem"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/line \d+: /);
});

test("export writes a Collector configuration with a pipeline for each destination and signal", async () => {
  const { code, stdout, stderr } = await run(runExport, ["--to", "otelcol"]);
  expect(code).toBe(0);
  expect(Object.keys(parse(stdout).service.pipelines)).toEqual([
    "logs/siem",
    "logs/lake",
    "traces/lake",
    "metrics/lake",
    "logs/restricted",
    "traces/restricted",
    "metrics/restricted",
  ]);
  const notes = stderr.split("\n").filter((line) => line.startsWith("note: "));
  expect(notes.length).toBeGreaterThan(3);
  for (const note of notes) expect(stdout).toContain(`# - ${note.replace("note: ", "")}`);
});

test("export warns of a salt that the Collector would read differently", async () => {
  const { stderr } = await run(runExport, ["--to", "otelcol"], { CODEX_OTEL_HASH_SALT: 'a"b$c' });
  expect(stderr).toContain("warning: The salt in CODEX_OTEL_HASH_SALT");
  expect(stderr).not.toContain('a"b$c');
});

test("export writes transforms for Monad, and edges that ask which destination receives a record", async () => {
  const { code, stdout } = await run(runExport, ["--to", "monad"]);
  const { transforms, pipeline } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(transforms.map(({ name }: { name: string }) => name)).toEqual([
    "Codex OTel: routes",
    "Codex OTel: siem",
    "Codex OTel: lake",
    "Codex OTel: restricted",
  ]);
  const slugs = new Set(pipeline.nodes.map(({ slug }: { slug: string }) => slug));
  for (const edge of pipeline.edges) {
    expect(slugs).toContain(edge.from_node_instance_slug);
    expect(slugs).toContain(edge.to_node_instance_slug);
  }
  expect(pipeline.edges[1].condition).toEqual({
    operator: "and",
    conditions: [{ type_id: "equals", config: { key: "codex_otel_siem", value: "deliver" } }],
  });
});

test("export names the engines that there are", async () => {
  await expect(run(runExport, ["--to", "splunk"])).rejects.toThrow("--to must be otelcol, monad or sigma.");
});

test("A broken policy is refused with the line where it is broken", async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "otel-policy.toml");
  await writeFile(file, "version = 1\n[destinations.siem]\nsignals = 3\n");
  await expect(run(runExport, ["--to", "otelcol", "--policy", file])).rejects.toThrow(/is broken: line 2: .*line 3: /);
});

test("export refuses by name what it could only say by letting more through, and writes nothing", async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "otel-policy.toml");
  await writeFile(
    file,
    'version = 1\n[destinations.siem]\nreceives = ["*"]\nwhen = [{ attribute = "attempt", equals = 9007199254740993 }]\n',
  );
  const { code, stdout, stderr } = await run(runExport, ["--to", "monad", "--policy", file]);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(
    /error: destinations\.siem\.when\[0\]: Monad cannot say equals exactly and would deliver more than the preview shows: .*\. Nothing was written: say it in other words, or export a policy without this destination\.\n$/,
  );
  expect((await run(runExport, ["--to", "otelcol", "--policy", file])).code).toBe(0);
});

test("export writes Sigma rules, and names on standard error what Sigma cannot say", async () => {
  const { code, stdout, stderr } = await run(runExport, ["--to", "sigma"], {
    CODEX_OTEL_HASH_SALT: "salt with spaces",
  });
  expect(code).toBe(0);
  expect(stdout).toContain("name: codex_otel_weakened_sandbox\n");
  expect(stderr).toBe(
    "policy: built-in\nnote: The detection new-mcp-server is not there: Sigma cannot say unlisted: a value of one event is not looked up in a list of another.\nnote: secret-in-tool-call: has_secret looks through text as it was sent: a secret with the colors of a terminal in it is not found.\n",
  );
});

test("route counts spans and metric points too, and the events of each session apart", async () => {
  const capture = "shell-tools.all.otlp.jsonl.gz";
  const { stdout } = await run(runRoute, [capture, "--statistics"]);
  const [siem, lake] = JSON.parse(stdout);
  expect(
    siem.signals.map(({ signal, delivered }: { signal: string; delivered: object }) => [signal, delivered]),
  ).toEqual([
    ["traces", { items: 0, bytes: 0 }],
    ["metrics", { items: 0, bytes: 0 }],
  ]);
  for (const { received, delivered } of lake.signals) {
    expect(delivered.items).toBe(received.items);
    expect(delivered.bytes).toBeLessThan(received.bytes * 1.5);
    expect(received.items).toBeGreaterThan(100);
  }
  const files = ["plain-answer.logs.otlp.jsonl", "many-turns.logs.otlp.jsonl"];
  const [all] = JSON.parse((await run(runRoute, [...files, "--statistics"])).stdout);
  const sessions = JSON.parse((await run(runRoute, [...files, "--statistics", "--by-session"])).stdout);
  const named = sessions.filter(({ session }: { session: string | null }) => session !== null);
  expect(new Set(named.map(({ session }: { session: string }) => session)).size).toBe(2);
  const counted = sessions.map(
    ({ destinations }: { destinations: { received: { events: number } }[] }) => destinations[0]?.received.events ?? 0,
  );
  expect(counted.reduce((sum: number, one: number) => sum + one, 0)).toBe(all.received.events);
  await expect(run(runRoute, [...files, "--destination", "siem", "--by-session"])).rejects.toThrow("--statistics");
});
