/** The bytes or the text are not the OTLP message they claim to be. The message never quotes the content. */
export class OtlpDecodeError extends Error {
  override readonly name = "OtlpDecodeError";
}
