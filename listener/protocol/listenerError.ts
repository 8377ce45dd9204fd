import type { ListenerErrorCode, ListenerFailure } from "./listenerFailure.ts";

/** A failure of the listener that the person should know about. Its message is one sentence with what to do next. */
export class ListenerError extends Error {
  override readonly name = "ListenerError";

  constructor(
    readonly code: ListenerErrorCode,
    message: string,
    readonly port?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The error that a failure was made of. */
  static of({ code, message, port }: ListenerFailure): ListenerError {
    return new ListenerError(code, message, port);
  }

  toFailure(): ListenerFailure {
    return { code: this.code, message: this.message, ...(this.port !== undefined && { port: this.port }) };
  }
}

/** Puts the error of a server that could not bind into words. Works for the errors of Node and for those of grpc-js. */
export function bindError(error: unknown, host: string, port: number): ListenerError {
  const text = error instanceof Error ? error.message : String(error);
  const cause = { cause: error };
  if (text.includes("EADDRINUSE")) {
    const message = `Port ${port} is in use by another program: stop that program, or choose another port.`;
    return new ListenerError("port-in-use", message, port, cause);
  }
  if (text.includes("EACCES")) {
    const message = `This account may not listen on port ${port}: choose a port above 1023.`;
    return new ListenerError("permission-denied", message, port, cause);
  }
  return new ListenerError("failed", `Listening on ${host}, port ${port}, failed: ${text}.`, port, cause);
}
