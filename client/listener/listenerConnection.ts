import { joinListener } from "../../listener/windows/joinListener.ts";
import type { ConnectionEvents, ConnectOptions, ListenerConnection } from "./listenerService.ts";

/** What stays the same for a window, whatever it connects to. */
export interface WindowOptions {
  /** Bundled `listener-worker.js`. */
  readonly workerFile: string;
  /** Folder of the listener, the same for all windows. */
  readonly folder: string;
  /** Version of the extension. */
  readonly version: string;
  /** Name of this window, for people. */
  readonly window: () => string;
  readonly keepHours: () => number;
  /** Whether nothing that is received is kept on disk. */
  readonly memoryOnly: () => boolean;
}

/** Follows the window that owns the listener, or starts the listener's worker in this one. */
export function connectListener(
  { workerFile, folder, version, window, keepHours, memoryOnly }: WindowOptions,
  { takesOver }: ConnectOptions,
  events: ConnectionEvents,
): Promise<ListenerConnection> {
  return joinListener(
    {
      ...{ workerFile, folder, version, takesOver },
      ...{ window: window(), keepHours: keepHours(), memoryOnly: memoryOnly() },
    },
    {
      changed: (news) => events.changed(news),
      listening: (addresses) => events.listening(addresses),
      importing: (progress) => events.importing(progress),
      recordingFailed: (message) => events.recordingFailed(message),
      log: (level, message) => events.log(level, message),
      ended: (how, reason) => events.ended(how, reason),
    },
  );
}
