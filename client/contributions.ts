import type { SetupStepId } from "../core/setup/setupStepIds.ts";

/**
 * The one typed source for what the extension contributes. `package.json` is compared with it by a test, both ways, so
 * that the manifest and the code cannot drift apart.
 */

export const extensionId = "codex-otel.codex-otel";

export const commands = {
  startListener: "codexOtel.startListener",
  startListenerOnFreePorts: "codexOtel.startListenerOnFreePorts",
  stopListener: "codexOtel.stopListener",
  restartListener: "codexOtel.restartListener",
  clearSessions: "codexOtel.clearSessions",
  previewForDestination: "codexOtel.previewForDestination",
  revealCredentials: "codexOtel.revealCredentials",
  hideCredentials: "codexOtel.hideCredentials",
  showDestinationEvents: "codexOtel.showDestinationEvents",
  filterEvents: "codexOtel.filterEvents",
  clearFilter: "codexOtel.clearFilter",
  searchEvents: "codexOtel.searchEvents",
  showFindings: "codexOtel.showFindings",
  goToEvent: "codexOtel.goToEvent",
  goToRelatedEvent: "codexOtel.goToRelatedEvent",
  pauseSessions: "codexOtel.pauseSessions",
  resumeSessions: "codexOtel.resumeSessions",
  followNewest: "codexOtel.followNewest",
  stopFollowing: "codexOtel.stopFollowing",
  copyAsJson: "codexOtel.copyAsJson",
  exportSession: "codexOtel.exportSession",
  openTranscript: "codexOtel.openTranscript",
  showTimeline: "codexOtel.showTimeline",
  saveTimelineAsSvg: "codexOtel.saveTimelineAsSvg",
  saveTimelineAsPng: "codexOtel.saveTimelineAsPng",
  showMoreEvents: "codexOtel.showMoreEvents",
  pointCodexHere: "codexOtel.pointCodexHere",
  testConnection: "codexOtel.testConnection",
  startRecording: "codexOtel.startRecording",
  stopRecording: "codexOtel.stopRecording",
  importCapture: "codexOtel.importCapture",
  replayCapture: "codexOtel.replayCapture",
  openPolicy: "codexOtel.openPolicy",
  comparePolicy: "codexOtel.comparePolicy",
  setHeaderSecret: "codexOtel.setHeaderSecret",
  allowForwarding: "codexOtel.allowForwarding",
  sendResting: "codexOtel.sendResting",
  discardWaiting: "codexOtel.discardWaiting",
  tryForwardingAgain: "codexOtel.tryForwardingAgain",
  sendMissedAgain: "codexOtel.sendMissedAgain",
  runCodex: "codexOtel.runCodex",
  restoreExporter: "codexOtel.restoreExporter",
  checkSetup: "codexOtel.checkSetup",
  runSetupAction: "codexOtel.runSetupAction",
  openWalkthrough: "codexOtel.openWalkthrough",
  openConfig: "codexOtel.openConfig",
  openSettings: "codexOtel.openSettings",
  showOutput: "codexOtel.showOutput",
  showActions: "codexOtel.showActions",
  reportProblem: "codexOtel.reportProblem",
  restartLanguageServer: "codexOtel.restartLanguageServer",
} as const;

export const viewContainers = { main: "codexOtel" } as const;

export const views = {
  sessions: "codexOtel.sessions",
  destinations: "codexOtel.destinations",
  setup: "codexOtel.setup",
} as const;

export const walkthroughId = "codexOtel.setup";
/** The steps of the walkthrough, each with the steps of the setup of which one ticks it. */
export const walkthroughSteps = {
  listen: ["listener"],
  point: ["exporter", "first-event"],
  test: ["connection"],
  session: ["first-event"],
  check: ["basic-fields"],
  policy: ["policy"],
  forward: ["forwarded"],
} as const satisfies Readonly<Record<string, readonly SetupStepId[]>>;
export const terminalProfileId = "codexOtel.codex";

