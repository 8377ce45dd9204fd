import { homedir } from "node:os";
import { parseArgs } from "node:util";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { codexHomeOf } from "../../core/config/configLocations.ts";
import { exporterTarget } from "../../core/config/exporterTarget.ts";
import { writtenExporters } from "../../core/config/writtenExporters.ts";
import type { Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import { saltInEnvironment } from "../../core/policy/evaluate/hashSalt.ts";
import { hashingDestinations } from "../../core/policy/evaluate/unsaltedHashes.ts";
import type { AnswerFacts, ListenerFacts, SetupFacts } from "../../core/setup/setupFacts.ts";
import type { SetupItem } from "../../core/setup/setupItem.ts";
import { troubleshoot } from "../../core/setup/troubleshooting.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { plainLocalizer } from "../../core/text/localizer.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import type { HttpProxy } from "../../listener/protocol/connection.ts";
import { codexProxyFor } from "../../listener/send/codexProxy.ts";
import { testConnection } from "../../listener/send/connectionProbe.ts";
import { proxyName } from "../../listener/send/httpProxy.ts";
import { findCodexActivity } from "../../system/codexActivity.ts";
import { readTextFile } from "../../system/configLayers.ts";
import { inspectConfiguration } from "../../system/inspectConfiguration.ts";
import { InstalledCodex } from "../../system/installedCodex.ts";
import { describePortOwner, findPortOwner } from "../../system/portOwner.ts";
import { readTlsFiles } from "../../system/tlsFiles.ts";
import { foldersAround, isOwnCodexHome, untrustedFolders } from "../../system/workspaceFolders.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { readPolicy } from "../policyFile.ts";
import { parsePort } from "../port.ts";

export const doctorHelp = `codex-otel doctor: why nothing arrives, line by line

  --codex-version V   judge as this version of Codex (the installed one, else ${newestKnownCodexVersion})
  --grpc-port N       port of the listener for OTLP over gRPC (4317)
  --http-port N       port of the listener for OTLP over HTTP (4318)
  --offline           send no test request to the endpoint of the exporter
  --format FORMAT     pretty (the default) or json

Looks at the configuration of Codex on this machine, at its last sessions and at the listener's ports, and sends an empty
export request to the endpoint of the exporter for the logs. Also says whether the hashes of the policy have a salt.
Exit code: 0 no line fails, 1 at least one fails, 2 wrong use.
`;

/** `codex-otel doctor`. Resolves with the exit code. */
export async function runDoctor(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      "codex-version": { type: "string" },
      "grpc-port": { type: "string", default: "4317" },
      "http-port": { type: "string", default: "4318" },
      offline: { type: "boolean", default: false },
      format: { type: "string", default: "pretty" },
    },
  });
  const given = values["codex-version"];
  if (given !== undefined && !/^\d+\.\d+\.\d+/.test(given))
    throw new UsageError("--codex-version must be a version such as 0.169.0.");
  if (values.format !== "pretty" && values.format !== "json") throw new UsageError("--format must be pretty or json.");
  const ports = {
    grpc: parsePort("--grpc-port", values["grpc-port"]),
    http: parsePort("--http-port", values["http-port"]),
  };
  const lines = troubleshoot(await findFacts(given, ports, values.offline, io), plainLocalizer);
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
  offline: boolean,
  io: CommandIo,
): Promise<SetupFacts> {
  const { environment, currentDirectory, stderr } = io;
  const home = environment.HOME ?? environment.USERPROFILE ?? homedir();
  const codexHome = codexHomeOf({ home, codexHome: environment.CODEX_HOME });
  const workspaces = untrustedFolders({ folders: [currentDirectory], own: { home, codexHome } });
  const installedVersion = await new InstalledCodex(() => workspaces).version();
  const isOwn = isOwnCodexHome({ home, codexHome }, foldersAround({ folders: [currentDirectory], codexHome }));
  if (!isOwn && !offline)
    stderr(
      "CODEX_HOME is inside of this folder, so its exporter is not contacted: run doctor in another folder for that.\n",
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
    codex: { installedVersion, judgedVersion, ...activity },
    configuration,
    connection:
      offline || !isOwn || !configuration.exists
        ? undefined
        : await tryExporter(configuration.path, home, (name) => environment[name]),
    listener,
    stream: undefined,
    policy: { path: undefined, fault: undefined, ignoredPath: undefined },
    forwards: [],
    hashes,
  };
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

async function tryExporter(path: string, home: string, environment: Environment): Promise<AnswerFacts | undefined> {
  const written = writtenExporters(parseToml(readTextFile(path) ?? "")).find(({ name }) => name === "exporter");
  const target = written && exporterTarget(written);
  if (written === undefined || target === undefined) return undefined;
  const { endpoint, host, port, protocol, headers } = target;
  try {
    const tls = await readTlsFiles(target, path, home);
    const proxy = codexProxyFor(new URL(endpoint), protocol, environment);
    const connection = { endpoint, host, port, protocol, headers, tls, ...(proxy !== undefined && { proxy }) };
    const steps = await testConnection({ ...connection, signal: "logs" });
    const failed = steps.find(({ outcome }) => outcome === "failed");
    return failed === undefined
      ? { good: true, message: `${endpoint} accepted an empty export request${through(proxy)}.` }
      : { good: false, message: [`${endpoint}: ${failed.summary}.`, failed.check].join(" ").trim() };
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
  lines
    .map(({ state, title, detail }) => `${marks[state]}  ${title}\n      ${escapeControlCharacters(detail)}\n`)
    .join("");

const withoutAction = ({ id, state, title, detail }: SetupItem) => ({ id, state, title, detail });
