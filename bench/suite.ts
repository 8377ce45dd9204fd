/** A program to compare with, or the sentence that says why it is not there. */
export type Obtained = { readonly path: string; readonly version: string } | { readonly unobtainable: string };

/** What suites get from the script that runs them. */
export interface BenchContext {
  /** The checkout. */
  readonly root: string;
  /** A folder of this run alone, removed afterwards. */
  readonly scratch: string;
  /** Where the bundles of the programs that suites start are. */
  readonly bundles: string;
  /** Builds the OpenTelemetry Collector on first use. */
  readonly obtainCollector: () => Promise<{ readonly path: string } | { readonly unobtainable: string }>;
  /** Builds another viewer of telemetry on first use. */
  readonly obtainOtelite: () => Promise<Obtained>;
  /** Installs another TOML language server on first use. */
  readonly obtainTombi: () => Promise<Obtained>;
  readonly print: (line: string) => void;
}

/** One benchmark. It prints what it measured and judges nothing. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  readonly run: (context: BenchContext) => Promise<void>;
}
