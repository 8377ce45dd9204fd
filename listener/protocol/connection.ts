import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import type { Signal } from "../../core/otlp/requests.ts";

/** PEM texts. Without a certificate authority those of the system count. */
export interface TlsOptions {
  readonly ca?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
}

/** An HTTP proxy that a tunnel to a receiver goes through. */
export interface HttpProxy {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** It is spoken to over TLS. */
  readonly secure: boolean;
  readonly strictTls: boolean;
  /** The setting or variable that names it. */
  readonly origin: string;
  /** Value of the header `Proxy-Authorization`; never shown. */
  readonly authorization?: string;
}

/** What is to be tested: an exporter as Codex would use it. */
export interface ConnectionTarget {
  /** As it is written; over HTTP requests go to exactly this URL. */
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: OtlpProtocol;
  readonly signal: Signal;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  /** What the way leads through. */
  readonly proxy?: HttpProxy;
}

export type ConnectionStepName = "resolve" | "connect" | "proxy" | "tls" | "export";

export interface ConnectionStep {
  readonly step: ConnectionStepName;
  readonly outcome: "ok" | "failed" | "skipped";
  readonly milliseconds: number;
  /** What happened, in a few words; never a header value. */
  readonly summary: string;
  /** One sentence with what to check; empty unless the step failed. */
  readonly check: string;
}
