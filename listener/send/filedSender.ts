import type { OtlpRequest, PartialSuccess } from "../../core/otlp/requests.ts";
import type { TlsOptions } from "../protocol/connection.ts";
import { OtlpSendError, type OtlpSender } from "./sender.ts";
import type { SendFailure } from "./sendFailure.ts";
import { type NamedTlsFiles, readTlsFiles } from "./tlsFiles.ts";

/**
 * A sender with certificates from files. They are read when it first sends, and again after each failed connection: what
 * was repaired or renewed since counts then.
 */
export class FiledSender implements OtlpSender {
  readonly #files: NamedTlsFiles;
  readonly #open: (tls: TlsOptions) => OtlpSender;
  #sender: OtlpSender | undefined;

  constructor(files: NamedTlsFiles, open: (tls: TlsOptions) => OtlpSender) {
    this.#files = files;
    this.#open = open;
  }

  async send(request: OtlpRequest): Promise<PartialSuccess | undefined> {
    try {
      this.#sender ??= this.#open(this.#read());
      return await this.#sender.send(request);
    } catch (error) {
      if (error instanceof OtlpSendError && isOfConnection(error.failure)) this.close();
      throw error;
    }
  }

  close(): void {
    this.#sender?.close();
    this.#sender = undefined;
  }

  #read(): TlsOptions {
    const read = readTlsFiles(this.#files);
    if ("problem" in read) throw new OtlpSendError(read.problem, { kind: "files", problem: read.problem });
    return read;
  }
}

function isOfConnection({ kind }: SendFailure): boolean {
  return kind === "tls" || kind === "unreachable" || kind === "timeout" || kind === "protocol";
}
