import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionEvents } from "../protocol/listenerRequests.ts";
import type { ListenerNotice } from "../protocol/requestChannel.ts";
import { ListenerWorkerHost } from "../worker/workerHost.ts";
import { Claims } from "./claims.ts";
import { elect } from "./election.ts";
import { FollowedListener } from "./followedListener.ts";
import { FollowerConnection } from "./followerConnection.ts";
import { OwnedListener } from "./ownedListener.ts";

const millisecondsOfHour = 3_600_000;

export interface JoinOptions {
  /** Bundled `listener-worker.js`. */
  readonly workerFile: string;
  /** Folder of the listener, the same for all windows that share it. */
  readonly folder: string;
  /** Version of the extension. */
  readonly version: string;
  /** Name of this window. */
  readonly window: string;
  /** For how many hours events are kept; 0 forgets them when the last window closes. */
  readonly keepHours: number;
  /** Whether nothing that is received is kept on disk. */
  readonly memoryOnly: boolean;
  /** Whether this window had a listener a moment ago, so that nothing received may be forgotten. */
  readonly takesOver: boolean;
}

/**
 * Follows the window that owns the listener of a folder, or makes this window the owner. Throws a `ListenerError`, or the
 * error of the file system when the folder cannot be used.
 */
export async function joinListener(
  options: JoinOptions,
  events: ConnectionEvents,
): Promise<OwnedListener | FollowedListener> {
  const { folder, version, window, keepHours, memoryOnly, takesOver } = options;
  const claims = new Claims(folder);
  const elected = await elect(
    claims,
    { process: process.pid, version, window },
    {
      open: (record) =>
        FollowerConnection.open(record, version, {
          news: (news) => pass(news, events),
          ended: () => events.ended("moved", "The window that owned the listener has ended."),
        }),
      close: (connection) => connection.dispose(),
      isAlive,
      now: () => performance.now(),
      sleep,
    },
  );
  if (elected.role === "follower") return new FollowedListener(elected.connection, elected.owner);
  const host = new ListenerWorkerHost(options.workerFile);
  host.onNews((news) => pass(news, events));
  host.onExit((reason) => events.ended("died", reason));
  const { claim, before } = elected;
  const share = { folder, claim, version, window, forgetAtEnd: keepHours <= 0 };
  const goesOn = takesOver || (before?.state === "serving" && isAlive(before.process));
  return new OwnedListener(host, claims, share, {
    keepSince: keepHours <= 0 && goesOn ? 0 : Date.now() - Math.max(0, keepHours) * millisecondsOfHour,
    keepMilliseconds: keepHours <= 0 ? undefined : keepHours * millisecondsOfHour,
    memoryOnly,
    waitForPorts: takesOver || before?.state === "released",
    socketBefore: before?.socket ?? "",
  });
}

function pass(news: ListenerNotice, events: ConnectionEvents): void {
  if ("changed" in news) events.changed(news.changed);
  else if ("importing" in news) events.importing(news.importing);
  else if ("recordingFailed" in news) events.recordingFailed(news.recordingFailed);
  else if ("listening" in news) events.listening(news.listening ?? undefined);
  else if ("log" in news) events.log(news.log.level, news.log.message);
  else if ("replaced" in news) events.ended("moved", "Another window has taken over the listener.");
}

/** Whether a process lives, of this user or of another one. */
function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
