import { isBefore, newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { exporterTarget } from "../../core/config/exporterTarget.ts";
import { helperSince } from "../../core/config/headersHelper.ts";
import type { HelperAnswer } from "../../core/config/helperHeaders.ts";
import { shownCommand } from "../../core/config/shownCommand.ts";
import { writtenExporters } from "../../core/config/writtenExporters.ts";
import { shownEndpoint } from "../../core/otlp/shownEndpoint.ts";
import type { Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import { saltInEnvironment } from "../../core/policy/evaluate/hashSalt.ts";
import { hashingDestinations } from "../../core/policy/evaluate/unsaltedHashes.ts";
import type { AnswerFacts, ListenerFacts, SetupFacts } from "../../core/setup/setupFacts.ts";
import type { SetupItem } from "../../core/setup/setupItem.ts";
import { troubleshoot } from "../../core/setup/troubleshooting.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { plainLocalizer } from "../../core/text/localizer.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import type { HttpProxy } from "../../listener/protocol/connection.ts";
import { codexProxyFor } from "../../listener/send/codexProxy.ts";
import { testConnection } from "../../listener/send/connectionProbe.ts";
import { proxyName } from "../../listener/send/httpProxy.ts";
import { findCodexActivity } from "../../system/codexActivity.ts";
import { readTextFile } from "../../system/configLayers.ts";
import { helperFingerprint, runHeadersHelper } from "../../system/headersHelper.ts";
import { inspectConfiguration } from "../../system/inspectConfiguration.ts";
import { InstalledCodex } from "../../system/installedCodex.ts";
import { describePortOwner, findPortOwner } from "../../system/portOwner.ts";
import { readTlsFiles } from "../../system/tlsFiles.ts";
import { repositoriesAroundCodexHome, untrustedFolders } from "../../system/workspaceFolders.ts";
import { commandTable } from "../command/commandTable.ts";
import { flag, option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { codexVersion, fingerprint, oneOf, port } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { isOwnHome, ownFolders } from "../ownFolders.ts";
import { readPolicy } from "../policyFile.ts";

export const doctorTable = commandTable({
  name: "doctor",
  summary: "why nothing arrives, line by line",
  options: {
    "codex-version": option("V", codexVersion, {
      meaning: `judge as this version of Codex; otherwise the installed one, else ${newestKnownCodexVersion}`,
    }),
    "grpc-port": option("N", port(), { meaning: "port of the listener for OTLP over gRPC", default: "4317" }),
    "http-port": option("N", port(), { meaning: "port of the listener for OTLP over HTTP", default: "4318" }),
    contact: flag(
      "send the test request although `CODEX_HOME` lies in a repository or in the current folder, which may have chosen the endpoint",
    ),
    "run-headers-helper": option("FINGERPRINT", fingerprint, {
      meaning:
        "run the command of `headers_helper` that has this fingerprint, and send the headers that it prints; without it doctor shows the command and its fingerprint, and runs nothing",
    }),
    offline: flag("send no test request to the endpoint of the exporter: ask nobody"),
    format: option(
      "FORMAT",
      oneOf({ pretty: "for people", json: 'an array of `{id, state: "done"|"failed"|"unknown", title, detail}`' }),
      { meaning: "how it is told", default: "pretty" },
    ),
  },
  about: [
    "It looks at the configuration of Codex on this machine, at its last sessions and at the listener's ports: the file in the right place, whether Codex starts with it, layers that are ignored or win, headers that are missing or dropped, the endpoint, who holds the listener's ports, whether Codex has run since the file was saved, and whether the backend refuses. Also whether the hashes of the policy have a salt.",
    "It sends an empty export request to the endpoint of the exporter for the logs, with its headers, unless `--offline` says otherwise or a repository may have chosen that (`--contact`), through the proxy that Codex would use with this environment. Header values are never printed. Of a `headers_helper` it shows the command, with what looks like a key masked, and a fingerprint of all of it. It runs it with `--run-headers-helper` and this fingerprint alone, so what was changed since is not run; and never of a `CODEX_HOME` in a repository or in the current folder.",
  ],
  examples: [
    { line: "codex-otel doctor", meaning: "the whole list" },
    { line: "codex-otel doctor --offline --format json", meaning: "for a script that may ask nobody" },
  ],
  exitCodes: { 0: "no line fails", 1: "at least one fails" },
});

/** `codex-otel doctor`. Resolves with the exit code. */
export async function runDoctor(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseCommand(doctorTable, argv);
  const ports = { grpc: values["grpc-port"], http: values["http-port"] };
  const asking = {
    isOffline: values.offline,
    isForeignAsked: values.contact,
    agreedHelper: values["run-headers-helper"],
  };
  const lines = troubleshoot(await findFacts(values["codex-version"], ports, asking, io), plainLocalizer);
  io.stdout(values.format === "json" ? `${printableJson(lines.map(withoutAction), 2)}\n` : pretty(lines));
  return lines.some(({ state }) => state === "failed") ? 1 : 0;
}

/** What is hashed for whom by the policy that counts, and whether with a salt. */
async function findHashes(io: CommandIo): Promise<SetupFacts["hashes"]> {
  try {
    const policy = await readPolicy(undefined, { ...io, stderr: () => undefined });
    const salt = saltInEnvironment(policy, (name) => io.environment[name]);
    return hashingDestinations(policy).map((destination) => ({ destination, salt }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { problem: error.message };
  }
}

interface Ports {
  readonly grpc: number;
  readonly http: number;
}

async function findFacts(
  givenVersion: string | undefined,
  ports: Ports,
  {
    isOffline,
    isForeignAsked,
    agreedHelper,
  }: { readonly isOffline: boolean; readonly isForeignAsked: boolean; readonly agreedHelper: string | undefined },
  io: CommandIo,
): Promise<SetupFacts> {
  const { environment, currentDirectory, stderr } = io;
  const { home, codexHome } = ownFolders(io);
  const workspaces = untrustedFolders({ folders: [currentDirectory], own: { home, codexHome } });
  const codex = new InstalledCodex(() => workspaces);
  const installedVersion = await codex.version();
  const refusal = codex.refusal();
  if (refusal !== undefined) stderr(`${refusal}\n`);
  const owner = isForeignAsked ? undefined : ownerOfCodexHome(io);
  if (owner !== undefined && !isOffline)
    stderr(
      `CODEX_HOME is inside of ${escapeControlCharacters(owner)}, so its exporter is not contacted: run doctor with --contact for that.\n`,
    );
  const judgedVersion = givenVersion ?? installedVersion ?? newestKnownCodexVersion;
  const [configuration, activity, listener, hashes] = await Promise.all([
    inspectConfiguration({ home, codexHome, projects: [currentDirectory] }, judgedVersion),
    findCodexActivity(codexHome),
    findListener(ports),
    findHashes(io),
  ]);
  return {
    nowUnixMilliseconds: Date.now(),
    codex: { installedVersion, refusal, judgedVersion, ...activity },
    configuration,
    connection:
      isOffline || owner !== undefined || !configuration.exists
        ? undefined
        : await tryExporter(
            configuration.path,
            home,
            (name) => environment[name],
            isBefore(judgedVersion, helperSince)
              ? () => Promise.resolve({ headers: {} })
              : (command) => askHelper(command, agreedHelper, ownerOfCodexHome(io), stderr),
          ),
    listener,
    stream: undefined,
    policy: { path: undefined, fault: undefined, ignoredPath: undefined },
    forwards: [],
    hashes,
  };
}

/** Whose Codex's folder seems to be when it is not the person's, as words. */
function ownerOfCodexHome(io: CommandIo): string | undefined {
  if (!isOwnHome(io)) return "this folder";
  const [repository] = repositoriesAroundCodexHome(ownFolders(io));
  return repository && `the repository ${repository}`;
}

/** Whether our listener seems to be up, or who else holds its ports. */
async function findListener({ grpc, http }: Ports): Promise<ListenerFacts> {
  const owners = await Promise.all([grpc, http].map(async (port) => ({ port, owner: await findPortOwner(port) })));
  const other = owners.find(({ owner }) => owner?.kind === "other");
  if (other?.owner !== undefined)
    return { kind: "failed", portInUse: true, message: describePortOwner(other.port, other.owner) };
  return owners.every(({ owner }) => owner !== undefined)
    ? { kind: "listening", grpc: `127.0.0.1:${grpc}`, http: `127.0.0.1:${http}` }
    : { kind: "free" };
}

/** What a command that brings headers says; undefined where it is not run. */
async function askHelper(
  command: string,
  agreed: string | undefined,
  owner: string | undefined,
  stderr: CommandIo["stderr"],
): Promise<HelperAnswer | undefined> {
  const { text, isMasked } = shownCommand(command);
  const shown = `${isMasked ? " (what looks like a key is masked)" : ""}: ${text}\n`;
  const actual = helperFingerprint(command);
  if (owner !== undefined) {
    const reason = `because CODEX_HOME is inside of ${escapeControlCharacters(owner)}`;
    stderr(`headers_helper is not run, ${reason}. Its command is${shown}`);
    return undefined;
  }
  if (agreed === undefined) {
    stderr(`headers_helper is not run without --run-headers-helper ${actual}. Its command is${shown}`);
    return undefined;
  }
  if (agreed !== actual)
    throw new UsageError(
      `headers_helper is not run: its command has the fingerprint ${actual} now, not ${agreed}; doctor without --run-headers-helper shows it.`,
    );
  stderr(`Running headers_helper${shown}`);
  return endedBySignals((signal) => runHeadersHelper(command, { signal }));
}

/** The command runs in a group of its own, which Ctrl+C in the terminal does not reach. */
async function endedBySignals<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (name: NodeJS.Signals) => {
    ending.abort();
    for (const one of names) process.removeListener(one, end);
    process.kill(process.pid, name);
  };
  for (const name of names) process.on(name, end);
  try {
    return await run(ending.signal);
  } finally {
    for (const name of names) process.removeListener(name, end);
  }
}

async function tryExporter(
  path: string,
  home: string,
  environment: Environment,
  ask: (helper: string) => Promise<HelperAnswer | undefined>,
): Promise<AnswerFacts | undefined> {
  const written = writtenExporters(parseToml(readTextFile(path) ?? "")).find(({ name }) => name === "exporter");
  const target = written && exporterTarget(written);
  if (written === undefined || target === undefined) return undefined;
  const { endpoint, host, port, protocol, headersHelper } = target;
  const helped = headersHelper === undefined ? { headers: {} } : await ask(headersHelper);
  if (helped !== undefined && "problem" in helped) return { good: false, message: helped.problem };
  const headers = { ...target.headers, ...helped?.headers };
  const unasked =
    helped === undefined ? " headers_helper was not run, so the headers that it brings were not checked." : "";
  try {
    const tls = await readTlsFiles(target, path, home);
    const proxy = codexProxyFor(new URL(endpoint), protocol, environment);
    const connection = { endpoint, host, port, protocol, headers, tls, ...(proxy !== undefined && { proxy }) };
    const steps = await testConnection({ ...connection, signal: "logs" });
    const failed = steps.find(({ outcome }) => outcome === "failed");
    return failed === undefined
      ? {
          good: true,
          message: `${shownEndpoint(endpoint)} accepted an empty export request${through(proxy)}.${unasked}`,
        }
      : {
          good: helped === undefined && failed.step === "export" ? undefined : false,
          message: `${[`${shownEndpoint(endpoint)}: ${failed.summary}.`, failed.check].join(" ").trim()}${unasked}`,
        };
  } catch (error) {
    return { good: false, message: `A TLS file cannot be read: ${error instanceof Error ? error.message : ""}` };
  }
}

const through = (proxy: HttpProxy | undefined): string =>
  proxy === undefined ? "" : ` through the proxy ${proxyName(proxy)}, which ${proxy.origin} names`;

const marks: Readonly<Record<SetupItem["state"], string>> = {
  done: "ok  ",
  failed: "FAIL",
  open: "open",
  unknown: "?   ",
};

const pretty = (lines: readonly SetupItem[]): string =>
  withoutWorkflowCommands(
    lines
      .map(({ state, title, detail }) => `${marks[state]}  ${title}\n      ${escapeControlCharacters(detail)}\n`)
      .join(""),
  );

const withoutAction = ({ id, state, title, detail }: SetupItem) => ({ id, state, title, detail });
