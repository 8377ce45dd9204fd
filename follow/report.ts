import { codeSpan, forMarkdown } from "../core/text/forMarkdown.ts";
import type { CatalogueGaps } from "./catalogueGaps.ts";
import type { ShapeDifference } from "./compareShapes.ts";
import type { KeyDifference, OtelKeys } from "./otelKeys.ts";
import type { SessionOutcome } from "./recordSessions.ts";

/** What came of the shared cases that were replayed. */
export interface ReplayedCases {
  readonly passed: number;
  /** Names of those where Codex and we differ. */
  readonly failed: readonly string[];
}

/** Everything that is known of a version once it was followed. */
export interface FollowResult {
  readonly version: string;
  /** The version it is compared with; undefined when it is compared with none. */
  readonly base: string | undefined;
  readonly keys: OtelKeys;
  readonly difference: KeyDifference;
  /** Keys that it has and the base has not, and the other way round. */
  readonly newKeys: readonly string[];
  readonly goneKeys: readonly string[];
  readonly cases: ReplayedCases | undefined;
  readonly sessions: readonly SessionOutcome[];
  readonly gaps: CatalogueGaps;
  readonly wire: readonly ShapeDifference[];
  readonly seconds: number;
}

/** What keeps the project from naming this version as the newest it knows; empty when nothing does. */
export function problemsOf({
  difference,
  cases,
  sessions,
}: Pick<FollowResult, "difference" | "cases" | "sessions">): readonly string[] {
  return [
    ...difference.missing.map(
      (key) => `The table of options in core/config/options.ts lacks ${key}, which Codex reads.`,
    ),
    ...difference.unread.map((key) => `The table of options has ${key}, which Codex does not name.`),
    ...(cases?.failed ?? []).map((name) => `Codex and we differ: ${name}`),
    ...sessions.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
  ];
}

/** The report of a version as Markdown. What Codex printed stands in code spans without line ends and backquotes. */
export function renderReport(result: FollowResult): string {
  const { version, base, keys, newKeys, goneKeys, cases, sessions, gaps, wire, seconds } = result;
  const problems = problemsOf(result);
  const than = base === undefined ? "" : `, beside ${base}`;
  const lines = [
    `# Codex ${version}${than}`,
    "",
    problems.length === 0 ? "Nothing keeps us from following this version." : "What has to be done first:",
    ...problems.map((problem) => `- ${plain(problem)}`),
    "",
    "## Keys of `[otel]`",
    "",
    `Codex names ${keys.bySchema.length} in its schema, and ${keys.byComplaint?.length ?? "was not asked for those"} in its complaint about another one.`,
    ...list("New", newKeys),
    ...list("Gone", goneKeys),
    "",
    "## Cases",
    "",
    cases === undefined ? "Not replayed." : `${cases.passed} agree, ${cases.failed.length} differ.`,
    "",
    "## Sessions",
    "",
    "| session | events | sent by | |",
    "|---|---|---|---|",
    ...sessions.map(
      ({ name, events, services, problem, missing }) =>
        `| ${plain(name)} | ${events} | ${plain(services.join(", "))} | ${plain(problem ?? (missing === undefined ? "" : `not run: ${missing}`))} |`,
    ),
    "",
    "## Unknown to the catalogue",
    "",
    ...section([
      ["Events", gaps.events],
      ["Attributes of events", gaps.attributes],
      ["Attributes of resources", gaps.resourceAttributes],
      ["Attributes of spans", gaps.spanAttributes],
      ["Metrics and their attributes", gaps.metrics],
    ]),
  ];
  if (base !== undefined) {
    lines.push("", `## On the wire, beside ${base}`, "");
    const parts = wire.flatMap(({ subject, added, gone }) => [
      [`New ${subject}`, added] as const,
      [`Gone ${subject}`, gone] as const,
    ]);
    lines.push(...section(parts));
  }
  return `${lines.join("\n")}\n\nMade in ${seconds} s by \`npm run codex:follow\`.\n`;
}

function section(parts: readonly (readonly [title: string, names: readonly string[]])[]): string[] {
  const some = parts.filter(([, names]) => names.length > 0);
  return some.length === 0 ? ["Nothing."] : some.flatMap(([title, names]) => list(title, names));
}

function list(title: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`- ${title}: ${names.map((name) => codeSpan(name, 160)).join(", ")}`];
}

/** Text of a program on one line of a table: no pipe, no mention, nothing that a renderer of Markdown would act on. */
const plain = (text: string): string => forMarkdown(text.replaceAll(/\s+/g, " "));
