import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type DiagnoseContext, diagnose } from "../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { classifyConfigPath, codexHomeOf } from "../../core/config/configLocations.ts";
import { applyPreferredFixes } from "../../core/diagnostics/applyFixes.ts";
import { type Diagnostic, type Severity, severities } from "../../core/diagnostics/diagnostic.ts";
import { shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import { diagnosePolicy } from "../../core/policy/language/check/diagnosePolicy.ts";
import { looksLikePolicy } from "../../core/policy/language/looksLikePolicy.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../core/policy/language/policyLocations.ts";
import { LineIndex } from "../../core/text/lineIndex.ts";
import { someOf } from "../../core/text/someOf.ts";
import { parseToml, reparseToml } from "../../core/toml/parseToml.ts";
import { longestText, readBoundedFile } from "../../system/boundedFile.ts";
import { ConfigLayers } from "../../system/configLayers.ts";
import { findFileExposure } from "../../system/fileExposure.ts";
import { strayLink, strayTarget } from "../../system/foundFiles.ts";
import { InstalledCodex } from "../../system/installedCodex.ts";
import { mayBeFile, readPemContent, resolveReferencedPath } from "../../system/referencedFiles.ts";
import { foldersAround, isOwnFile, type OwnFolders, thisMachine } from "../../system/workspaceFolders.ts";
import { type CheckedFile, formatJson, formatPretty, formatSarif } from "../output/checkFormats.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { unreadable } from "../output/unreadable.ts";
import { writeFileAtomically } from "../output/writeFileAtomically.ts";

export const checkHelp = `codex-otel check [FILE…]: what Codex will do with the [otel] block of its config.toml
  and whether an otel-policy.toml says what it means

  --codex-version V   judge as this version of Codex (the installed one, else ${newestKnownCodexVersion})
  --format FORMAT     pretty (the default), json or sarif
  --fix               apply the preferred fix of each finding; nothing that was written is lost
  --fail-on SEVERITY  end with 1 from this severity on: error (the default), warning, information or hint

Without FILE it checks the files that Codex reads on this machine, and the policies of the current folder.
Exit code: 0 nothing as severe as --fail-on says, 1 at least one diagnostic that is, 2 wrong use.
`;

/** `codex-otel check`. Resolves with the exit code. */
export async function runCheck(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      "codex-version": { type: "string" },
      format: { type: "string", default: "pretty" },
      fix: { type: "boolean", default: false },
      "fail-on": { type: "string", default: "error" },
    },
  });
  const format = { pretty: formatPretty, json: formatJson, sarif: formatSarif }[values.format];
  if (!format) throw new UsageError("--format must be pretty, json or sarif.");
  const failing = severitiesFrom(values["fail-on"]);
  const given = values["codex-version"];
  if (given !== undefined && !/^\d+\.\d+\.\d+/.test(given))
    throw new UsageError("--codex-version must be a version such as 0.169.0.");
  const names = positionals.length > 0 ? positionals : await knownFiles(io);
  const version = given ?? (await installedVersion(names, io)) ?? newestKnownCodexVersion;
  const checked: CheckedFile[] = [];
  for (const name of names) checked.push(await checkFile(name, version, values.fix, io));
  io.stdout(format(checked));
  return checked.some(({ diagnostics }) => diagnostics.some(({ severity }) => failing.includes(severity))) ? 1 : 0;
}

/** The severity that is named, and those above it. */
function severitiesFrom(least: string): readonly Severity[] {
  const words: readonly string[] = severities;
  const index = words.indexOf(least);
  if (index < 0) throw new UsageError(`--fail-on must be one of ${someOf(severities)}.`);
  return severities.slice(0, index + 1);
}

