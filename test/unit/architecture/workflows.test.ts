import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const workflows = readdirSync(join(root, ".github/workflows")).map((name) => `.github/workflows/${name}`);

const forms = readdirSync(join(root, ".github/ISSUE_TEMPLATE"))
  .filter((name) => name !== "config.yml")
  .map((name) => `.github/ISSUE_TEMPLATE/${name}`);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly permissions?: unknown;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What starts a workflow without giving the code of a stranger anything to take. */
const harmlessTriggers = ["push", "pull_request", "schedule", "workflow_dispatch"];

/** The rights of a job that opens a pull request; such a job installs nothing and runs nothing but that. */
const rightsToPropose = '{"contents":"write","pull-requests":"write"}';
const proposal = /^node scripts\/propose\w+\.mjs [\w-]+$/;

const mayPropose = (job: Job): boolean => JSON.stringify(job.permissions) === rightsToPropose;

/** A job may have fewer rights than the workflow; more has only one that proposes a change. */
function problemsOfRights(job: Job): readonly string[] {
  if (job.permissions === undefined || JSON.stringify(job.permissions) === "{}") return [];
  if (!mayPropose(job)) return ["permissions of a job"];
  const scripts = (job.steps ?? []).flatMap(({ run }) => run ?? []);
  return scripts.every((script) => proposal.test(script)) ? [] : ["a job that may write runs something else"];
}

/** What of a workflow could let others change or take something; empty when there is nothing. */
function problemsOf(text: string): readonly string[] {
  const { on, permissions, jobs }: Workflow = parse(text);
  const triggers = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const pinned = text.match(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm) ?? [];
  const used = [...steps, ...Object.values(jobs)].filter(({ uses }) => uses !== undefined);
  return [
    ...triggers.filter((name) => !harmlessTriggers.includes(name)).map((name) => `trigger ${name}`),
    ...(JSON.stringify(permissions) === '{"contents":"read"}' ? [] : ["permissions"]),
    ...Object.values(jobs).flatMap(problemsOfRights),
    ...Object.values(jobs).flatMap((job) => (job["timeout-minutes"] === undefined ? ["no timeout"] : [])),
    ...(pinned.length === used.length ? [] : ["an action that is not pinned by its hash, with its version"]),
    ...steps
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
      .flatMap((step) => (step.with?.["persist-credentials"] === false ? [] : ["credentials are kept"])),
    ...steps.flatMap(({ run }) => (run?.includes("${{") ? ["an expression in a script"] : [])),
    ...(/\bsecrets\b/i.test(text) ? ["a secret"] : []),
    ...(text.includes("github.token") && !Object.values(jobs).some(mayPropose) ? ["a token"] : []),
  ];
}

test.each(workflows)("%s gives nothing away", (name) => {
  expect(problemsOf(read(name))).toEqual([]);
});

test("One action has one version everywhere", () => {
  const uses = workflows.flatMap((name) => read(name).match(/(?<=uses: ).*/g) ?? []);
  expect(uses.length).toBeGreaterThan(0);
  const actions = uses.map((line) => line.split("@", 1)[0]);
  expect(new Set(uses).size).toBe(new Set(actions).size);
});

const hash = "0123456789012345678901234567890123456789";
const workflow = (change: (text: string) => string) =>
  change(`on: [push]
permissions:
  contents: read
jobs:
  one:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${hash} # v1.2.3
        with:
          persist-credentials: false
      - run: echo hello
`);

describe("Of a workflow it is found", () => {
  test("that nothing is wrong with it", () => expect(problemsOf(workflow((text) => text))).toEqual([]));

  test.each<[what: string, from: string, to: string]>([
    ["that strangers can start it with rights", "[push]", "[push, pull_request_target]"],
    ["that it may write", "contents: read", "contents: write"],
    ["that it may do more", "contents: read", "contents: read\n  id-token: write"],
    ["that nothing limits it", "permissions:\n  contents: read\n", ""],
    ["that one job may do more", "timeout-minutes: 5", "timeout-minutes: 5\n    permissions: write-all"],
    [
      "that one job that may write runs more than a proposal",
      "timeout-minutes: 5",
      `timeout-minutes: 5\n    permissions: ${rightsToPropose}`,
    ],
    ["that it hands on a token", "echo hello", "echo hello\n        env:\n          KEY: $" + "{{ github.token }}"],
    ["that it may hang", "    timeout-minutes: 5\n", ""],
    ["that an action is named by a tag", `@${hash} # v1.2.3`, "@v1"],
    ["that nobody sees which version it is", " # v1.2.3", ""],
    ["that credentials stay", "persist-credentials: false", "fetch-depth: 1"],
    ["that text of others gets into a script", "echo hello", `echo \${{ github.event.issue.title }}`],
    ["that it reads a secret", "echo hello", "echo hello\n        env:\n          KEY: $" + "{{ secrets.KEY }}"],
  ])("%s", (_, from, to) => {
    expect(problemsOf(workflow((text) => text.replace(from, to)))).toHaveLength(1);
  });
});

test.each(forms)("%s asks for the problem report and against secrets", (name) => {
  const text = read(name);
  const title = JSON.parse(read("package.nls.json"))["command.reportProblem.title"];
  expect(text).toContain(`*Codex OTel: ${title}*`);
  expect(text).toMatch(/Leave out values of\s+headers, keys and prompts|no values of headers, keys or prompts/);
});

test("What may be used against people is reported on the page of the repository", () => {
  const { url } = JSON.parse(read("package.json")).repository;
  const { contact_links: links } = parse(read(".github/ISSUE_TEMPLATE/config.yml"));
  expect(links.map((link: { url: string }) => link.url)).toEqual([`${url.replace(/\.git$/, "")}/security/policy`]);
});
