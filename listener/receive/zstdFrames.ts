/** How large what frames of Zstandard hold may be. */
export interface ZstdExtent {
  /** How many frames there are, with those that are to be skipped. */
  readonly frames: number;
  /** At most so many bytes come out. */
  readonly most: number;
  /** Memory that a decompressor keeps beside them to look back into, in bytes. */
  readonly window: number;
}

/** No block holds more (RFC 8878, "Block_Maximum_Size"). */
const blockBytes = 128 * 1024;

/**
 * What frames of Zstandard say of themselves (RFC 8878, section 3), without undoing anything: so a few bytes that stand for
 * gigabytes are refused before they take memory. Undefined where they are damaged, or need a dictionary.
 */
export function zstdExtent(bytes: Uint8Array): ZstdExtent | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frames = 0;
  let most = 0;
  let window = 0;
  let at = 0;
  try {
    do {
      frames++;
      const magic = view.getUint32(at, true);
      if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
        at += 8 + view.getUint32(at + 4, true);
        continue;
      }
      const frame = magic === 0xfd2fb528 ? readFrame(view, at + 4) : undefined;
      if (frame === undefined) return undefined;
      most += frame.most;
      window = Math.max(window, frame.window);
      at = frame.end;
    } while (at < bytes.length);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return at === bytes.length ? { frames, most, window } : undefined;
}

function readFrame(view: DataView, start: number): (Omit<ZstdExtent, "frames"> & { readonly end: number }) | undefined {
  const descriptor = view.getUint8(start);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  // the reserved bit, and a dictionary
  if ((descriptor & 0x0b) !== 0) return undefined;
  let at = start + 1;
  let window = 0;
  if (!isSingleSegment) {
    const coded = view.getUint8(at++);
    const base = 2 ** (10 + (coded >> 3));
    window = base + (base / 8) * (coded & 7);
  }
  const flag = descriptor >> 6;
  const content = contentSize(view, at, flag, isSingleSegment);
  at += flag === 0 ? Number(isSingleSegment) : 2 ** flag;
  if (isSingleSegment) window = content ?? 0;
  let most = 0;
  for (let isLast = false; !isLast; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === 3 || size > blockBytes) return undefined;
    most += kind === 2 ? blockBytes : size;
    at += 3 + (kind === 1 ? 1 : size);
  }
  // nothing undoes a frame that claims to be empty, so its blocks have to agree
  if (content === 0 && most > 0) return undefined;
  // a checksum
  if ((descriptor & 0x04) !== 0) at += 4;
  return { most: content ?? most, window, end: at };
}

function contentSize(view: DataView, at: number, flag: number, isSingleSegment: boolean): number | undefined {
  switch (flag) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
