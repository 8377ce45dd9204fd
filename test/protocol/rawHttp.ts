import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A client that sends exactly these bytes, well-formed or not. */
export interface RawClient {
  readonly socket: Socket;
  /** Resolves with what came back when the other side has closed the connection, undefined when nothing did. */
  readonly response: Promise<RawResponse | undefined>;
}

export function openRaw(port: number): RawClient {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => undefined);
  const response = new Promise<RawResponse | undefined>((resolve) => {
    socket.once("close", () => resolve(parse(Buffer.concat(chunks))));
  });
  return { socket, response };
}

/** Sends one request; the connection ends with its answer. */
export function sendRaw(
  port: number,
  head: readonly string[],
  body: Buffer | string = "",
): Promise<RawResponse | undefined> {
  const { socket, response } = openRaw(port);
  socket.write(`${[...head, "connection: close"].join("\r\n")}\r\n\r\n`);
  socket.write(body);
  return response;
}

function parse(bytes: Buffer): RawResponse | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.subarray(0, end).toString().split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(statusLine.split(" ")[1]), headers, body: bytes.subarray(end + 4) };
}
