import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** The bytes of a regular file; undefined for anything else, for what cannot be read and for more than `limit` bytes. */
export async function readBounded(path: string, limit: number): Promise<Uint8Array | undefined> {
  // without waiting, for a pipe has no other end
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const status = await file.stat();
    if (!status.isFile() || status.size > limit) return undefined;
    const bytes = new Uint8Array(status.size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } catch {
    return undefined;
  } finally {
    await file.close().catch(() => undefined);
  }
}
