import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { type DiagnoseContext, diagnose } from "../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { classifyConfigPath } from "../../core/config/configLocations.ts";
import { applyPreferredFixes } from "../../core/diagnostics/applyFixes.ts";
import { type Diagnostic, type Severity, severities } from "../../core/diagnostics/diagnostic.ts";
import { shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import { diagnosePolicy } from "../../core/policy/language/check/diagnosePolicy.ts";
import { looksLikePolicy } from "../../core/policy/language/looksLikePolicy.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../core/policy/language/policyLocations.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { LineIndex } from "../../core/text/lineIndex.ts";
import { parseToml, reparseToml } from "../../core/toml/parseToml.ts";
import { longestText, readBoundedFile } from "../../system/boundedFile.ts";
import { findFileExposure } from "../../system/fileExposure.ts";
import { leavingLink, strayLink, strayTarget } from "../../system/foundFiles.ts";
import { InstalledCodex } from "../../system/installedCodex.ts";
import { thisMachine } from "../../system/machineFolders.ts";
import { mayBeFile, readPemContent, resolveReferencedPath } from "../../system/referencedFiles.ts";
import { untrustedFolders } from "../../system/workspaceFolders.ts";
import { FileChangedError, writeFileAtomically } from "../../system/writeFileAtomically.ts";
import { commandTable } from "../command/commandTable.ts";
import { flag, option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { codexVersion, oneOf } from "../command/valueKinds.ts";
import { placeInLayers } from "../config/placeInLayers.ts";
import { decodeUtf8 } from "../config/utf8.ts";
import { type CheckedFile, formatJson, formatPretty, formatSarif } from "../output/checkFormats.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { unreadable } from "../output/unreadable.ts";
import { unwritable } from "../output/unwritable.ts";
import { isOwn, ownFolders } from "../ownFolders.ts";

export const checkTable = commandTable({
  name: "check",
  summary: "what Codex will do with the `[otel]` block of its config.toml",
  positionals: { valueName: "FILE", count: "any", completes: "file", choices: [], missing: "" },
  options: {
    "codex-version": option("V", codexVersion, {
      meaning: `judge as this version of Codex; otherwise as the installed one, else as the newest known, ${newestKnownCodexVersion}; a Codex inside of the current folder is [not asked](programs.md)`,
    }),
    format: option(
      "FORMAT",
      oneOf({ pretty: "for people", json: "for programs", sarif: "SARIF 2.1.0, for code scanning" }),
      { meaning: "how it is told", default: "pretty" },
    ),
    fix: flag("apply the preferred fix of each diagnostic; comments and layout stay, nothing that was written is lost"),
    "fail-on": option(
      "SEVERITY",
      oneOf({ error: "", warning: "", information: "", hint: "" } satisfies Readonly<Record<Severity, string>>),
      {
        meaning: "end with 1 when there is a diagnostic of this severity or above; with `--fix` what is left counts",
        default: "error",
      },
    ),
  },
  about: [
    "Without FILE it checks the files that Codex reads on this machine, and the policies of the current folder. A policy is checked by the same command: `otel-policy.toml`, `NAME.otel-policy.toml`, or a file of another name that has the tables of one.",
    "What is found quotes no value. The edits of `json` do, where a fix rewrites one: keep them out of logs that others read.",
  ],
  examples: [
    { line: "codex-otel check", meaning: "every file that Codex reads on this machine" },
    { line: "codex-otel check --fix ~/.codex/config.toml", meaning: "repair what has one clear fix" },
    {
      line: "codex-otel check --fail-on warning otel-policy.toml",
      meaning: "in a pipeline that shall stop before prompts leave in clear",
    },
  ],
  exitCodes: { 0: "nothing as severe as `--fail-on` says", 1: "at least one such diagnostic" },
});

/** `codex-otel check`. Resolves with the exit code. */
export async function runCheck(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(checkTable, argv);
  const format = { pretty: formatPretty, json: formatJson, sarif: formatSarif }[values.format];
  const failing = severities.slice(0, severities.indexOf(values["fail-on"]) + 1);
  const given = values["codex-version"];
  const names = positionals.length > 0 ? positionals : await knownFiles(io);
  const version = given ?? (await installedVersion(names, io)) ?? newestKnownCodexVersion;
  const checked: CheckedFile[] = [];
  for (const name of names) checked.push(await checkFile(name, version, values.fix, io));
  io.stdout(format(checked));
  return checked.some(({ diagnostics }) => diagnostics.some(({ severity }) => failing.includes(severity))) ? 1 : 0;
}

/** Asks the installed Codex, but none that lies in the current folder or beside a file of somebody else. */
function installedVersion(names: readonly string[], io: CommandIo): Promise<string | undefined> {
  const files = names.map((name) => resolve(io.currentDirectory, name));
  const workspaces = untrustedFolders({ folders: [io.currentDirectory], files, own: ownFolders(io) });
  const codex = new InstalledCodex(() => workspaces);
  const refusal = codex.refusal();
  if (refusal !== undefined) io.stderr(`${refusal}\n`);
  return codex.version();
}

async function knownFiles(io: CommandIo): Promise<readonly string[]> {
  const { currentDirectory } = io;
  const own = ownFolders(io);
  const folder = own.codexHome;
  const names = await readdir(folder).catch(() => []);
  const ofCodex = names
    .map((name) => join(folder, name))
    .filter((path) => classifyConfigPath(path, ownFolders(io)) !== undefined);
  const project = join(currentDirectory, ".codex", "config.toml");
  // a link is looked at before it is followed
  const worked = [currentDirectory];
  const strayHere = (path: string) => strayLink(path, { folder: currentDirectory, own, worked });
  const isThere = (path: string) => strayHere(path) !== undefined || existsSync(path);
  const here = await readdir(currentDirectory).catch(() => []);
  const ofThisFolder = [
    ...(isThere(project) && !ofCodex.includes(project) ? [project] : []),
    ...here.filter(isPolicyPath).map((file) => join(currentDirectory, file)),
  ];
  if (ofCodex.length + ofThisFolder.length === 0)
    throw new UsageError(`There is no config.toml in ${folder} nor in ./.codex: name the file to check.`);
  const shown = (path: string) => relative(currentDirectory, path) || path;
  const strays = [
    ...ofCodex.map((path) => ({ path, stray: strayLink(path, { folder, own, worked }) })),
    ...ofThisFolder.map((path) => ({ path, stray: strayHere(path) })),
  ];
  const first = strays.find(({ stray }) => stray !== undefined);
  if (first !== undefined)
    throw new UsageError(`${shown(first.path)} ${first.stray}, and was not read: name a file to check it.`);
  return [...ofCodex, ...ofThisFolder].map(shown);
}

async function checkFile(name: string, codexVersion: string, fix: boolean, io: CommandIo): Promise<CheckedFile> {
  const path = resolve(io.currentDirectory, name);
  const inLayers = placeInLayers(path, io);
  const bytes = await readBoundedFile(path, longestText).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  const text = decodeUtf8(bytes);
  if (text === undefined)
    return {
      file: name,
      lines: new LineIndex(""),
      diagnostics: [isPolicyPath(path) ? policyNotUtf8 : notUtf8],
      left: 0,
    };
  const { home } = ownFolders(io);
  const absolute = (file: string) => resolveReferencedPath(file, path, home);
  const fileExists = (file: string) => mayBeFile(absolute(file));
  const pemContent = (file: string) => readPemContent(absolute(file));
  const exposure = await findFileExposure(path);
  let document = parseToml(text);
  const isPolicy =
    isPolicyPath(path) ||
    isBuiltInPolicy(path, () => text) ||
    (inLayers.layer === "unknown" && looksLikePolicy(document));
  const context: DiagnoseContext = { codexVersion, fileExists, pemContent, exposure, ...inLayers };
  let diagnostics: readonly Diagnostic[] | undefined;
  /** What the last fixes left as it was is neither parsed nor checked again. */
  const check = (content: string) => {
    if (diagnostics !== undefined && document.text === content) return diagnostics;
    document = reparseToml(document, content);
    diagnostics = isPolicy ? diagnosePolicy(document) : diagnose(document, context);
    return diagnostics;
  };
  let content = text;
  if (fix) {
    content = applyPreferredFixes(text, check);
    const stray = content === text ? undefined : strayFix(path, io);
    if (stray !== undefined)
      throw new UsageError(
        `${escapeControlCharacters(name)} ${escapeControlCharacters(stray)}, and was not changed: name that file to fix it.`,
      );
    if (content !== text)
      await writeFileAtomically(path, content, bytes).catch((cause: unknown) => {
        if (cause instanceof FileChangedError)
          throw new UsageError(
            `${escapeControlCharacters(name)} was changed by somebody else meanwhile, and nothing was written: run this again.`,
          );
        throw unwritable(name, cause);
      });
  }
  return { file: name, lines: new LineIndex(content), ...shownDiagnostics(check(content)) };
}

/** Where a link leads through which nothing is changed, as the end of a sentence. */
function strayFix(path: string, io: CommandIo): string | undefined {
  const real = thisMachine.realPath(path);
  const stray = isOwn(path, io) ? undefined : strayTarget(path, real);
  if (stray !== undefined) return `${stray}, ${real}`;
  return leavingLink(path, { own: ownFolders(io), worked: [io.currentDirectory] });
}

const notUtf8: Diagnostic = {
  code: "toml/not-utf8",
  severity: "error",
  verdict: "fatal",
  range: { start: 0, end: 0 },
  message: "The file is not UTF-8, and Codex does not start with it: save it with the encoding UTF-8.",
  fixes: [],
};

const policyNotUtf8: Diagnostic = {
  ...notUtf8,
  code: "policy/not-utf8",
  message: "The file is not UTF-8, and the policy is not used: save it with the encoding UTF-8.",
};
