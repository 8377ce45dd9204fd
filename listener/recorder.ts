import { createWriteStream, type WriteStream } from "node:fs";
import { writeOtlpJson } from "../core/otlp/json.ts";
import type { OtlpRequest } from "../core/otlp/requests.ts";

/**
 * Writes each received request as one line of OTLP JSON, the form of the Collector's file exporter. The file is appended
 * to, and only its owner may read it, since it holds everything that was received.
 */
export class Recorder {
  readonly #stream: WriteStream;
  #failure: Error | undefined;

  constructor(file: string, onFailure: (error: Error) => void) {
    this.#stream = createWriteStream(file, { flags: "a", mode: 0o600 });
    this.#stream.on("error", (error) => {
      if (!this.#failure) onFailure(error);
      this.#failure = error;
    });
  }

  record(request: OtlpRequest): void {
    if (!this.#failure) this.#stream.write(`${writeOtlpJson(request)}\n`);
  }

  /** Writes out what is buffered and closes the file. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#failure || this.#stream.destroyed) resolve();
      else this.#stream.end(resolve);
    });
  }
}
