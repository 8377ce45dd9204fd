import type { SetupFacts } from "../../../core/setup/setupFacts.ts";

/** A setup in which everything is true: the events arrive, and the backend has accepted them. */
export const wholeSetup: SetupFacts = {
  nowUnixMilliseconds: 1_000_000,
  codex: {
    installedVersion: "0.169.0",
    judgedVersion: "0.169.0",
    lastSessionUnixMilliseconds: 2000,
    lastActivityUnixMilliseconds: 3000,
  },
  configuration: {
    path: "/home/me/.codex/config.toml",
    exists: true,
    unread: undefined,
    savedUnixMilliseconds: 1000,
    problems: [],
    exporter: {
      kind: "sends",
      variant: "otlp-grpc",
      endpoint: "http://127.0.0.1:4317",
      host: "127.0.0.1",
      port: 4317,
      headers: [],
    },
    ignored: [],
  },
  connection: { good: true, message: "http://127.0.0.1:4317 accepted an empty export request." },
  listener: { kind: "listening", grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" },
  stream: {
    events: 17,
    lastUnixMilliseconds: 2500,
    basicEvents: new Set([
      "codex.conversation_starts",
      "codex.user_prompt",
      "codex.api_request",
      "codex.sse_event",
      "codex.tool_decision",
      "codex.tool_result",
    ]),
    basicFields: new Set(["session", "service", "model", "sandbox", "approval", "decision", "prompt"]),
  },
  policy: { path: "otel-policy.toml", fault: undefined, ignoredPath: undefined },
  forwards: [
    {
      destination: "siem",
      endpoint: "https://app.monad.com:4317",
      state: "idle",
      problem: undefined,
      sent: 5,
      lastAnswer: { good: true, message: "accepted" },
      cause: undefined,
    },
  ],
  hashes: [{ destination: "siem", salt: { kind: "salted", variable: "CODEX_OTEL_HASH_SALT" } }],
};

/** Nothing but an editor: no configuration, no listener, no Codex. */
export const emptySetup: SetupFacts = {
  nowUnixMilliseconds: 1_000_000,
  codex: {
    installedVersion: undefined,
    judgedVersion: "0.169.0",
    lastSessionUnixMilliseconds: undefined,
    lastActivityUnixMilliseconds: undefined,
  },
  configuration: {
    path: "/home/me/.codex/config.toml",
    exists: false,
    unread: undefined,
    savedUnixMilliseconds: undefined,
    problems: [],
    exporter: { kind: "unset" },
    ignored: [],
  },
  connection: undefined,
  listener: { kind: "stopped" },
  stream: { events: 0, lastUnixMilliseconds: undefined, basicEvents: new Set(), basicFields: new Set() },
  policy: { path: undefined, fault: undefined, ignoredPath: undefined },
  forwards: [],
  hashes: undefined,
};
