export type ListenerErrorCode =
  | "port-in-use"
  | "permission-denied"
  | "not-loopback"
  | "policy-invalid"
  | "other-version"
  /** Another process uses the folder of what waits to be sent. */
  | "folder-in-use"
  | "gone"
  | "failed";

export interface ListenerFailure {
  readonly code: ListenerErrorCode;
  /** One sentence with what to do next. */
  readonly message: string;
  readonly port?: number;
}
