import type { AllowedForward } from "./forwardIdentity.ts";
import type { RecordingState } from "./recordings.ts";

/** What a listener is started with. */
export interface ListenerOptions extends ForwardingOptions {
  /** 0 picks a free port. */
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Loopback addresses only. */
  readonly host: string;
  /** Policy as TOML text; undefined means the built-in default. */
  readonly policyText: string | undefined;
  /**
   * Where it is from: `built-in`, `user:URI` for the person's own, `workspace:URI` for one that came with a workspace, or
   * `file:PATH` for one that was named on the command line. What waits for a destination of one is never sent by another.
   */
  readonly policyOrigin?: string;
  /** Where that policy lies; without it no file is read that it names. */
  readonly policyPlace?: PolicyLocation;
  /**
   * What a request has to bring in its header for its events to be marked as verified; without it none are marked. It counts
   * for the listener of its owner alone.
   */
  readonly senderToken?: string;
  /** The largest message that is received, before and after decompression; 16 MiB without it. */
  readonly maximumMessageBytes?: number;
  /** The store keeps the newest this many events. */
  readonly maximumEvents: number;
  /** Owner-only folder of what is kept; without it everything stays in memory and ends with the worker. */
  readonly folder?: string;
  /** A folder of what an earlier listener has kept: that is deleted. */
  readonly forgetFolder?: string;
  /** What was written to the folder before this time, in milliseconds since 1970, is deleted when it is opened. */
  readonly keepSince?: number;
  /** For how long events are kept while the listener runs, an hour more or less; without it until there are too many. */
  readonly keepMilliseconds?: number;
  /** Whether destinations of the policy with `forward` are sent what they receive. Off unless it is true. */
  readonly forward?: boolean;
  /** What was being recorded when an earlier listener ended: it goes on before anything is received. */
  readonly resumeRecording?: Omit<RecordingState, "requests">;
  /** Set when other windows may follow this listener. It counts at the first start only. */
  readonly share?: ShareOptions;
}

/** What forwarding needs to know. */
export interface ForwardingOptions {
  /** Owner-only folder of what waits to be sent; without it the queues end with the worker. */
  readonly relayFolder?: string;
  /** The folder of an earlier listener that had one: what waits there is sent, or grows old, and nothing is added. */
  readonly leftRelayFolder?: string;
  /** Values of headers that are not in the environment, by the names that the policy has for them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What the person has allowed of policies that came with a workspace. The worker compares it with the policy in force. */
  readonly allowed?: readonly AllowedForward[];
  /** What the editor's settings say of proxies; the environment is asked beside them. */
  readonly proxies?: ProxySettings;
}

/** What the worker needs to know to serve other windows. */
export interface ShareOptions {
  /** Owner-only folder in which windows find each other. */
  readonly folder: string;
  /** Number of the claim that this window has made. */
  readonly claim: number;
  /** Version of the extension: windows with another one can't follow. */
  readonly version: string;
  /** Name of this window. */
  readonly window: string;
  /** Whether everything is forgotten when the last window closes. */
  readonly forgetAtEnd: boolean;
}

/** What VS Code's settings say of proxies: `http.proxy` and those beside it. */
export interface ProxySettings {
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
  /** Value of the header `Proxy-Authorization`. */
  readonly authorization?: string;
  /** Whether the certificate of a proxy at https:// must be trusted. It says nothing of the receiver's. */
  readonly strictTls?: boolean;
}

/** Where a policy lies, and so what its paths mean. */
export interface PolicyLocation {
  /** Absolute path of the policy. */
  readonly file: string;
  readonly home: string;
  /** The folders of the workspace that it came with: it may name files inside of them alone. Undefined for a person's own. */
  readonly workspace?: readonly string[];
}
