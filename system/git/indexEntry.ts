/** What an index of git tells of a file. `unknown`: it does not say, or it cannot be read. */
export type IndexAnswer = "tracked" | "untracked" | "unknown";

/** Lengths of an object's name: SHA-1, and SHA-256. The index does not say which one it holds. */
const hashLengths = [20, 32] as const;

const headerLength = 12;
/** Dates, device, mode, owner and size before the object's name. */
const statLength = 40;
const modeOffset = 24;
const folderMode = 0o040000;
const extendedFlag = 0x4000;
const nameLengthMask = 0x0fff;

/**
 * Looks a file up in the bytes of git's index, versions 2 to 4 (git, Documentation/gitformat-index.adoc). `path` is relative
 * to the top of the work tree, with slashes. The index may be anybody's: what does not fit the format is `unknown`, and the
 * work is linear in its size. Never throws.
 */
export function lookUpInIndex(index: Uint8Array, path: string): IndexAnswer {
  const wanted = new TextEncoder().encode(path);
  for (const hashLength of hashLengths) {
    const answer = lookUp(index, wanted, hashLength);
    if (answer !== "malformed") return answer;
  }
  return "unknown";
}

function lookUp(index: Uint8Array, wanted: Uint8Array, hashLength: number): IndexAnswer | "malformed" {
  const end = index.length - hashLength;
  if (end < headerLength || String.fromCharCode(...index.subarray(0, 4)) !== "DIRC") return "malformed";
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return "malformed";
  const name = new ComparedName(wanted);
  let offset = headerLength;
  let answer: IndexAnswer = "untracked";
  for (let left = view.getUint32(8); left > 0; left--) {
    const flagsAt = offset + statLength + hashLength;
    if (flagsAt + 2 > end) return "malformed";
    const flags = view.getUint16(flagsAt);
    const isExtended = (flags & extendedFlag) !== 0;
    if (isExtended && version < 3) return "malformed";
    let at = flagsAt + (isExtended ? 4 : 2);
    if (version === 4) {
      const strip = readStrip(index, at, end);
      if (strip === undefined || strip.count > name.length) return "malformed";
      at = strip.next;
      name.cut(name.length - strip.count);
    } else name.cut(0);
    const nameEnd = index.indexOf(0, at);
    if (nameEnd < 0 || nameEnd >= end) return "malformed";
    name.append(index.subarray(at, nameEnd));
    const said = flags & nameLengthMask;
    if (said === nameLengthMask ? name.length < said : name.length !== said) return "malformed";
    if (name.isWanted) answer = "tracked";
    // an entry of a sparse index stands for a whole folder
    const isFolder = view.getUint32(offset + modeOffset) === folderMode;
    if (isFolder && name.isFolderOfWanted && answer !== "tracked") answer = "unknown";
    // older versions fill up with zeros, so that entries begin at multiples of eight
    offset = version === 4 ? nameEnd + 1 : offset + (((nameEnd - offset) >> 3) + 1) * 8;
    if (offset > end) return "malformed";
  }
  const extensions = readExtensions(index, view, offset, end);
  if (extensions === "malformed") return "malformed";
  return answer === "untracked" && extensions === "more is needed" ? "unknown" : answer;
}

/**
 * What follows the entries must be extensions up to the very end. Those whose name begins with a small letter change what
 * the entries mean: `link` says that further entries are in another file; `sdir` only that there are folders among them.
 */
function readExtensions(
  index: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): "complete" | "more is needed" | "malformed" {
  let answer: "complete" | "more is needed" = "complete";
  let offset = start;
  while (offset < end) {
    if (offset + 8 > end) return "malformed";
    const name = String.fromCharCode(...index.subarray(offset, offset + 4));
    if (/^[a-z]/.test(name) && name !== "sdir") answer = "more is needed";
    offset += 8 + view.getUint32(offset + 4);
  }
  return offset === end ? answer : "malformed";
}

/** How many bytes of the name before are not taken over: git's variable-width number, at most five bytes here. */
function readStrip(
  index: Uint8Array,
  start: number,
  end: number,
): { readonly count: number; readonly next: number } | undefined {
  let count = 0;
  for (let at = start; at < Math.min(end, start + 5); at++) {
    const byte = index[at] ?? 0;
    count = at === start ? byte & 0x7f : (count + 1) * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { count, next: at + 1 };
  }
  return undefined;
}

/** A name of the index beside the wanted one. Only its length is kept, and how far the two agree. */
class ComparedName {
  readonly #wanted: Uint8Array;
  #agreed = 0;
  #endsInSlash = false;
  length = 0;

  constructor(wanted: Uint8Array) {
    this.#wanted = wanted;
  }

  get isWanted(): boolean {
    return this.length === this.#wanted.length && this.#agreed === this.length;
  }

  /** The name ends in a slash, and the wanted one goes on after it. */
  get isFolderOfWanted(): boolean {
    return this.#endsInSlash && this.#agreed === this.length && this.length < this.#wanted.length;
  }

  cut(length: number): void {
    this.length = length;
    this.#agreed = Math.min(this.#agreed, length);
    this.#endsInSlash = false;
  }

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#agreed === this.length + at; at++) {
      if (bytes[at] !== this.#wanted[this.#agreed]) break;
      this.#agreed++;
    }
    this.length += bytes.length;
    if (bytes.length > 0) this.#endsInSlash = bytes.at(-1) === 0x2f;
  }
}