/** Asks the installed Codex, but none that lies in the current folder or beside a file of somebody else. */
function installedVersion(names: readonly string[], io: CommandIo): Promise<string | undefined> {
  const folders = [io.currentDirectory];
  const own = ownFolders(io);
  const around = foldersAround({ folders, codexHome: own.codexHome });
  const files = names.map((name) => resolve(io.currentDirectory, name)).filter((path) => !isOwnFile(path, own, around));
  const workspaces = foldersAround({ folders, files });
  return new InstalledCodex(() => workspaces).version();
}

async function knownFiles(io: CommandIo): Promise<readonly string[]> {
  const { currentDirectory } = io;
  const own = ownFolders(io);
  const folder = own.codexHome;
  const names = await readdir(folder).catch(() => []);
  const ofCodex = names
    .map((name) => join(folder, name))
    .filter((path) => classifyConfigPath(path, foldersOf(io)) !== undefined);
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

function ownFolders(io: CommandIo): OwnFolders {
  return { home: foldersOf(io).home, codexHome: codexHomeOf(foldersOf(io)) };
}

/** Whether a file lies in the person's own folder of Codex. */
function isOwn(path: string, io: CommandIo): boolean {
  const own = ownFolders(io);
  return isOwnFile(path, own, foldersAround({ folders: [io.currentDirectory], codexHome: own.codexHome }));
}

function foldersOf({ environment }: CommandIo) {
  return { home: environment.HOME ?? environment.USERPROFILE ?? homedir(), codexHome: environment.CODEX_HOME };
}

async function checkFile(name: string, codexVersion: string, mend: boolean, io: CommandIo): Promise<CheckedFile> {
  const path = resolve(io.currentDirectory, name);
  const layer = classifyConfigPath(path, foldersOf(io)) ?? "unknown";
  const bytes = await readBoundedFile(path, longestText).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  const text = decode(bytes);
  if (text === undefined)
    return {
      file: name,
      lines: new LineIndex(""),
      diagnostics: [isPolicyPath(path) ? policyNotUtf8 : notUtf8],
      left: 0,
    };
  const absolute = (file: string) => resolveReferencedPath(file, path, foldersOf(io).home);
  const fileExists = (file: string) => mayBeFile(absolute(file));
  const pemContent = (file: string) => readPemContent(absolute(file));
  const layers = layer === "unknown" ? [] : new ConfigLayers().of(layer, foldersOf(io));
  const exposure = await findFileExposure(path);
  let document = parseToml(text);
  const isPolicy =
    isPolicyPath(path) || isBuiltInPolicy(path, () => text) || (layer === "unknown" && looksLikePolicy(document));
  const context: DiagnoseContext = { codexVersion, layer, fileExists, pemContent, layers, exposure };
  let diagnostics: readonly Diagnostic[] | undefined;
  /** What the last fixes left as it was is neither parsed nor checked again. */
  const check = (content: string) => {
    if (diagnostics !== undefined && document.text === content) return diagnostics;
    document = reparseToml(document, content);
    diagnostics = isPolicy ? diagnosePolicy(document) : diagnose(document, context);
    return diagnostics;
  };
  let content = text;
  if (mend) {
    content = applyPreferredFixes(text, check);
    const stray = content === text || isOwn(path, io) ? undefined : strayTarget(path, thisMachine.realPath(path));
    if (stray !== undefined) throw new UsageError(`${name} ${stray}, and was not changed: name that file to fix it.`);
    if (content !== text)
      await writeFileAtomically(path, content).catch((cause: NodeJS.ErrnoException) => {
        throw new UsageError(`${name} cannot be changed: ${whyNotWritten(cause)}.`, { cause });
      });
  }
  return { file: name, lines: new LineIndex(content), ...shownDiagnostics(check(content)) };
}

function whyNotWritten({ code = "error" }: NodeJS.ErrnoException): string {
  if (code === "EACCES" || code === "EPERM") return "this account may not write into its folder";
  return code === "EROFS" ? "it lies on a disk that is read-only" : `its folder takes no new file (${code})`;
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

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
