import type { RelayStatus, SignalCounts } from "../../../../listener/protocol/delivery.ts";

export const logs = (count: number): SignalCounts => ({ logs: count, traces: 0, metrics: 0 });

const none = logs(0);

/** A destination that is forwarded to and has been sent nothing yet. */
export const idleRelay: RelayStatus = {
  queue: "a",
  destination: "siem",
  endpoint: "https://collector.example:4317/",
  protocol: "grpc",
  policyOrigin: "file:a",
  isCurrent: true,
  state: "idle",
  items: { accepted: none, sent: none, refused: none, lost: none, waiting: none, atRest: none },
  bytes: { sent: 0, queued: 0 },
  requests: 0,
  retries: 0,
  refusals: [],
  losses: [],
  missed: 0,
  forgotten: 0,
  variables: [],
};

/** What another policy has left for it. */
export const restingRelay: RelayStatus = {
  ...idleRelay,
  queue: "b",
  endpoint: "https://elsewhere.example/",
  policyOrigin: "file:b",
  isCurrent: false,
  state: "resting",
  rest: "policy",
  items: { ...idleRelay.items, accepted: logs(12), atRest: { logs: 10, traces: 2, metrics: 0 } },
  variables: ["SIEM_KEY"],
};
