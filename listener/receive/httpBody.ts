import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { HttpRefusal } from "./httpRefusal.ts";

const tooLarge = (limit: number) => new HttpRefusal(413, 8, `The body is larger than ${limit} bytes.`);

async function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"]) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  // leaving the loop must not close the connection: the sender is still to be told why
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

const decompressors = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/** Reads a body and undoes its compression; neither form may have more than `limit` bytes. Throws {@link HttpRefusal}. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "deflate")
    throw new HttpRefusal(415, 3, "The content encoding must be gzip, deflate or identity.", {
      "accept-encoding": "gzip, deflate",
    });
  const body = await collect(request, limit);
  if (encoding === "identity") return body;
  try {
    return await decompressors[encoding](body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit);
    throw new HttpRefusal(400, 3, `The body is not valid ${encoding}.`);
  }
}
