import type { Variant } from "../config/backends/backend.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { HashSalt } from "../policy/evaluate/hashSalt.ts";
import type { PolicyFault } from "./policyFault.ts";
import type { UnreadWhy } from "./unreadFile.ts";

/** What stands in the way of an exporter, with its place for a person. */
export interface ConfigurationProblem extends Pick<Diagnostic, "code" | "severity" | "verdict" | "message"> {
  /** Zero-based. */
  readonly line: number;
}

/** What Codex does with its logs, as its configuration says. */
export type LogsExporterFacts =
  /** No file says anything, so Codex sends no logs. */
  | { readonly kind: "unset" }
  | { readonly kind: "off" }
  /** Only to the vendor of Codex. */
  | { readonly kind: "vendor" }
  /** Codex could not send with what is written. */
  | { readonly kind: "unusable" }
  | {
      readonly kind: "sends";
      readonly variant: Variant;
      /** As it may be shown, without credentials. */
      readonly endpoint: string;
      readonly host: string;
      readonly port: number;
      /** Names of the headers that Codex sends. Values are kept out of here. */
      readonly headers: readonly string[];
    };

/** Another file with `[otel]` that Codex does not read, or whose `[otel]` it ignores. */
export interface IgnoredConfiguration {
  readonly path: string;
  /** `project`: a project's `.codex/config.toml`. `misplaced`: a file that Codex never reads. */
  readonly kind: "project" | "misplaced";
  /** Zero-based line of its `[otel]`. */
  readonly line: number;
}

/** The configuration as it is on disk, which is what Codex reads when it starts. */
export interface ConfigurationFacts {
  readonly path: string;
  /** Whether it could be read. */
  readonly exists: boolean;
  /** Why it was not read though it is there. */
  readonly unread: UnreadWhy | undefined;
  readonly savedUnixMilliseconds: number | undefined;
  readonly problems: readonly ConfigurationProblem[];
  readonly exporter: LogsExporterFacts;
  readonly ignored: readonly IgnoredConfiguration[];
}

/** Where the listener stands. `free`: it is not running, and nobody holds its ports. */
export type ListenerFacts =
  | { readonly kind: "stopped" | "starting" | "free" }
  | {
      readonly kind: "listening";
      /** `127.0.0.1:4317` */
      readonly grpc: string;
      readonly http: string;
    }
  | {
      readonly kind: "failed";
      /** One sentence, with who holds a port where that is known. */
      readonly message: string;
      readonly portInUse: boolean;
    };

/** What has arrived. */
export interface StreamFacts {
  readonly events: number;
  /** Time of the newest event; undefined when there is none. */
  readonly lastUnixMilliseconds: number | undefined;
  /** Names of the basic events that were seen. */
  readonly basicEvents: ReadonlySet<string>;
  /** Ids of the basic fields that were seen. */
  readonly basicFields: ReadonlySet<string>;
}

/**
 * What is to be looked at when a receiver takes nothing: the values of its headers, the address (or what answers there), what
 * is sent, or the receiver itself, which is busy or has a problem of its own.
 */
export type RefusalCause = "headers" | "endpoint" | "content" | "backend";

/** What a receiver answered. */
export interface AnswerFacts {
  /** Undefined where it cannot be said: headers were missing that nobody looked for. */
  readonly good: boolean | undefined;
  /** What happened and what to check, in plain words. */
  readonly message: string;
}

/** A destination that the policy forwards to. */
export interface ForwardFacts {
  readonly destination: string;
  readonly endpoint: string;
  /** `off`: forwarding is switched off. */
  readonly state: "off" | "idle" | "sending" | "waiting" | "stopped";
  /** One sentence: why nothing can be sent. */
  readonly problem: string | undefined;
  /** Log records, spans and metric points that the backend has accepted. */
  readonly sent: number;
  readonly lastAnswer: AnswerFacts | undefined;
  /** Why nothing can be sent, or why it was refused; undefined while all is well. */
  readonly cause: RefusalCause | undefined;
}

/** The salt of what is hashed for a destination. */
export interface HashedFor {
  readonly destination: string;
  readonly salt: HashSalt;
}

/** Everything that the steps and the troubleshooting list are decided by. It holds no secret and nothing private. */
export interface SetupFacts {
  readonly nowUnixMilliseconds: number;
  readonly codex: {
    /** Of the Codex on the PATH; undefined when there is none. */
    readonly installedVersion: string | undefined;
    /** Why the Codex on the PATH was not asked, as a sentence. */
    readonly refusal?: string | undefined;
    /** The version that the configuration was judged for. */
    readonly judgedVersion: string;
    /** When its newest session has begun; undefined when there was none. */
    readonly lastSessionUnixMilliseconds: number | undefined;
    /** When any session has written last. */
    readonly lastActivityUnixMilliseconds: number | undefined;
  };
  readonly configuration: ConfigurationFacts;
  /** The test of the exporter as it is now; undefined when it has not been tested. */
  readonly connection: AnswerFacts | undefined;
  readonly listener: ListenerFacts;
  /** Undefined where nobody looks at what arrives. */
  readonly stream: StreamFacts | undefined;
  readonly policy: {
    /** Undefined for the built-in policy. */
    readonly path: string | undefined;
    /** Why the newest text of the policy does not count. */
    readonly fault: PolicyFault | undefined;
    /** The workspace's own policy, which does not count because the workspace is not trusted. */
    readonly ignoredPath: string | undefined;
  };
  readonly forwards: readonly ForwardFacts[];
  /** Of each destination for which something is hashed; undefined where nobody knows the policy in force. */
  readonly hashes: readonly HashedFor[] | { readonly problem: string } | undefined;
}
