import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { catalogueGaps } from "./catalogueGaps.ts";
import { compareShapes } from "./compareShapes.ts";
import { askOtelKeys, compareWithTable, keyChanges } from "./otelKeys.ts";
import { recordSessions } from "./recordSessions.ts";
import { problemsOf, type ReplayedCases, renderReport } from "./report.ts";
import { writeCaptures } from "./scrubbedCapture.ts";
import { surfaceRecording } from "./surfaceRecording.ts";
import { firstAgentSession } from "./surfaces/agents.ts";
import { appServerSession, reviewedSession } from "./surfaces/appServer.ts";
import { execSessions } from "./surfaces/exec.ts";
import { terminalSessions } from "./surfaces/terminal.ts";
import { threadsSession } from "./surfaces/threads.ts";

/** What it gets from the script that runs it. */
export interface FollowTools {
  readonly newestVersion: () => Promise<string>;
  /** Path of the Codex of a version; installs it first. */
  readonly obtainCodex: (version: string) => Promise<string>;
  /** The version that the project's tests run with. */
  readonly pinnedVersion: string;
  /** Replays the shared cases with a version. */
  readonly replayCases: (version: string) => Promise<ReplayedCases>;
  /** Writes what names a version into a folder. */
  readonly takeOver: (version: string, folder: string) => Promise<void>;
  readonly print: (line: string) => void;
}

const sessions = [
  ...execSessions,
  firstAgentSession,
  appServerSession,
  reviewedSession,
  threadsSession,
  ...terminalSessions,
];

/** Follows one version and prints its report; true when nothing keeps the project from naming it as known. */
export async function follow(args: readonly string[], tools: FollowTools): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: "string" },
      report: { type: "string" },
      only: { type: "string" },
      captures: { type: "string" },
      surfaces: { type: "string" },
      "take-over": { type: "string" },
    },
  });
  const started = Date.now();
  const version = positionals[0] ?? (await tools.newestVersion());
  const base = values.base ?? (tools.pinnedVersion === version ? undefined : tools.pinnedVersion);
  // for those who write a session: only these, and no cases
  const { only } = values;
  const chosen = sessions.filter(({ name }) => name.includes(only ?? ""));
  const say = (what: string) => process.stderr.write(`• ${what}\n`);
  const look = async (one: string) => {
    const codex = await tools.obtainCodex(one);
    say(`Codex ${one}: asked for its keys`);
    const keys = await askOtelKeys(codex);
    return { keys, recording: await recordSessions(codex, chosen, (name) => say(`Codex ${one}: ${name}`)) };
  };
  const before = base === undefined ? undefined : await look(base);
  const { keys, recording } = await look(version);
  if (only === undefined) say(`Codex ${version}: the shared cases`);
  const cases = only === undefined ? await tools.replayCases(version) : undefined;
  const result = {
    version,
    base,
    keys,
    difference: compareWithTable(keys),
    ...keyChanges(before?.keys, keys),
    cases,
    sessions: recording.outcomes,
    gaps: catalogueGaps(recording.shape),
    wire: before === undefined ? [] : compareShapes(before.recording.shape, recording.shape),
    seconds: Math.round((Date.now() - started) / 1000),
  };
  if (values.captures !== undefined) await writeCaptures(values.captures, recording.outcomes);
  if (values.surfaces !== undefined) {
    await mkdir(dirname(values.surfaces), { recursive: true });
    const recorded = surfaceRecording(version, recording.outcomes);
    await writeFile(values.surfaces, `${JSON.stringify(recorded, undefined, 2)}\n`);
  }
  if (values["take-over"] !== undefined) await tools.takeOver(version, values["take-over"]);
  const report = renderReport(result);
  if (values.report !== undefined) {
    await mkdir(dirname(values.report), { recursive: true });
    await writeFile(values.report, report);
  }
  tools.print(report);
  return problemsOf(result).length === 0;
}
