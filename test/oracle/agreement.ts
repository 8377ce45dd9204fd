import { diagnose } from "../../core/config/check/diagnose.ts";
import { exporterSignals } from "../../core/config/options.ts";
import { stringOf } from "../../core/config/reporter.ts";
import type { Diagnostic, Verdict } from "../../core/diagnostics/diagnostic.ts";
import { tableOf } from "../../core/toml/access.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../../core/toml/document.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { codexUnderTest } from "../programs/codex.ts";
import type { CodexAnswer } from "./askCodex.ts";
import { type CodexStart, type CodexWitness, receiverAddress, setByHttp } from "./recorded/codexWitness.ts";

/** The endpoints of generated files; each is replaced by that of the receiver. */
const localEndpoint = /127\.0\.0\.1:431[78]/g;

const ranks: readonly Verdict[] = ["fatal", "exporter-off", "warning"];

/** What we say of a configuration. */
export function check(toml: string): readonly Diagnostic[] {
  return diagnose(parseToml(toml), { codexVersion: codexUnderTest, layer: "user", fileExists: () => false });
}

/** The configuration with the address of the receiver wherever it sends to this machine. */
export const sentToReceiver = (generated: string): string => generated.replaceAll(localEndpoint, receiverAddress);

/**
 * Starts Codex with a configuration that sends to the receiver, and names everything in which it differs from what we say: the
 * verdict, the line of what is fatal, whether log records and spans arrive, which headers arrive with them, and which keys of an
 * exporter it does not look at. Empty when we agree.
 */
export async function disagreements(toml: string, codex: CodexWitness): Promise<readonly string[]> {
  const { answer, exports } = await codex.start(toml);
  const document = parseToml(toml);
  const ours = check(toml);
  const verdict = ranks.find((rank) => ours.some((one) => one.verdict === rank)) ?? "silent";
  if (verdict !== answer.verdict) return [`we say ${verdict}, Codex says ${answer.verdict}: ${answer.output}`];
  if (answer.verdict === "fatal") return lineDifferences(document, ours, answer);
  if (answer.verdict === "exporter-off")
    return exports.length === 0 ? [] : ["something arrived although the exporter is off"];
  return [...deliveryDifferences(document, ours, exports), ...(await ignoredDifferences(document, ours, codex))];
}

function lineDifferences({ lines }: TomlDocument, ours: readonly Diagnostic[], answer: CodexAnswer): string[] {
  if (answer.line === undefined) return [];
  const line = answer.line - 1;
  const covered = ours.filter(({ verdict }) => verdict === "fatal").map(({ range }) => lines.rangeAt(range));
  if (covered.some(({ start, end }) => start.line <= line && line <= end.line)) return [];
  return [`Codex names line ${answer.line}, we ${covered.map(({ start }) => start.line + 1)}: ${answer.output}`];
}

/** The exporter of a signal as it is written: its kind and its table. */
function exporterOf(document: TomlDocument, name: string) {
  const written = tableOf(tableOf(document.root.entries.get("otel"))?.entries.get(name));
  const [variant] = written?.entries.values() ?? [];
  const table = tableOf(variant);
  return variant === undefined || table === undefined ? undefined : { kind: variant.name, table };
}

function deliveryDifferences(
  document: TomlDocument,
  ours: readonly Diagnostic[],
  exports: CodexStart["exports"],
): string[] {
  const found: string[] = [];
  for (const name of ["exporter", "trace_exporter"]) {
    const exporter = exporterOf(document, name);
    const endpoint = exporter?.table.entries.get("endpoint");
    const address = stringOf(endpoint?.value);
    const own = new RegExp(`//(?:[^/@]*@)?${receiverAddress.replaceAll(".", "\\.")}(?:[/?#]|$)`);
    if (exporter === undefined || endpoint === undefined || address === undefined || !own.test(address)) continue;
    const arrived = exports.find((one) => isOf(one, exporter.kind, name, address));
    const dropped = (at: TomlEntry) =>
      ours.some(({ verdict, range }) => {
        return verdict === "dropped" && at.range.start <= range.start && range.end <= at.range.end;
      });
    const reserved = ours.some(({ code }) => code === "otel/header-reserved");
    if (arrived === undefined && reserved) continue;
    if ((arrived === undefined) !== dropped(endpoint)) {
      found.push(`${name}: something ${arrived === undefined ? "did not arrive" : "arrived"}`);
    } else if (arrived !== undefined) {
      const headers = tableOf(exporter.table.entries.get("headers"));
      const overHttp2 = exporter.kind === "otlp-grpc";
      found.push(...headerDifferences(arrived, headers, overHttp2, dropped).map((one) => `${name}: ${one}`));
    }
  }
  return found;
}

type Export = CodexStart["exports"][number];

/** Which exporter an export came from, by its path. Over HTTP it is the endpoint's own. */
function isOf({ path }: Export, kind: string, name: string, address: string): boolean {
  if (kind === "otlp-grpc")
    return path.includes(exporterSignals.get(name) === "traces" ? "TraceService" : "LogsService");
  return path === (URL.canParse(address) ? new URL(address).pathname + new URL(address).search : undefined);
}

function headerDifferences(
  { headers }: Export,
  written: TomlTable | undefined,
  overHttp2: boolean,
  dropped: (entry: TomlEntry) => boolean,
): string[] {
  const found: string[] = [];
  const entries = [...(written?.entries.values() ?? [])];
  for (const entry of entries) {
    const name = entry.name.toLowerCase();
    const value = stringOf(entry.value) ?? "";
    // HTTP/2 forbids blanks around a value; what a receiver does with them is its own affair.
    if (overHttp2 && value.trim() !== value) continue;
    const twice = entries.some((other) => other !== entry && other.name.toLowerCase() === name);
    const came = headers[name];
    const text = Buffer.from(String(came), "latin1").toString("utf8");
    const asWritten = came !== undefined && text.trim() === value.trim();
    if (!twice && !setByHttp.has(name) && asWritten === dropped(entry))
      found.push(`header ${JSON.stringify(entry.name)} ${asWritten ? "was sent" : "was not sent"}`);
  }
  return found;
}

/** A key that Codex does not look at may hold anything: with another value in it, it starts as well. */
async function ignoredDifferences(
  { text, root }: TomlDocument,
  ours: readonly Diagnostic[],
  codex: CodexWitness,
): Promise<string[]> {
  const ignored = ours.filter(({ code }) => code === "otel/unknown-field");
  const found: string[] = [];
  for (const { range } of ignored) {
    const value = entryAt(root, range.start)?.value;
    if (value === undefined || (value.kind === "table" && value.form !== "inline")) continue;
    const { start, end } = value.range;
    const answer = await codex.load(`${text.slice(0, start)}[[{ ignored = 1 }]]${text.slice(end)}`);
    if (answer.verdict === "fatal") found.push(`Codex looks at ${text.slice(range.start, range.end)}`);
  }
  return found;
}

function entryAt(table: TomlTable, offset: number): TomlEntry | undefined {
  for (const entry of table.entries.values()) {
    if (entry.keys.some(({ range }) => range.start === offset)) return entry;
    const inner = entry.value.kind === "table" ? entryAt(entry.value, offset) : undefined;
    if (inner) return inner;
  }
  return undefined;
}
