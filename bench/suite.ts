/** A program to compare with, or the sentence that says why it is not there. */
export type Obtained = { readonly path: string; readonly version: string } | { readonly unobtainable: string };

/** What suites get from the script that runs them. */
export interface BenchContext {
  /** The checkout. */
  readonly root: string;
  /** A folder of this run alone, removed afterwards. */
  readonly scratch: string;
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
