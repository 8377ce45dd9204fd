const magic = [0x28, 0xb5, 0x2f, 0xfd];
const blockBytes = 128 * 1024;

/** A block that stands as it is, or stands for so many equal bytes (RFC 8878, section 3.1.1.2). */
export type ZstdBlock = { readonly raw: Uint8Array } | { readonly repeated: number };

/** A frame of Zstandard of such blocks, with a window and without the size of its content. */
export function zstdFrame(blocks: readonly ZstdBlock[], { window = 0x50, descriptor = 0 } = {}): Buffer {
  const parts: Uint8Array[] = [Uint8Array.from([...magic, descriptor, window])];
  for (const [i, block] of blocks.entries()) {
    const [kind, size, content] =
      "raw" in block ? [0, block.raw.length, block.raw] : [1, block.repeated, Uint8Array.from([0])];
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | (kind << 1) | Number(i === blocks.length - 1), 0, 3);
    parts.push(header, content);
  }
  return Buffer.concat(parts);
}

/** Bytes as a frame that compresses nothing. */
export function zstdStored(bytes: Uint8Array): Buffer {
  const blocks: ZstdBlock[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) blocks.push({ raw: bytes.subarray(at, at + blockBytes) });
  return zstdFrame(blocks.length > 0 ? blocks : [{ raw: bytes }]);
}

/** A frame of a few bytes for each 128 KiB of zeros. */
export const zstdBomb = (bytes: number): Buffer =>
  zstdFrame(Array.from({ length: Math.ceil(bytes / blockBytes) }, () => ({ repeated: blockBytes })));
