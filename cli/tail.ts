import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Listener } from "../listener/listener.ts";
import { printableJson } from "../listener/present/printableJson.ts";
import { Recorder } from "../listener/record/recorder.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";
import { eventLine } from "./eventLine.ts";
import { parsePort } from "./port.ts";
import { prettyEvent } from "./prettyEvent.ts";

export const tailHelp = `codex-otel tail: receive OTLP on this machine and print each event of Codex

  --grpc-port N     port for OTLP over gRPC (4317; 0 picks a free one)
  --http-port N     port for OTLP over HTTP (4318; 0 picks a free one)
  --policy FILE     a policy other than the built-in one
  --view VIEW       local: everything, credentials masked (the default)
                    raw: everything as received
                    the name of a destination: what that destination receives; other events are not printed
  --format FORMAT   pretty (the default) or jsonl: one JSON object a line
  --record FILE     append what is received to FILE as OTLP JSON lines; only its owner may read it

When it is ready, "listening grpc=HOST:PORT http=HOST:PORT" appears on standard error. SIGINT (Ctrl+C) and SIGTERM end
it after everything received has been printed.

A line of jsonl has time, session, turn, event, attributes, resource, body (where the record has one), findings, and
routes: for each destination of the policy whether it receives the event, by which rule, and what is redacted for it.
attributes, resource, body and session are as the view sees them; a session may be a hash.
`;

/** How far whoever reads the events, or the disk of the recording, may be behind: memory must not fill with what waits. */
const maximumBacklogBytes = 64 * 1024 * 1024;

/** SIGINT or SIGTERM. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
}

/** `codex-otel tail`. Resolves with the exit code after a signal, when everything received has been handed to `stdout`. */
export async function runTail(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      "grpc-port": { type: "string", default: "4317" },
      "http-port": { type: "string", default: "4318" },
      policy: { type: "string" },
      view: { type: "string", default: "local" },
      format: { type: "string", default: "pretty" },
      record: { type: "string" },
    },
  });
  const { view, format } = values;
  if (format !== "pretty" && format !== "jsonl") throw new UsageError("--format must be pretty or jsonl.");
  const grpcPort = parsePort("--grpc-port", values["grpc-port"]);
  const httpPort = parsePort("--http-port", values["http-port"]);
  if (grpcPort === httpPort && grpcPort !== 0) throw new UsageError("--grpc-port and --http-port must differ.");
  const policyText = values.policy ? await readPolicyFile(resolve(io.currentDirectory, values.policy)) : undefined;
  const listener = new Listener({ policyText, maximumEvents: 1 }, (name) => io.environment[name], {
    events: (events) => {
      for (const received of events) {
        const line = eventLine(listener.policy, received, view);
        if (line) io.stdout(format === "jsonl" ? `${printableJson(line)}\n` : prettyEvent(line, view));
      }
    },
    request: (request) => recorder?.record(request),
    refused: (reason) => io.stderr(`codex-otel: Refused a request: ${reason}\n`),
    isBusy: () => (io.stdoutBacklog?.() ?? 0) + (recorder?.backlog ?? 0) > maximumBacklogBytes,
  });
  const names = listener.destinations().map(({ name }) => name);
  if (view !== "local" && view !== "raw" && !names.includes(view))
    throw new UsageError(`--view must be local, raw or a destination of the policy (${names.join(", ")}).`);
  const recorder =
    values.record === undefined
      ? undefined
      : await Recorder.open(resolve(io.currentDirectory, values.record), ({ message }) =>
          io.stderr(`codex-otel: ${message}\n`),
        );
  try {
    const stop = stopSignal();
    const addresses = await listener.start({ host: "127.0.0.1", grpcPort, httpPort });
    io.stderr(`listening grpc=${addresses.grpc} http=${addresses.http}\n`);
    await Promise.race(io.readerGone ? [stop, io.readerGone] : [stop]);
    await listener.stop();
  } finally {
    await recorder?.close();
  }
  return 0;
}

async function readPolicyFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UsageError(`The policy ${file} cannot be read.`, { cause });
  }
}
