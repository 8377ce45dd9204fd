import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { ListenerError } from "../listenerError.ts";

/** Writes each received request as one line of OTLP JSON, the form of the Collector's file exporter. */
export class Recorder {
  readonly #stream: Writable;
  #failed = false;

  /**
   * Opens a file to append to. Only its owner may read it, since it will hold everything that is received. Throws a
   * {@link ListenerError}; what goes wrong later is told once through `onFailure`.
   */
  static async open(file: string, onFailure: (error: ListenerError) => void): Promise<Recorder> {
    try {
      const handle = await open(file, "a", 0o600);
      if ((await handle.stat()).isFile()) await handle.chmod(0o600);
      return new Recorder(handle.createWriteStream(), (cause) => onFailure(recordingError(file, cause)));
    } catch (cause) {
      throw recordingError(file, cause);
    }
  }

  private constructor(stream: Writable, onFailure: (error: Error) => void) {
    this.#stream = stream;
    stream.once("error", (error) => {
      this.#failed = true;
      onFailure(error);
    });
  }

  record(request: OtlpRequest): void {
    if (!this.#failed) this.#stream.write(`${writeOtlpJson(request)}\n`);
  }

  /** How much is still to be written, in bytes. */
  get backlog(): number {
    return this.#stream.writableLength;
  }

  /** Writes out what is buffered and closes the file. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.destroyed) return resolve();
      this.#stream.once("close", resolve);
      this.#stream.end();
    });
  }
}

function recordingError(file: string, cause: unknown): ListenerError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "error";
  const message = `The recording ${file} cannot be written (${reason}): check the file and its folder.`;
  return new ListenerError("failed", message, undefined, { cause });
}
