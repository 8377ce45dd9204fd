import type { ExporterTarget } from "../../core/config/exporterTarget.ts";
import type { ConnectionStep, ConnectionTarget } from "../../listener/protocol/connection.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";

/** What the last test of a file's exporter found. */
export interface TestedConnection {
  /** Path of the configuration file. */
  readonly file: string;
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly exporter: string;
  /** What was tested. Its header values are never shown. */
  readonly target: ExporterTarget;
  /** Whether the command of `headers_helper` was left out. */
  readonly isHelperUnasked: boolean;
  readonly timeUnixMilliseconds: number;
  readonly steps: readonly ConnectionStep[];
}

/** Tests connections, each in a worker that ends with it, and remembers the last outcome of every exporter. */
export class ConnectionTests {
  readonly #workerFile: string;
  readonly #tested = new Map<string, TestedConnection>();
  readonly #listeners = new Set<() => void>();

  /** `workerFile` is the bundled `listener-worker.js`. */
  constructor(workerFile: string) {
    this.#workerFile = workerFile;
  }

  /** The last test of an exporter of a file; undefined when it has not been tested in this window. */
  last(file: string, exporter: string): TestedConnection | undefined {
    return this.#tested.get(key(file, exporter));
  }

  /** Calls back after each test. */
  onDidTest(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Tests; undefined when it was cancelled. Rejects with a `ListenerError` when the worker fails. */
  async run(
    tested: Omit<TestedConnection, "timeUnixMilliseconds" | "steps">,
    connection: ConnectionTarget,
    cancelled: AbortSignal,
  ): Promise<TestedConnection | undefined> {
    const host = new ListenerWorkerHost(this.#workerFile);
    cancelled.addEventListener("abort", () => host.dispose(), { once: true });
    try {
      const steps = await host.request("testConnection", connection);
      const result = { ...tested, timeUnixMilliseconds: Date.now(), steps };
      this.#tested.set(key(tested.file, tested.exporter), result);
      for (const listener of this.#listeners) listener();
      return result;
    } catch (error) {
      if (cancelled.aborted) return undefined;
      throw error;
    } finally {
      host.dispose();
    }
  }
}

const key = (file: string, exporter: string): string => `${exporter}\n${file}`;
