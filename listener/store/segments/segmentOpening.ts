import { rmSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { UnreadReason } from "../../protocol/storageDamage.ts";
import type { Slices } from "../slices.ts";
import { FrameLedger } from "./frameLedger.ts";
import { scanLegacyFrames } from "./legacyFormat.ts";
import type { SegmentFile, SegmentFolder } from "./segmentFolder.ts";
import {
  decodeHeader,
  type FrameHead,
  type FrameKind,
  type FrameVisitor,
  scanFrames,
  stampBytes,
} from "./segmentFormat.ts";
import { FileStorage, ReadBuffer } from "./segmentStorage.ts";
import type { DamageCounter } from "./storageDamage.ts";

/** A frame as it is found in a file. */
export interface FoundFrame extends FrameHead {
  readonly kind: FrameKind;
  /** Whether a version before format 3 has written it. */
  readonly isLegacy: boolean;
  /** Lasts until the next frame. */
  readonly content: Uint8Array;
}

/** How far what is in a folder is done with: the frames of one file up to one of them. */
export interface Done {
  /** Hexadecimal. */
  readonly stamp: string;
  readonly sequence: number;
}

export interface OpeningOptions {
  /** Files that were written before this time, in milliseconds since 1970, are deleted. */
  readonly keepSince?: number;
  /** Hears of what was in those files. */
  readonly onExpired?: (frame: FoundFrame) => void;
  readonly done?: Done | undefined;
}

/** A file that is being read. */
export interface OpenedFile {
  readonly storage: FileStorage;
  /** What names it, hexadecimal; empty for an older format. */
  readonly stamp: string;
  readonly written: number;
  /** Goes through its frames that are to be kept, each once over all files. */
  frames(visit: (frame: FoundFrame) => void): Slices<void>;
}

interface FileContent {
  /** Hexadecimal; empty for an older format. */
  readonly stamp: string;
  /** What its copies have in common with it. */
  readonly key: string;
  /** Whether its header says that it is one of ours. */
  readonly isKnown: boolean;
  readonly scan: (visitor: FrameVisitor) => Slices<void>;
}

/** What came of reading a file. */
interface Outcome {
  kept: number;
  copies: number;
  done: number;
  unread: number;
}

/** Errors of a system that is out of something for now: they say nothing about a file. */
const passingErrors: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EINTR", "EAGAIN"]);

/** Reads all files of a folder once, sets aside what cannot be read, and counts what is missing. */
export class SegmentOpening {
  readonly #folder: SegmentFolder;
  readonly #options: OpeningOptions;
  readonly #damage: DamageCounter;
  readonly #buffer = new ReadBuffer();
  readonly #ledger = new FrameLedger();

  constructor(folder: SegmentFolder, options: OpeningOptions, damage: DamageCounter) {
    this.#folder = folder;
    this.#options = options;
    this.#damage = damage;
  }

  /** `isLed`: each file of this format begins with a frame that is no request. `visit` goes through the frames of a file. */
  *read(all: readonly SegmentFile[], isLed: boolean, visit: (file: OpenedFile) => Slices<void>): Slices<void> {
    try {
      for (const file of all) {
        yield* this.#open(file, visit);
        yield;
      }
      this.#ledger.settle(this.#damage, isLed);
    } finally {
      this.#buffer.release();
    }
  }

  *#open(file: SegmentFile, visit: (file: OpenedFile) => Slices<void>): Slices<void> {
    const { keepSince = 0, onExpired } = this.#options;
    const isExpired = file.written < keepSince && file.isOurs;
    if (isExpired) this.#ledger.passIds();
    if (isExpired && onExpired === undefined) {
      rmSync(file.path, { force: true });
      return;
    }
    const opened = this.#read(file);
    if (opened === undefined) return;
    const { storage, bytes } = opened;
    const content = contentOf(file, bytes);
    if (content === "newer") {
      storage.close();
      if (isExpired) rmSync(file.path, { force: true });
      // left under its name, where the version that wrote it finds it again
      else this.#damage.addFile({ name: file.name, reason: "newer" });
      return;
    }
    const outcome: Outcome = { kept: 0, copies: 0, done: 0, unread: 0 };
    const frames: OpenedFile["frames"] = (found) => this.#frames(content, bytes, outcome, found);
    if (isExpired) {
      yield* frames((frame) => onExpired?.(frame));
      this.#ledger.passIds();
      storage.remove();
      return;
    }
    yield* visit({ storage, stamp: content.stamp, written: file.written, frames });
    if (outcome.kept > 0) this.#ledger.of(content.key).noteFile(outcome.unread);
    else this.#reject(file, storage, content, outcome);
  }

  #read(file: SegmentFile): { readonly storage: FileStorage; readonly bytes: Uint8Array } | undefined {
    let storage: FileStorage | undefined;
    try {
      storage = new FileStorage(file.path, false);
      return { storage, bytes: storage.readAll(this.#buffer) };
    } catch (error) {
      storage?.close();
      const { code } = error as NodeJS.ErrnoException;
      if (passingErrors.has(code)) throw error;
      if (code !== "ENOENT") this.#leaveUnread(file, "refused");
      return undefined;
    }
  }

  *#frames(
    { stamp, key, scan }: FileContent,
    bytes: Uint8Array,
    outcome: Outcome,
    visit: Parameters<OpenedFile["frames"]>[0],
  ): Slices<void> {
    const ledger = this.#ledger.of(key);
    const done = yield* this.#doneIn(stamp, scan);
    const isLegacy = stamp === "";
    if (done >= 0) ledger.pass(done);
    /** False when it is done with, or was there before. */
    const isNew = ({ sequence, firstId, count }: FrameHead): boolean => {
      if (sequence <= done) {
        outcome.done++;
        // what is damaged before it was done with, too
        outcome.unread = 0;
        this.#ledger.passIds();
        return false;
      }
      this.#ledger.noteIds(firstId, count, isLegacy);
      if (ledger.noteFrame(sequence)) return true;
      outcome.copies++;
      return false;
    };
    yield* scan({
      frame: (head) => {
        if (!isNew(head)) return;
        outcome.kept++;
        const { kind, flags, sequence, firstId, count, start, end } = head;
        visit({ kind, flags, sequence, firstId, count, start, end, isLegacy, content: bytes.subarray(start, end) });
      },
      addition: isNew,
      broken: ({ sequence }) => ledger.noteHead(sequence),
      unread: (unread) => {
        outcome.unread += unread;
      },
    });
  }

  /** The last frame of a file that is done with; -1 for none. One beyond the newest is none: then nobody knows. */
  *#doneIn(stamp: string, scan: FileContent["scan"]): Slices<number> {
    const { done } = this.#options;
    if (done === undefined || done.stamp !== stamp || stamp === "") return -1;
    let newest = -1;
    const note = ({ sequence }: FrameHead): void => {
      newest = Math.max(newest, sequence);
    };
    yield* scan({ frame: note, addition: note, broken: note, unread: () => undefined });
    return newest >= done.sequence ? done.sequence : -1;
  }

  /** Nothing of a file is kept. */
  #reject(file: SegmentFile, storage: FileStorage, { isKnown }: FileContent, { copies, done, unread }: Outcome): void {
    storage.close();
    const isOurs = file.isOurs || isKnown;
    if (copies > 0) this.#leaveUnread(file, "copy");
    else if (unread > 0) this.#leaveUnread(file, isOurs ? "damaged" : "foreign");
    else if (isOurs || done > 0) rmSync(file.path, { force: true });
  }

  /** A file is not read: it is moved out of the way, if it is one of ours, or else it could be read another time. */
  #leaveUnread(file: SegmentFile, reason: UnreadReason): void {
    const setAside = file.isOurs || reason === "copy" ? this.#folder.setAside(file.name) : undefined;
    this.#damage.addFile({ name: file.name, reason, ...(setAside !== undefined && { setAside }) });
    if (reason === "damaged" || reason === "refused") this.#damage.addBytes(file.size);
  }
}

function contentOf(file: SegmentFile, bytes: Uint8Array): FileContent | "newer" {
  if (file.format === "legacy") {
    const key = `${bytes.length} ${crc32(bytes)}`;
    return { stamp: "", key, isKnown: false, scan: (visitor) => scanLegacyFrames(bytes, visitor) };
  }
  const header = decodeHeader(bytes);
  if (header.kind === "newer") return "newer";
  const isKnown = header.kind === "own";
  const stamp = isKnown ? header.stamp : file.stamp;
  const from = isKnown ? header.length : 0;
  // without a stamp no frame can be told from what only looks like one
  const scan: FileContent["scan"] = function* (visitor) {
    if (stamp.length === stampBytes) yield* scanFrames(bytes, stamp, from, visitor);
    else if (bytes.length > 0) visitor.unread(bytes.length);
  };
  return { stamp: stamp.toString("hex"), key: stamp.toString("hex"), isKnown, scan };
}
