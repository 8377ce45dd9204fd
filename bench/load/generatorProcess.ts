// A process of its own that sends requests, and tells how long it took: a load as a line of JSON in, a result out.
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import { requestsOf } from "../records/requests.ts";
import { oneLongSession, SessionStream, severalSessions } from "../records/sessionStream.ts";
import { type Client, openClient } from "./clients.ts";
import type { Load, LoadProtocol, LoadResult } from "./generator.ts";

const root = process.argv[2] ?? ".";
const differentRequests = 64;
const prepared = new Map<string, Buffer[]>();

function bodiesOf(protocol: LoadProtocol, batch: number): Buffer[] {
  const form = protocol === "json" ? "json" : "protobuf";
  const known = prepared.get(`${form} ${batch}`);
  if (known !== undefined) return known;
  const requests = requestsOf(root, batch, Math.max(2, Math.min(differentRequests, 8192 / batch)));
  const bodies =
    form === "json" ? requests.map((bytes) => Buffer.from(writeOtlpJson(decodeRequest("logs", bytes)))) : requests;
  prepared.set(`${form} ${batch}`, bodies);
  return bodies;
}

async function run(load: Load): Promise<LoadResult> {
  const { protocol, address, batch, clients, milliseconds, requestsPerSecond, oneSession } = load;
  const shape = oneSession ? oneLongSession : severalSessions;
  const stream = requestsPerSecond === undefined ? undefined : new SessionStream(root, shape);
  const bodies = stream === undefined ? bodiesOf(protocol, batch) : [];
  let requests = 0;
  let failed = 0;

  /** As fast as they are answered, or so many a second. */
  const sendAll = async (client: Client, first: number, start: number): Promise<void> => {
    for (let next = first; performance.now() < start + milliseconds; next++) {
      const body = stream?.next(batch).bytes ?? (bodies[next % bodies.length] as Buffer);
      if (await client.send(body)) requests++;
      else failed++;
      if (requestsPerSecond === undefined) continue;
      const due = start + ((next - first + 1) * 1000 * clients) / requestsPerSecond;
      await delay(Math.max(0, due - performance.now()));
    }
  };

  const opened = await Promise.all(Array.from({ length: clients }, () => openClient(protocol, address)));
  const start = performance.now();
  await Promise.all(opened.map((client, i) => sendAll(client, i * 7, start)));
  const took = performance.now() - start;
  for (const client of opened) client.close();
  return { records: requests * batch, requests, failed, milliseconds: took };
}

for await (const line of createInterface(process.stdin))
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Load))}\n`);
