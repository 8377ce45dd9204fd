import { setTimeout as sleep } from "node:timers/promises";
import { countItems, type OtlpRequest } from "../../core/otlp/requests.ts";
import type { ImportProgress } from "../protocol/recordings.ts";
import { CaptureError, readCapture } from "./captureFile.ts";
import { pace } from "./pace.ts";

export interface ImportOptions {
  /** So many times the original speed; undefined for as fast as it goes. */
  readonly speed?: number;
  readonly signal: AbortSignal;
  /** Hears now and then how far it is. */
  readonly onProgress: (progress: ImportProgress) => void;
}

const progressMilliseconds = 200;
/** So long others wait at most while requests are taken in. */
const portionMilliseconds = 20;

/**
 * Takes the requests of recorded files in, one file after the other. A broken line, and a file that can't be read, is
 * counted and left out; the first such failure is told. Resolves with what came in, also when it was ended early.
 */
export async function importFiles(
  files: readonly string[],
  accept: (request: OtlpRequest) => void,
  { speed, signal, onProgress }: ImportOptions,
): Promise<ImportProgress> {
  const counts = { files: 0, requests: 0, items: 0, broken: 0 };
  let firstFailure: string | undefined;
  const progress = (): ImportProgress => ({ ...counts, ...(firstFailure !== undefined && { firstFailure }) });
  const broken = ({ message }: Error): void => {
    counts.broken++;
    firstFailure ??= message;
  };
  const waitFor = pace(speed);
  let told = Date.now();
  let portion = Date.now();
  for (const file of files) {
    try {
      for await (const request of readCapture(file, { onBrokenLine: broken, signal })) {
        const wait = waitFor(request);
        if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return progress();
        accept(request);
        counts.requests++;
        counts.items += countItems(request);
        const now = Date.now();
        if (now - told >= progressMilliseconds) {
          told = now;
          onProgress(progress());
        }
        if (now - portion >= portionMilliseconds) {
          // whoever sends now is not to wait for the import
          await new Promise(setImmediate);
          portion = Date.now();
        }
      }
      counts.files++;
    } catch (error) {
      if (signal.aborted) return progress();
      if (!(error instanceof CaptureError)) throw error;
      broken(error);
    }
  }
  return progress();
}
