import type { ListenerState } from "../../../client/listener/listenerState.ts";
import type { ListenerOptions } from "../../../listener/protocol/listenerOptions.ts";
import type { ListenerMethod } from "../../../listener/protocol/listenerRequests.ts";
import type { ListenerTotals } from "../../../listener/protocol/totals.ts";

/** How the process of a window is started. */
export interface WindowSettings {
  readonly workerFile: string;
  readonly folder: string;
  readonly version: string;
  readonly window: string;
  readonly keepHours: number;
  readonly memoryOnly?: boolean;
  /** What the listener is started with beside the usual. */
  readonly options?: Partial<ListenerOptions>;
  /** Given while this window's settings ask for verified senders. */
  readonly senderToken?: string;
  readonly ports: { readonly grpcPort: number; readonly httpPort: number };
}

export type WindowCommand =
  | { readonly do: "start" | "stop" | "leave" | "clear" | "close" | "state" }
  | { readonly do: "ask"; readonly method: ListenerMethod; readonly parameters: unknown };

export type WindowAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

export interface WindowStanding {
  readonly state: ListenerState;
  readonly totals: ListenerTotals;
  readonly told: readonly string[];
  readonly log: readonly string[];
}
