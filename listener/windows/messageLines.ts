/** A line of another process was longer than it may be. */
export class LineTooLongError extends Error {
  override readonly name = "LineTooLongError";
}

const newline = 0x0a;

/** Cuts the bytes of another process into lines, and refuses to keep more of one than it may have. */
export class MessageLines {
  #limit: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** `limit`: bytes of the longest line. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** From now on lines may have so many bytes. */
  setLimit(limit: number): void {
    this.#limit = limit;
  }

  /** The lines that end in this chunk, one by one. Throws a {@link LineTooLongError}. */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      if (this.#length + part.length > this.#limit)
        throw new LineTooLongError(`A message has more than ${this.#limit} bytes.`);
      this.#parts.push(part);
      this.#length += part.length;
      if (end < 0) return;
      const line = Buffer.concat(this.#parts, this.#length).toString("utf8");
      this.#parts = [];
      this.#length = 0;
      start = end + 1;
      yield line;
    }
  }
}

/** A message as one line. JSON has no line feed outside of its escapes. */
export const messageLine = (message: unknown): string => `${JSON.stringify(message)}\n`;
