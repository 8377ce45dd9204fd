import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { ListenerError } from "../protocol/listenerError.ts";

export interface RecordingLimits {
  /** A file that would grow beyond so many bytes is set aside and a new one begun. Without it the file grows. */
  readonly maximumBytes?: number;
  /** How many files are set aside; the oldest of this recording is deleted first. Without it all are kept. */
  readonly keep?: number;
}

/**
 * Writes each received request as one line of OTLP JSON, the form of the Collector's file exporter. A request is in the
 * file when `record` returns. Files set aside have their time in their name, so that the names sort in the order of
 * recording, the current file last.
 */
export class Recorder {
  readonly file: string;
  readonly #limits: RecordingLimits;
  readonly #onFailure: (error: ListenerError) => void;
  readonly #setAside: string[] = [];
  #descriptor: number | undefined;
  #size: number;
  #requests = 0;

  /**
   * Opens a file to append to; a line in it that was cut off stays apart from what follows. Only its owner may read it, since
   * it will hold everything that is received. A link is not followed, except those of the system to a pipe or a terminal: who made
   * it would choose which file of the person grows by what a sender says. Throws a {@link ListenerError}; what goes wrong later is told once through `onFailure`, and ends the recording.
   */
  constructor(file: string, onFailure: (error: ListenerError) => void, limits: RecordingLimits = {}) {
    this.file = file;
    this.#limits = limits;
    this.#onFailure = onFailure;
    try {
      this.#descriptor = openPrivate(file);
      this.#size = fstatSync(this.#descriptor).size;
      if (endsInLine(this.#descriptor, this.#size)) this.#size += writeSync(this.#descriptor, "\n");
    } catch (cause) {
      throw recordingError(file, cause);
    }
  }

  /** How many requests were recorded. */
  get requests(): number {
    return this.#requests;
  }

  /** What was asked for. */
  get limits(): RecordingLimits {
    return this.#limits;
  }

  record(request: OtlpRequest): void {
    if (this.#descriptor === undefined) return;
    const line = Buffer.from(`${writeOtlpJson(request)}\n`);
    try {
      if (this.#size > 0 && this.#size + line.length > (this.#limits.maximumBytes ?? Number.POSITIVE_INFINITY))
        this.#beginNext(this.#descriptor);
      this.#write(this.#descriptor, line);
      this.#size += line.length;
      this.#requests++;
    } catch (cause) {
      this.close();
      this.#onFailure(recordingError(this.file, cause));
    }
  }

  /** Ends the recording. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** All of a line or nothing of it. */
  #write(descriptor: number, line: Buffer): void {
    try {
      for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
    } catch (error) {
      if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor, this.#size);
      throw error;
    }
  }

  #beginNext(descriptor: number): void {
    closeSync(descriptor);
    this.#descriptor = undefined;
    const aside = asideName(this.file);
    renameSync(this.file, aside);
    this.#setAside.push(aside);
    while (this.#setAside.length > (this.#limits.keep ?? Number.POSITIVE_INFINITY))
      rmSync(this.#setAside.shift() ?? "", { force: true });
    this.#descriptor = openPrivate(this.file);
    this.#size = 0;
  }
}

/** Such as `/dev/stdout`. */
const systemLink = /^\/(?:dev|proc)\//;

function openPrivate(file: string): number {
  const follows = systemLink.test(resolve(file));
  if (!follows && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw linkError(file);
  // there may be one by now
  const withoutLinks = follows ? 0 : (constants.O_NOFOLLOW ?? 0);
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | withoutLinks;
  const descriptor = openSync(file, flags, 0o600);
  if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
  return descriptor;
}

function linkError(file: string): ListenerError {
  const message = `${escapeControlCharacters(file)} is a link, and was not written to: name the file that is to hold the recording.`;
  return new ListenerError("failed", message);
}

/** Whether a file ends in the middle of a line: whoever wrote it was killed, or its disk was full. */
function endsInLine(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

/** `capture.otlp.jsonl` becomes `capture-20261123T213005123.otlp.jsonl`, and another millisecond where there is one already. */
function asideName(file: string): string {
  const name = basename(file);
  const dot = name.indexOf(".", 1);
  const [stem, extensions] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  for (let time = Date.now(); ; time++) {
    const digits = new Date(time).toISOString().replace(/[-:.Z]/g, "");
    const aside = join(dirname(file), `${stem}-${digits}${extensions}`);
    if (!existsSync(aside)) return aside;
  }
}

function recordingError(file: string, cause: unknown): ListenerError {
  if (cause instanceof ListenerError) return cause;
  const reason = (cause as NodeJS.ErrnoException).code ?? "error";
  const message = `The recording ${file} cannot be written (${reason}): check the file and its folder.`;
  return new ListenerError("failed", message, undefined, { cause });
}