/** Items and schemes that are not declared in the manifest but that other extensions, tests and people see. */
export const statusBarItemId = "codexOtel.status";
export const timelinePanelType = "codexOtel.timeline";
export const previewScheme = "codex-otel-preview";
export const policyEffectScheme = "codex-otel-policy";
/** Of the versions of the built-in policy, at `/built-in@N.toml`. */
export const builtInPolicyScheme = "codex-otel-built-in";
export const outputChannelName = "Codex OTel";

/** Set by the extension, read by `when` clauses. */
export const contextKeys = {
  /** `stopped`, `starting`, `listening` or `failed`. */
  listenerState: "codexOtel.listenerState",
  /** True while what is received is written to a file. */
  recording: "codexOtel.recording",
  /** True while the Sessions view shows only what passes a filter. */
  filtered: "codexOtel.filtered",
  /** True while the Sessions view stands still. */
  paused: "codexOtel.paused",
  /** True while the Sessions view goes to the newest session by itself. */
  following: "codexOtel.following",
  /** True while the previews show credentials. */
  revealed: "codexOtel.revealed",
  /** True as soon as at least one session is kept. */
  hasSessions: "codexOtel.hasSessions",
} as const;

/** Set when a step of the setup is done; the walkthrough ticks itself by it. */
export const setupContextKey = (step: SetupStepId): string =>
  `codexOtel.setup.${step.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`;

/** `contextValue` of tree items, read by `viewItem` in menus. */
export const itemContexts = {
  session: "session",
  /** What belongs to no session. */
  noSession: "noSession",
  turn: "turn",
  event: "event",
  /** An event of a tool call, which may have related ones. */
  callEvent: "callEvent",
  route: "route",
  more: "more",
  finding: "finding",
  destination: "destination",
  /** The delivery of a destination: that goes on, that waits, and of which something can be sent again. */
  delivery: "delivery",
  deliveryWaiting: "deliveryWaiting",
  deliveryMissed: "deliveryMissed",
  deliveryWaitingMissed: "deliveryWaitingMissed",
  /** Nothing can be sent: a value is missing, or the person has not allowed it. */
  deliveryStopped: "forwardingStopped",
  deliveryNotAllowed: "forwardingNotAllowed",
  deliveryOff: "forwardingOff",
  /** What is at rest, and what can only be discarded. */
  resting: "resting",
  restingUnknown: "restingUnknown",
  /** `setup:ACTION` */
  setup: "setup",
} as const;

interface Setting<T> {
  readonly key: string;
  readonly default: T;
  /**
   * Where it may be set. One listener serves all windows of a machine, so what it needs belongs to the machine, and a
   * workspace may ask for something else. Whether anything leaves the machine is decided by to the machine alone.
   */
  readonly scope: "window" | "machine" | "machine-overridable";
}

/** Settings with their defaults, as `package.json` declares them. */
export const settings = {
  autoStart: { key: "codexOtel.listener.autoStart", default: false, scope: "window" },
  grpcPort: { key: "codexOtel.listener.grpcPort", default: 4317, scope: "machine-overridable" },
  httpPort: { key: "codexOtel.listener.httpPort", default: 4318, scope: "machine-overridable" },
  maximumEvents: { key: "codexOtel.listener.maximumEvents", default: 100_000, scope: "machine-overridable" },
  maximumMessageMegabytes: {
    key: "codexOtel.listener.maximumMessageMegabytes",
    default: 16,
    scope: "machine-overridable",
  },
  keepHours: { key: "codexOtel.listener.keepHours", default: 24, scope: "machine-overridable" },
  memoryOnly: { key: "codexOtel.listener.memoryOnly", default: false, scope: "machine" },
  verifySender: { key: "codexOtel.listener.verifySender", default: false, scope: "machine" },
  recordMegabytes: { key: "codexOtel.record.maximumFileMegabytes", default: 0, scope: "window" },
  recordKeep: { key: "codexOtel.record.keepFiles", default: 0, scope: "window" },
  forward: { key: "codexOtel.forward.enabled", default: false, scope: "machine" },
  codexVersion: { key: "codexOtel.codexVersion", default: "", scope: "window" },
  inlayHints: { key: "codexOtel.inlayHints.enabled", default: true, scope: "window" },
} as const satisfies Record<string, Setting<boolean | number | string>>;

export type CommandId = (typeof commands)[keyof typeof commands];
