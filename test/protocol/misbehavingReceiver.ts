import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { parseRequestJson } from "../../core/otlp/json.ts";
import { decodeRequest, encodeResponse } from "../../core/otlp/protobuf.ts";
import type { SeededRandom } from "../unit/model/seededRandom.ts";

/** A log record as a receiver finds it. */
export interface TakenRecord {
  readonly marker: string;
  readonly prompt: string | undefined;
}

type Behavior = (response: ServerResponse, take: () => number) => void;

export const hugeBytes: number = 4 * 1024 * 1024;
const success = { "content-type": "application/x-protobuf" };
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Behavior =>
  (response) =>
    void response.writeHead(code, headers).end();

/** Everything that a receiver can do wrong over HTTP, by name. */
const misbehaviors: Readonly<Record<string, Behavior>> = {
  "429": status(429, { "retry-after": "0" }),
  "500": status(500),
  "503": status(503, { "retry-after": "0" }),
  "401": status(401),
  "403": status(403),
  "413": status(413),
  redirect: status(307, { location: "http://127.0.0.1:9/v1/logs" }),
  slow: (response, take) =>
    void setTimeout(() => {
      take();
      response.writeHead(200, success).end(encodeResponse("logs"));
    }, 300),
  half: (response, take) => {
    take();
    response.writeHead(200, { ...success, "content-length": "1000" });
    response.write("half", () => response.destroy());
  },
  garbage: (response, take) => {
    take();
    response.writeHead(200, success).end(Buffer.from("ffffffffffff", "hex"));
  },
  "no HTTP": (response) => void response.socket?.end("what is this?\r\n\r\n"),
  huge: (response, take) => {
    take();
    response.writeHead(200, success).end(Buffer.alloc(hugeBytes, 0x20));
  },
  reset: (response) => void response.socket?.resetAndDestroy(),
  partial: (response, take) => {
    const rejected = Math.min(1, take());
    response.writeHead(200, success).end(encodeResponse("logs", { rejected, message: "one of them" }));
  },
};

/** A real receiver of OTLP that does everything wrong now and then, by a seed. */
export abstract class MisbehavingReceiver {
  readonly #random: SeededRandom;
  readonly taken: TakenRecord[] = [];
  /** What it did, as often as it did it. */
  readonly done = new Map<string, number>();
  /** Values of the header `authorization`. */
  readonly keys = new Set<string | undefined>();
  isGood = false;
  url = "";

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** What it does with the next request: the name of one of these; undefined for what it should do. */
  protected next(misbehaviors: Readonly<Record<string, unknown>>): string | undefined {
    const isGood = this.isGood || this.#random.chance(0.4);
    const name = isGood ? undefined : this.#random.pick(Object.keys(misbehaviors));
    const told = `${this.prefix}${name ?? "good"}`;
    this.done.set(told, (this.done.get(told) ?? 0) + 1);
    return name;
  }

  protected abstract readonly prefix: string;
}

/** Over HTTP. */
export class MisbehavingHttp extends MisbehavingReceiver {
  protected readonly prefix = "";

  static async start(random: SeededRandom): Promise<MisbehavingReceiver> {
    const receiver = new MisbehavingHttp(random);
    const server = createServer((request, response) => void receiver.#answer(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return receiver;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return;
    this.keys.add(request.headers.authorization);
    const isJson = request.headers["content-type"] === "application/json";
    const take = (): number => {
      const records = recordsIn(body, isJson);
      this.taken.push(...records);
      return records.length;
    };
    const misbehave = misbehaviors[this.next(misbehaviors) ?? ""];
    if (misbehave !== undefined) misbehave(response, take);
    else {
      take();
      response.writeHead(200, success).end(encodeResponse("logs"));
    }
  }
}

export async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function recordsIn(body: Buffer, isJson: boolean): readonly TakenRecord[] {
  const otlp = isJson ? parseRequestJson("logs", body) : decodeRequest("logs", body);
  return otlp.signal === "logs" ? recordsOf(otlp.request) : [];
}

interface Logs {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly attributes: readonly {
          readonly key: string;
          readonly value?: { readonly stringValue?: string | undefined } | undefined;
        }[];
      }[];
    }[];
  }[];
}

/** The log records of a request, with what tells them apart. */
export function recordsOf({ resourceLogs }: Logs): readonly TakenRecord[] {
  const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  return records.map(({ attributes }) => {
    const textOf = (name: string) => attributes.find(({ key }) => key === name)?.value?.stringValue;
    return { marker: textOf("marker") ?? "", prompt: textOf("prompt") };
  });
}
