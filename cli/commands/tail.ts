import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { unsaltedHashes } from "../../core/policy/evaluate/unsaltedHashes.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { ListenerError } from "../../listener/protocol/listenerError.ts";
import type { RecordingLimits } from "../../listener/record/recorder.ts";
import { FolderClaim } from "../../listener/windows/folderClaim.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { RefusalNotes } from "../../listener/worker/refusalNotes.ts";
import { sayWhoHolds } from "../../system/portOwner.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { eventLine } from "../output/eventLine.ts";
import { ForwardReport, forwardSummary } from "../output/forwardReport.ts";
import { prettyEvent } from "../output/prettyEvent.ts";
import { findPolicy, placeOf, policyHelp, saySaltUnread } from "../policyFile.ts";
import { parsePort } from "../port.ts";

export const tailHelp = `codex-otel tail: receive OTLP on this machine and print each event of Codex

  --grpc-port N     port for OTLP over gRPC (4317; 0 picks a free one)
  --http-port N     port for OTLP over HTTP (4318; 0 picks a free one)
  --policy FILE     ${policyHelp("                    ")}
  --view VIEW       local: everything, credentials masked (the default)
                    raw: everything as received
                    the name of a destination: what that destination receives; other events are not printed
  --format FORMAT   pretty (the default) or jsonl: one JSON object a line
  --record FILE     append what is received to FILE as OTLP JSON lines; only its owner may read it
  --record-max-size SIZE
                    set FILE aside under its time when it would grow beyond SIZE, such as 100MB, and begin anew
  --record-keep N   keep the newest N files that were set aside
  --max-message-size SIZE
                    the largest message that is received, such as 32MB (16 MiB)
  --sender-token-env NAME
                    mark each event as verified or unverified: verified is what came with the header x-codex-otel-sender
                    and the value of the environment variable NAME, at least 16 visible characters. It changes no route
  --explain         with jsonl: for each destination every rule that was asked and what becomes of each attribute, and
                    why each detection found the event or didn't
  --forward         send each destination of the policy that has "forward" what it receives; its headers come from the
                    environment variables that the policy names. Asks for --policy: no folder may choose by itself
                    where events go. What receivers answer, when it changes, and at the end what became of everything is
                    told on standard error
  --forward-queue FOLDER
                    keep what waits to be sent in FOLDER, and send what an earlier run left there; only its owner may
                    read it, and one process at a time may use it. What was queued for another endpoint, or by another
                    policy, stays at rest for a day
  --at-rest WHAT    send or discard what is at rest in the --forward-queue; it is sent where it was to go

When it is ready, "listening grpc=HOST:PORT http=HOST:PORT" appears on standard error. SIGINT (Ctrl+C) and SIGTERM end
it after everything received has been printed.

A line of jsonl has time, session, turn, event, attributes, resource, body (where the record has one), findings,
sender (verified or unverified, with --sender-token-env), and routes: for each destination of the policy whether it
receives the event, by which rule, and what is redacted for it.
attributes, resource, body and session are as the view sees them; a session may be a hash.
`;

/** How far whoever reads the events may be behind: memory must not fill with what waits. */
const maximumBacklogBytes = 64 * 1024 * 1024;

const largestMessageLimit = 256e6;

/** SIGINT or SIGTERM. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
}

const parseTail = (argv: readonly string[]) =>
  parseArgs({
    args: [...argv],
    options: {
      "grpc-port": { type: "string", default: "4317" },
      "http-port": { type: "string", default: "4318" },
      policy: { type: "string" },
      view: { type: "string", default: "local" },
      format: { type: "string", default: "pretty" },
      record: { type: "string" },
      "record-max-size": { type: "string" },
      "record-keep": { type: "string" },
      "max-message-size": { type: "string" },
      "sender-token-env": { type: "string" },
      explain: { type: "boolean", default: false },
      forward: { type: "boolean", default: false },
      "forward-queue": { type: "string" },
      "at-rest": { type: "string" },
    },
  });

/** `codex-otel tail`. Resolves with the exit code after a signal, when everything received has been handed to `stdout`. */
export async function runTail(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseTail(argv);
  const queue = values.forward ? values["forward-queue"] : undefined;
  const owner = { version: "", name: "another codex-otel tail", isListener: false };
  const claim = queue === undefined ? undefined : await FolderClaim.take(resolve(io.currentDirectory, queue), owner);
  try {
    return await tail(values, io);
  } finally {
    await claim?.release();
  }
}

