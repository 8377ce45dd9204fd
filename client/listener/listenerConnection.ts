import type { ConnectionEvents } from "../../listener/protocol/listenerRequests.ts";
import { joinListener } from "../../listener/windows/joinListener.ts";
import type { ConnectOptions, ListenerConnection } from "./listenerService.ts";

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
  const ofNow = { window: window(), keepHours: keepHours(), memoryOnly: memoryOnly() };
  return joinListener({ workerFile, folder, version, takesOver, ...ofNow }, events);
}
