import type { ListenerMethod, ListenerRequests } from "../protocol/listenerRequests.ts";
import type { FollowerConnection } from "./followerConnection.ts";

/** The window that owns the listener, as the others name it. */
export interface FollowedWindow {
  readonly window: string;
  readonly process: number;
}

/** A listener that another window owns. */
export class FollowedListener {
  readonly followed: FollowedWindow;
  readonly #connection: FollowerConnection;

  constructor(connection: FollowerConnection, followed: FollowedWindow) {
    this.#connection = connection;
    this.followed = followed;
  }

  /** Asks the owner. Rejects with a {@link ListenerError}. */
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]> {
    return this.#connection.request(method, parameters);
  }

  /** Follows no longer. The listener goes on. */
  async dispose(): Promise<void> {
    this.#connection.dispose();
  }
}
