import { isLoopbackHost } from "../../otlp/loopbackHost.ts";

/** Who an endpoint leads to, as it is written. */
export interface ForwardReceiver {
  /** `https` of `https://example.com`; empty where none is written. */
  readonly scheme: string;
  /** Without port and user; empty where none is written. */
  readonly host: string;
  /** The host never leaves this machine. */
  readonly isLocal: boolean;
}

const addressPattern = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)/;

/** Who an endpoint of `forward` leads to, also where it is half written. */
export function forwardReceiver(endpoint: string): ForwardReceiver {
  const [, scheme = "", host = ""] = addressPattern.exec(endpoint) ?? [];
  return { scheme, host, isLocal: isLoopbackHost(host) };
}
