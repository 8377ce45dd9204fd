import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countItems, type PartialSuccess } from "../../core/otlp/requests.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { CaptureError, readCapture } from "../../listener/record/captureFile.ts";
import { pace } from "../../listener/record/pace.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { patientSender } from "../../listener/send/patientSender.ts";
import { proxyFor } from "../../listener/send/proxy.ts";
import { OtlpSendError } from "../../listener/send/sender.ts";
import { aboutCaptures, captures } from "../captures.ts";
import { commandTable } from "../command/commandTable.ts";
import { option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { factor, protocol, receiver } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { tellLongLines } from "../output/longLines.ts";

export const replayTable = commandTable({
  name: "replay",
  summary: "send recorded telemetry to an OTLP receiver",
  positionals: captures,
  options: {
    to: option("URL", receiver, {
      ...{ meaning: "the receiver; over HTTP, `/v1/logs` and the like are added", required: true },
    }),
    protocol: option("PROTOCOL", protocol, { meaning: "how it is sent", default: "grpc" }),
    speed: option("X", factor, {
      meaning: "X times the original speed; without it as fast as the receiver takes it",
    }),
  },
  about: [
    aboutCaptures,
    "Nothing is changed on the way, times included. The requests go out in the order of the files, each after the answer to the one before; to a receiver that is busy, again after the time it names. Another machine is reached over TLS, and through the proxy that the environment names ([in a company's network](policy.md#in-a-companys-network)).",
  ],
  examples: [
    {
      line: "codex-otel replay --to http://127.0.0.1:4317 session.jsonl",
      meaning: "into the listener of this machine",
    },
  ],
  exitCodes: { 0: "all were accepted", 1: "a file is no capture, or the receiver refused something" },
});

/** `codex-otel replay`: sends each recorded request as it was, one after the other. */
export async function runReplay(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(replayTable, argv);
  const { to: url, protocol } = values;
  const waitFor = pace(values.speed);

  const proxy = proxyFor(url, protocol, {}, (name) => io.environment[name]);
  if (proxy !== undefined && "problem" in proxy) throw new UsageError(proxy.problem);
  const sender = patientSender(openSender(url, protocol, { ...(proxy !== undefined && { proxy }) }));
  let requests = 0;
  let items = 0;
  let rejected = 0;
  let failed = false;
  const onLongLine = tellLongLines(io, () => {
    failed = true;
  });
  try {
    for (const file of positionals)
      for await (const request of readCapture(resolve(io.currentDirectory, file), { onLongLine })) {
        const wait = waitFor(request);
        if (wait > 0) await sleep(wait);
        const partial = await sender.send(request);
        if (partial) io.stderr(`codex-otel: ${describePartial(partial)}\n`);
        requests++;
        items += countItems(request);
        rejected += partial?.rejected ?? 0;
      }
  } catch (error) {
    if (!(error instanceof OtlpSendError || error instanceof CaptureError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    failed = true;
  } finally {
    sender.close();
  }
  io.stderr(`sent ${requests} requests with ${items} records, spans and metric points to ${url.host}\n`);
  return failed || rejected > 0 ? 1 : 0;
}

function describePartial({ rejected, message }: PartialSuccess): string {
  const words = message === "" ? "." : `: ${escapeControlCharacters(message)}`;
  return rejected > 0 ? `The receiver rejected ${rejected} items${words}` : `The receiver warns${words}`;
}
