import type { ListenerFailure } from "../../listener/protocol/listenerFailure.ts";
import type { ListenerAddresses } from "../../listener/protocol/totals.ts";
import type { FollowedWindow } from "../../listener/windows/followedListener.ts";

/** Where the listener of this window stands. */
export type ListenerState =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | {
      readonly kind: "listening";
      readonly addresses: ListenerAddresses;
      /** The window that owns the listener, when it is another one. */
      readonly followed?: FollowedWindow;
    }
  | { readonly kind: "failed"; readonly failure: ListenerFailure };

/** Who asked for a start: a person is told everything, an automatic start is quiet about a port that is taken. */
export type StartReason = "manual" | "automatic";
