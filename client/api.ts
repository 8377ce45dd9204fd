import type { ListenerAddresses } from "../listener/protocol/totals.ts";
import type { ListenerState } from "./listener/listenerState.ts";

/** What `activate` answers: for tests and for other extensions. */
export interface CodexOtelApi {
  /** Where the listener stands now. */
  readonly listenerState: () => ListenerState;
  /** Its addresses; undefined unless it listens. */
  readonly listenerAddresses: () => ListenerAddresses | undefined;
  /** True once the language server was asked to start. */
  readonly languageServerStarted: () => boolean;
  readonly onDidChangeListenerState: (listener: (state: ListenerState) => void) => { dispose(): void };
}
