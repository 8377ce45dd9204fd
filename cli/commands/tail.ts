import { resolve } from "node:path";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { unsaltedHashes } from "../../core/policy/evaluate/unsaltedHashes.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { ListenerError } from "../../listener/protocol/listenerError.ts";
import type { RecordingLimits } from "../../listener/record/recorder.ts";
import { FolderClaim } from "../../listener/windows/folderClaim.ts";
import { Listener } from "../../listener/worker/listener.ts";
import { RefusalNotes } from "../../listener/worker/refusalNotes.ts";
import { leavingLink } from "../../system/foundFiles.ts";
import { sayWhoHolds } from "../../system/portOwner.ts";
import { repositoriesAround } from "../../system/workspaceFolders.ts";
import type { OptionValues } from "../command/commandTable.ts";
import { commandTable } from "../command/commandTable.ts";
import { flag, option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { count, file, folder, name, oneOf, orOneOf, port, size } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { eventLine } from "../output/eventLine.ts";
import { ForwardReport, forwardSummary } from "../output/forwardReport.ts";
import { prettyEvent } from "../output/prettyEvent.ts";
import { ownFolders } from "../ownFolders.ts";
import { findPolicy, placeOf, policyOption, saySaltUnread } from "../policyFile.ts";

export const tailTable = commandTable({
  name: "tail",
  summary: "receive OTLP on this machine and print each event of Codex",
  options: {
    "grpc-port": option("N", port(), { meaning: "port for OTLP over gRPC; 0 picks a free one", default: "4317" }),
    "http-port": option("N", port(), { meaning: "port for OTLP over HTTP; 0 picks a free one", default: "4318" }),
    policy: policyOption,
    view: option("VIEW", orOneOf(name, { local: "everything, credentials masked", raw: "everything as received" }), {
      meaning:
        "what is printed; with the name of a destination what that one receives, other events are not printed then",
      default: "local",
    }),
    format: option("FORMAT", oneOf({ pretty: "for people", jsonl: "one JSON object a line" }), {
      ...{ meaning: "how it is printed", default: "pretty" },
    }),
    explain: flag(
      "every rule that was asked for each destination, what becomes of each attribute, and why each detection found the event or didn't; with `jsonl`",
    ),
    record: option("FILE", file, {
      meaning: "append what is received to FILE as OTLP JSON lines; only its owner may read it",
    }),
    "record-max-size": option("SIZE", size, {
      meaning: "set FILE aside under its time when it would grow beyond SIZE, such as `100MB`, and begin anew",
      goesWith: "record",
    }),
    "record-keep": option("N", count("a number of files", 0, 6), {
      meaning: "keep the newest N files that were set aside",
      goesWith: "record",
    }),
    "max-message-size": option("SIZE", size, {
      meaning:
        "the largest message that is received, such as `32MB`; 16 MiB unless given, 256 MB at most. Whatever its size, a message, and a line of a recorded file, holds at most 50,000 records (log records, spans, metrics and their points, with the resources and scopes above them) and 1,000,000 attributes and values",
    }),
    "sender-token-env": option("NAME", name, {
      meaning:
        "mark each event as verified or unverified: verified is what came with the header `x-codex-otel-sender` and the value of the environment variable NAME, at least 16 visible characters. It changes neither routes nor findings",
    }),
    forward: flag(
      "send each destination of the policy that has `forward` what it receives; its headers come from the environment variables that the policy names. It asks for `--policy`: no folder may choose by itself where events go. What receivers answer, when it changes, and at the end what became of everything is told on standard error",
    ),
    "forward-queue": option("FOLDER", folder, {
      meaning:
        "keep what waits to be sent in FOLDER, and send what an earlier run left there; only its owner may read it, and one process at a time may use it. What was queued for another endpoint, or by another policy, stays at rest for a day; in a folder that lies in a repository it is never sent",
      goesWith: "forward",
    }),
    "at-rest": option("WHAT", oneOf({ send: "send it where it was to go", discard: "forget it" }), {
      meaning:
        "what becomes of what is at rest in the queue. Where it goes and which environment variables are read for it is said first; only those are read that the policy names for that endpoint. `send` is refused for a folder that lies in a repository, which may have chosen both",
      goesWith: "forward-queue",
    }),
  },
  about: [
    "When it is ready it says so on standard error: `listening grpc=127.0.0.1:4317 http=127.0.0.1:4318`. SIGINT (Ctrl+C) and SIGTERM end it after everything received has been printed.",
    "A line of `jsonl` has `time`, `session`, `turn`, `event`, `attributes`, `resource`, `body` (where the record has one), `findings`, `sender` (`verified` or `unverified`, with `--sender-token-env`), and `routes`: for each destination of the policy whether it receives the event, by which rule, and what is redacted for it. `attributes`, `resource`, `body` and `session` are as the view sees them; a session may be a hash.",
  ],
  examples: [
    { line: "codex-otel tail", meaning: "each event that Codex sends, while you watch" },
    { line: "codex-otel tail --record session.jsonl", meaning: "and keep it for `replay`, `route` and `explain`" },
    {
      line: "codex-otel tail --grpc-port 0 --http-port 0 --format jsonl --view siem",
      meaning: "for a script: what one destination receives, on free ports",
    },
  ],
  exitCodes: { 0: "it was ended by a signal", 1: "it could not listen, or not go on" },
});

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

/** `codex-otel tail`. Resolves with the exit code after a signal, when everything received has been handed to `stdout`. */
export async function runTail(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseCommand(tailTable, argv);
  const queue = values.forward ? values["forward-queue"] : undefined;
  if (queue !== undefined) requireOwnQueue(queue, values["at-rest"], io);
  const owner = { version: "", name: "another codex-otel tail", isListener: false };
  const claim = queue === undefined ? undefined : await FolderClaim.take(resolve(io.currentDirectory, queue), owner);
  try {
    return await tail(values, io);
  } finally {
    await claim?.release();
  }
}

/**
 * Whoever made a repository may have put a queue into it, with where that is to go and what is read for it, or a link to a folder
 * of the person. Throws a {@link UsageError}.
 */
function requireOwnQueue(queue: string, atRest: "send" | "discard" | undefined, io: CommandIo): void {
  const path = resolve(io.currentDirectory, queue);
  const leaving = leavingLink(path, { own: ownFolders(io), worked: [io.currentDirectory] });
  if (leaving !== undefined)
    throw new UsageError(
      `${escapeControlCharacters(queue)} ${escapeControlCharacters(leaving)}, and is not used: name that folder to keep what waits in it.`,
    );
  if (atRest !== "send") return;
  const [repository] = repositoriesAround(path);
  if (repository === undefined) return;
  const [folder, around] = [queue, repository].map((path) => shorten(escapeControlCharacters(path), 200));
  throw new UsageError(
    `The queue ${folder} lies in the repository ${around}, which may have chosen where it goes: what is at rest there is never sent. Discard it with --at-rest discard, or keep your queue outside of repositories.`,
  );
}

async function tail(values: OptionValues<typeof tailTable.options>, io: CommandIo): Promise<number> {
  const { view, format } = values;
  const { "grpc-port": grpcPort, "http-port": httpPort, "at-rest": atRest, "forward-queue": queue } = values;
  if (grpcPort === httpPort && grpcPort !== 0) throw new UsageError("--grpc-port and --http-port must differ.");
  if (values.forward && values.policy === undefined)
    throw new UsageError("--forward needs --policy: name the policy whose destinations events are sent to.");
  const found = await findPolicy(values.policy, io);
  const limits = recordingLimits(values["record-max-size"], values["record-keep"]);
  const recording = values.record === undefined ? undefined : recordingPlace(values.record, io);
  const maximumMessageBytes = values["max-message-size"];
  if ((maximumMessageBytes ?? 0) > largestMessageLimit)
    throw new UsageError("--max-message-size must be at most 256MB.");
  const senderToken = senderTokenIn(values["sender-token-env"], io);
  const messageLimit = maximumMessageBytes === undefined ? {} : { maximumMessageBytes };
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
  if (recording !== undefined) listener.startRecording(recording, limits);
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
  const say = (text: string): void => io.stderr(escapeControlCharacters(`codex-otel: ${text}`).concat("\n"));
  for (const { queue, rest, destination, endpoint, variables } of listener.relays()) {
    if (rest === undefined) continue;
    const [name, address] = [destination || "an unknown destination", endpoint || "an unknown endpoint"];
    try {
      if (what === "send") {
        const reads = variables.length === 0 ? "reads no variable" : `reads ${variables.join(", ")}`;
        say(`at rest for ${name}: to be sent to ${address}, which ${reads}`);
        listener.sendQueue(queue);
      } else await listener.discardQueue(queue);
    } catch (error) {
      if (!(error instanceof ListenerError)) throw error;
      say(`forwarding to ${name} at ${address}: ${error.message}`);
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

/** Where it is recorded to. A link in a repository would let who made it choose another file. */
function recordingPlace(name: string, io: CommandIo): string {
  const path = resolve(io.currentDirectory, name);
  const leaving = leavingLink(path, { own: ownFolders(io), worked: [io.currentDirectory] });
  if (leaving === undefined) return path;
  throw new UsageError(
    `${escapeControlCharacters(name)} ${escapeControlCharacters(leaving)}, and nothing was recorded: name that file to record to it.`,
  );
}

function recordingLimits(maximumBytes: number | undefined, keep: number | undefined): RecordingLimits {
  return { ...(maximumBytes !== undefined && { maximumBytes }), ...(keep !== undefined && { keep }) };
}

async function sayWhoHoldsThePort(error: unknown): Promise<never> {
  if (!(error instanceof ListenerError) || error.code !== "port-in-use" || error.port === undefined) throw error;
  throw new ListenerError(error.code, (await sayWhoHolds(error.port)) ?? error.message, error.port, { cause: error });
}