async function tail(values: ReturnType<typeof parseTail>["values"], io: CommandIo): Promise<number> {
  const { view, format } = values;
  if (format !== "pretty" && format !== "jsonl") throw new UsageError("--format must be pretty or jsonl.");
  const grpcPort = parsePort("--grpc-port", values["grpc-port"]);
  const httpPort = parsePort("--http-port", values["http-port"]);
  if (grpcPort === httpPort && grpcPort !== 0) throw new UsageError("--grpc-port and --http-port must differ.");
  if (values.forward && values.policy === undefined)
    throw new UsageError("--forward needs --policy: name the policy whose destinations events are sent to.");
  const found = await findPolicy(values.policy, io);
  const limits = recordingLimits(values["record-max-size"], values["record-keep"]);
  const maximumMessageBytes = sizeOf("--max-message-size", values["max-message-size"]);
  if ((maximumMessageBytes ?? 0) > largestMessageLimit)
    throw new UsageError("--max-message-size must be at most 256MB.");
  const senderToken = senderTokenIn(values["sender-token-env"], io);
  const messageLimit = maximumMessageBytes === undefined ? {} : { maximumMessageBytes };
  const queue = values["forward-queue"];
  if (queue !== undefined && !values.forward) throw new UsageError("--forward-queue goes with --forward.");
  const atRest = values["at-rest"];
  if (atRest !== undefined && atRest !== "send" && atRest !== "discard")
    throw new UsageError("--at-rest must be send or discard.");
  if (atRest !== undefined && queue === undefined) throw new UsageError("--at-rest goes with --forward-queue.");
  const relayFolder = queue === undefined ? undefined : resolve(io.currentDirectory, queue);
  const report = new ForwardReport();
  const refusals = new RefusalNotes((note) => io.stderr(`codex-otel: ${note}\n`));
  let opened: Listener | undefined;
  const listener = await Listener.open(
    {
      ...{ policyText: found.text, policyOrigin: found.origin, maximumEvents: 1, forward: values.forward },
      ...(relayFolder !== undefined && { relayFolder }),
      ...(senderToken !== undefined && { senderToken }),
      ...(found.file !== undefined && { policyPlace: placeOf(found.file, io) }),
    },
    (name) => io.environment[name],
    {
      events: (events) => {
        for (const received of events) {
          const line = opened && eventLine(opened.policy, received, view, values.explain);
          if (line) io.stdout(format === "jsonl" ? `${printableJson(line)}\n` : prettyEvent(line, view));
        }
      },
      changed: () => {
        for (const line of report.news(opened?.relays() ?? [])) io.stderr(`codex-otel: ${line}\n`);
      },
      forwardingTold: (message) => io.stderr(`codex-otel: ${escapeControlCharacters(message)}\n`),
      recordingFailed: (message) => io.stderr(`codex-otel: ${message}\n`),
      refused: (reason) => refusals.note(reason),
      unread: (sentences) => io.stderr(`codex-otel: ${sentences}\n`),
      isBusy: () => (io.stdoutBacklog?.() ?? 0) > maximumBacklogBytes,
    },
  );
  opened = listener;
  saySaltUnread(listener.policy, found, io);
  const unsalted = values.forward
    ? unsaltedHashes(forwarded(listener.policy), (name) => io.environment[name])
    : undefined;
  if (unsalted !== undefined) io.stderr(`warning: ${unsalted}\n`);
  const names = listener.queries.destinations().map(({ name }) => name);
  if (view !== "local" && view !== "raw" && !names.includes(view))
    throw new UsageError(`--view must be local, raw or a destination of the policy (${names.join(", ")}).`);
  if (atRest !== undefined) await settleResting(listener, atRest, io);
  for (const line of report.news(listener.relays())) io.stderr(`codex-otel: ${line}\n`);
  if (values.record !== undefined) listener.startRecording(resolve(io.currentDirectory, values.record), limits);
  try {
    const stop = stopSignal();
    const ports = { host: "127.0.0.1", grpcPort, httpPort };
    const addresses = await listener.start({ ...ports, ...messageLimit }).catch(sayWhoHoldsThePort);
    io.stderr(`listening grpc=${addresses.grpc} http=${addresses.http}\n`);
    await Promise.race(io.readerGone ? [stop, io.readerGone] : [stop]);
    await listener.stop();
  } finally {
    await listener.close();
    refusals.tell();
    for (const status of listener.relays()) io.stderr(`${forwardSummary(status, relayFolder)}\n`);
  }
  return 0;
}

