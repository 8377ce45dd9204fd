export type Signal = "logs" | "traces" | "metrics";
export type Variant = "otlp-grpc" | "otlp-http";
/** What Codex writes as `protocol` of an otlp-http exporter. */
export type HttpProtocol = "binary" | "json";

/** A value that the backend surely refuses in a header, whatever the rest of the file says. */
export interface RefusedValue {
  /** Looks at the value without its scheme. */
  readonly pattern: RegExp;
  /** A whole sentence: what it is, and what is wanted in its place. */
  readonly reason: string;
}

/** A header that a backend wants. */
export interface BackendHeader {
  readonly name: string;
  /** Other names that the backend takes in place of this one. */
  readonly aliases?: readonly string[];
  readonly required: boolean;
  /** It carries the key or token; others only say where the telemetry belongs. */
  readonly credential: boolean;
  /** What the value begins with, `ApiKey ` for example; empty when it is the bare value. */
  readonly prefix: string;
  /** Beginnings that the backend may take too, so that they are never called wrong. */
  readonly otherPrefixes?: readonly string[];
  readonly refused?: readonly RefusedValue[];
  /** Only for these signals; for all where it is missing. */
  readonly signals?: readonly Signal[];
  /** What stands for the person's own part in snippets. */
  readonly placeholder: string;
  readonly documentation: string;
}

/** One of the addresses of a backend: a region, or the only one. */
export interface BackendRegion {
  readonly label: string;
  /** Whole endpoints as Codex wants them, for each variant and signal that the backend takes. */
  readonly endpoints: Readonly<Partial<Record<Variant, Readonly<Partial<Record<Signal, string>>>>>>;
}

/** What the documentation of a backend says that it does not take. What it does not mention is not refused here. */
export interface Refusals {
  readonly variants?: readonly Variant[];
  readonly signals?: readonly Signal[];
  readonly json?: readonly Signal[];
}

/** A page of official documentation, and what it is the source of. */
export interface Source {
  readonly url: string;
  readonly facts: string;
}

/** A known receiver of Codex's telemetry. */
export interface Backend {
  readonly id: string;
  readonly label: string;
  /** The variants that it takes, the one to offer first. */
  readonly variants: readonly Variant[];
  readonly regions: readonly [BackendRegion, ...BackendRegion[]];
  /**
   * Host names by which an endpoint is known to belong to this backend; `*` stands for one or more characters. None for
   * receivers on this machine.
   */
  readonly hosts: readonly string[];
  /** Path of its OTLP endpoint over HTTP, in front of `/v1/logs`. */
  readonly basePath: string;
  readonly headers: readonly BackendHeader[];
  readonly refuses: Refusals;
  readonly documentation: string;
  readonly sources: readonly Source[];
}
