import { ListenerWorkerHost } from "../listener/workerHost.ts";
import type { ConnectionEvents, ListenerConnection } from "./listenerService.ts";

/** Starts the listener's worker and passes its news on. */
export function connectListener(workerFile: string, events: ConnectionEvents): ListenerConnection {
  const host = new ListenerWorkerHost(workerFile);
  host.onChanged((news) => events.changed(news));
  host.onLog(({ level, message }) => events.log(level, message));
  host.onExit((reason) => events.exited(reason));
  return host;
}