/** Sends or discards what an earlier policy, endpoint or consent has left in the queue. */
async function settleResting(listener: Listener, what: "send" | "discard", io: CommandIo): Promise<void> {
  for (const { queue, rest, destination, endpoint } of listener.relays()) {
    if (rest === undefined) continue;
    try {
      if (what === "send") listener.sendQueue(queue);
      else await listener.discardQueue(queue);
    } catch (error) {
      if (!(error instanceof ListenerError)) throw error;
      const where = `${destination || "an unknown destination"} at ${endpoint || "an unknown endpoint"}`;
      io.stderr(escapeControlCharacters(`codex-otel: forwarding to ${where}: ${error.message}`).concat("\n"));
    }
  }
}

/** The policy with those destinations alone that events are sent to. */
function forwarded({ policy }: CompiledPolicy): Pick<Policy, "destinations" | "hashing"> {
  return { ...policy, destinations: policy.destinations.filter(({ forward }) => forward !== undefined) };
}

/** The token in the environment variable of this name. One that could be guessed, or that no header can hold, is refused. */
function senderTokenIn(name: string | undefined, { environment }: CommandIo): string | undefined {
  if (name === undefined) return undefined;
  const token = environment[name] ?? "";
  if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  const variable = escapeControlCharacters(name);
  throw new UsageError(
    token === ""
      ? `--sender-token-env names ${variable}, which has no value: set that environment variable.`
      : `The value of ${variable} must be at least 16 visible ASCII characters without spaces.`,
  );
}

const units: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
]);

/** In bytes. */
function sizeOf(option: string, size: string | undefined): number | undefined {
  if (size === undefined) return undefined;
  const [, digits = "", unit = ""] = /^(\d+) ?([a-zA-Z]*)$/.exec(size) ?? [];
  const factor = units.get(unit.toLowerCase());
  if (digits === "" || factor === undefined || Number(digits) === 0)
    throw new UsageError(`${option} must be a size such as 100MB.`);
  return Number(digits) * factor;
}

function recordingLimits(size: string | undefined, keep: string | undefined): RecordingLimits {
  const maximumBytes = sizeOf("--record-max-size", size);
  if (keep !== undefined && !/^\d{1,6}$/.test(keep)) throw new UsageError("--record-keep must be a number of files.");
  return {
    ...(maximumBytes !== undefined && { maximumBytes }),
    ...(keep !== undefined && { keep: Number(keep) }),
  };
}

async function sayWhoHoldsThePort(error: unknown): Promise<never> {
  if (!(error instanceof ListenerError) || error.code !== "port-in-use" || error.port === undefined) throw error;
  throw new ListenerError(error.code, (await sayWhoHolds(error.port)) ?? error.message, error.port, { cause: error });
}
