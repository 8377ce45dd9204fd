import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { gunzip } from "node:zlib";
import { OtlpDecodeError } from "../core/otlp/decodeError.ts";
import { parseOtlpJson } from "../core/otlp/json.ts";
import { countItems, type OtlpRequest } from "../core/otlp/requests.ts";
import { type OtlpProtocol, OtlpSendError, openSender, otlpProtocols } from "../listener/otlpSender.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";

export const replayHelp = `codex-otel replay FILE…: send recorded telemetry to an OTLP receiver

  --to URL            the receiver, for example http://127.0.0.1:4317
  --protocol NAME     grpc (the default), http-protobuf or http-json
  --speed X           X times the original speed; without it as fast as the receiver takes it

A FILE holds OTLP JSON lines, as "tail --record" and the Collector's file exporter write them; it may be gzipped.
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
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0)) throw new UsageError("--speed must be a number greater than 0.");
  const requests: OtlpRequest[] = [];
  for (const file of positionals) requests.push(...(await readCapture(resolve(io.currentDirectory, file), file)));
  return send(requests, url, protocol, speed, io);
}

async function send(
  requests: readonly OtlpRequest[],
  url: URL,
  protocol: OtlpProtocol,
  speed: number | undefined,
  io: CommandIo,
): Promise<number> {
  const sender = openSender(url, protocol);
  const started = Date.now();
  const first = firstTime(requests);
  let items = 0;
  try {
    for (const request of requests) {
      if (speed !== undefined) await sleep(waitFor(request, first, speed, Date.now() - started));
      await sender.send(request);
      items += countItems(request);
    }
  } catch (error) {
    if (!(error instanceof OtlpSendError)) throw error;
    io.stderr(`codex-otel: ${error.message}\n`);
    return 1;
  } finally {
    sender.close();
  }
  io.stderr(`sent ${requests.length} requests with ${items} records, spans and metric points to ${url.host}\n`);
  return 0;
}

function receiverUrl(text: string | undefined): URL {
  if (text !== undefined && URL.canParse(text)) {
    const url = new URL(text);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  }
  throw new UsageError("--to must be a URL such as http://127.0.0.1:4317.");
}

async function readCapture(path: string, name: string): Promise<readonly OtlpRequest[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await promisify(gunzip)(bytes);
  } catch (cause) {
    throw new UsageError(`${name} cannot be read.`, { cause });
  }
  return bytes
    .toString("utf8")
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "") return [];
      try {
        return parseOtlpJson(line);
      } catch (error) {
        if (!(error instanceof OtlpDecodeError)) throw error;
        throw new UsageError(`${name}, line ${index + 1}: ${error.message}`, { cause: error });
      }
    });
}

/** When a request was sent, in milliseconds: the newest time among its records or spans. */
function sentAt(request: OtlpRequest): number | undefined {
  let newest = 0n;
  const look = (time: bigint) => {
    if (time > newest) newest = time;
  };
  if (request.signal === "logs")
    for (const resource of request.request.resourceLogs)
      for (const scope of resource.scopeLogs)
        for (const record of scope.logRecords) look(record.observedTimeUnixNano || record.timeUnixNano);
  if (request.signal === "traces")
    for (const resource of request.request.resourceSpans)
      for (const scope of resource.scopeSpans) for (const span of scope.spans) look(span.endTimeUnixNano);
  return newest === 0n ? undefined : Number(newest / 1_000_000n);
}

function firstTime(requests: readonly OtlpRequest[]): number | undefined {
  const times = requests.map(sentAt).filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function waitFor(request: OtlpRequest, first: number | undefined, speed: number, elapsed: number): number {
  const time = sentAt(request);
  if (time === undefined || first === undefined) return 0;
  return Math.max(0, (time - first) / speed - elapsed);
}
