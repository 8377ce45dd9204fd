import { encodeStatus } from "../../core/otlp/protobuf.ts";

/** Codes of `google.rpc.Status` that the refusals below use. */
type StatusCode = 3 | 5 | 7 | 8 | 12 | 13 | 14;

/** A request over HTTP that is not accepted, with the status that the OTLP specification names for it. */
export class HttpRefusal extends Error {
  override readonly name = "HttpRefusal";

  constructor(
    readonly httpStatus: number,
    readonly code: StatusCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The body in the encoding of the request (OTLP specification, "Failures"). */
  body(contentType: OtlpContentType): Uint8Array {
    return contentType === "application/x-protobuf"
      ? encodeStatus(this.code, this.message)
      : new TextEncoder().encode(JSON.stringify({ code: this.code, message: this.message }));
  }
}

export type OtlpContentType = "application/x-protobuf" | "application/json";
