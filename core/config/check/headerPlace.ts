import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import type { Backend, Signal, Variant } from "../backends/backend.ts";

/** What the rules about headers look at. */
export interface HeaderPlace {
  /** Path of the exporter's variant, `["otel", "exporter", "otlp-grpc"]`. */
  readonly path: readonly string[];
  readonly exporter: TomlTable;
  readonly variant: Variant;
  readonly signal: Signal;
  readonly headers: TomlTable | undefined;
  readonly endpoint: TomlEntry | undefined;
  /** The known backend that the endpoint belongs to. */
  readonly backend: Backend | undefined;
}
