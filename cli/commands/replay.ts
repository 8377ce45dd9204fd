import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { countItems, type PartialSuccess } from "../../core/otlp/requests.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { CaptureError, readCapture } from "../../listener/record/captureFile.ts";
import { pace } from "../../listener/record/pace.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { patientSender } from "../../listener/send/patientSender.ts";
import { proxyFor } from "../../listener/send/proxy.ts";
import { OtlpSendError } from "../../listener/send/sender.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { tellLongLines } from "../output/longLines.ts";

export const replayHelp = `codex-otel replay FILE…: send recorded telemetry to an OTLP receiver

  --to URL            the receiver, for example http://127.0.0.1:4317; over HTTP, /v1/logs and the like are added
  --protocol NAME     grpc (the default), http-protobuf or http-json
  --speed X           X times the original speed; without it as fast as the receiver takes it

A FILE holds OTLP JSON lines, as "tail --record" and the Collector's file exporter write them; it may be gzipped.
Nothing is changed on the way, times included. The requests go out in the order of the files, each after the answer to
the one before; to a receiver that is busy, again after the time it names. Exit code 0: all were accepted. 1: a file is
no capture, or the receiver refused something.
`;

/** `codex-otel replay`: sends each recorded request as it was, one after the other. */
export async function runReplay(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { to: { type: "string" }, protocol: { type: "string", default: "grpc" }, speed: { type: "string" } },
  });
  if (positionals.length === 0) throw new UsageError("Name at least one recorded file.");
  const url = receiverUrl(values.to);
  const protocol = otlpProtocols.find((name) => name === values.protocol);
  if (!protocol) throw new UsageError(`--protocol must be one of ${otlpProtocols.join(", ")}.`);
  const waitFor = pace(values.speed === undefined ? undefined : parseSpeed(values.speed));

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

function receiverUrl(text: string | undefined): URL {
  if (text !== undefined && URL.canParse(text)) {
    const url = new URL(text);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  }
  throw new UsageError("--to must be a URL such as http://127.0.0.1:4317.");
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (text.trim() !== "" && speed > 0 && Number.isFinite(speed)) return speed;
  throw new UsageError("--speed must be a number greater than 0.");
}
