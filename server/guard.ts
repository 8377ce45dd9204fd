import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";

/** Where failures are reported; the language server protocol's log. */
export interface FailureLog {
  error(message: string): void;
}

/**
 * What went wrong, without the error's message: that may quote the file, and the file may hold keys. Name and places in
 * our own code are enough to find the fault.
 */
export function describeFailure(what: string, error: unknown): string {
  if (!(error instanceof Error)) return `${what} failed: ${typeof error}`;
  const places = (error.stack ?? "")
    .replace(error.message, "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  return [`${what} failed: ${error.name}`, ...places.slice(0, 8)].join("\n");
}

/**
 * A request handler that answers with `nothing` when the feature fails, so that one file cannot take the server down, and
 * that stops early for a request that nobody waits for any more.
 */
export function guarded<Params, Result>(
  log: FailureLog,
  what: string,
  nothing: Result,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    const cancelled = () => new ResponseError<never>(LSPErrorCodes.RequestCancelled, "cancelled");
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handler(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      log.error(describeFailure(what, error));
      return nothing;
    }
  };
}
