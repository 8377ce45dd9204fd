import { isLoopbackHost } from "../otlp/loopbackHost.ts";
import type { Localizer } from "../text/localizer.ts";
import { hashSaltLine } from "./hashSaltLine.ts";
import { firstProblem, type ProblemKind } from "./problemKinds.ts";
import { refusedForward } from "./refusedForward.ts";
import { listenerAddress, reachesListener, sentElsewhere } from "./sentElsewhere.ts";
import type { SetupFacts } from "./setupFacts.ts";
import type { SetupAction, SetupItem } from "./setupItem.ts";
import { openProblem, problemText, sentElsewhereText } from "./setupSteps.ts";
import { unreadText } from "./unreadFile.ts";

/** Lines of the list, in the order in which they are worth looking at. */
export const troubleshootingIds = [
  "file-place",
  "accepted",
  "layer",
  "header-missing",
  "header-dropped",
  "endpoint",
  "port",
  "activity",
  "backend",
  "hash-salt",
] as const;

export type TroubleshootingId = (typeof troubleshootingIds)[number];

type Outcome = Omit<SetupItem, "id" | "title">;

const done = (detail: string): Outcome => ({ state: "done", detail });
const unknown = (detail: string): Outcome => ({ state: "unknown", detail });
const failed = (detail: string, action: SetupAction): Outcome => ({ state: "failed", detail, action });

/** Why nothing arrives: each line is looked at, and those that fail say what to do. */
export function troubleshoot(facts: SetupFacts, l10n: Localizer): readonly SetupItem[] {
  const lines: Readonly<Record<TroubleshootingId, readonly [title: string, outcome: Outcome]>> = {
    "file-place": [l10n.t("The file is where Codex reads it"), filePlace(facts, l10n)],
    accepted: [l10n.t("Codex starts with it"), accepted(facts, l10n)],
    layer: [l10n.t("No layer is ignored or overridden"), layer(facts, l10n)],
    "header-missing": [
      l10n.t("No header is missing"),
      byProblem(facts, "header-missing", l10n.t("Every header that the backend is known to need is there."), l10n),
    ],
    "header-dropped": [
      l10n.t("No header is dropped"),
      byProblem(facts, "header-dropped", l10n.t("Codex sends every header that is written."), l10n),
    ],
    endpoint: [l10n.t("The endpoint is right"), endpoint(facts, l10n)],
    port: [l10n.t("The listener's ports are free"), port(facts, l10n)],
    activity: [l10n.t("Codex has run since the file was saved"), activity(facts, l10n)],
    backend: [l10n.t("The backend does not refuse"), backend(facts, l10n)],
    "hash-salt": [l10n.t("Hashes of the policy have a salt"), hashSaltLine(facts, l10n)],
  };
  return troubleshootingIds.map((id) => {
    const [title, outcome] = lines[id];
    return { id, title, ...outcome };
  });
}

const cannotTell = ({ configuration }: SetupFacts, l10n: Localizer): Outcome =>
  unknown(
    configuration.unread !== undefined
      ? l10n.t("Codex's configuration file was not read.")
      : l10n.t("Codex has no configuration file yet."),
  );

function filePlace({ configuration }: SetupFacts, l10n: Localizer): Outcome {
  const { exists, unread, path, exporter, ignored } = configuration;
  if (unread !== undefined) return failed(unreadText(path, unread, l10n), { kind: "open-file", path });
  const elsewhere = ignored.find(({ kind }) => kind === "misplaced") ?? ignored[0];
  if (elsewhere !== undefined && (!exists || exporter.kind === "unset") && elsewhere.kind === "misplaced")
    return failed(l10n.t("[otel] is in {0}, which Codex does not read: it belongs into {1}", elsewhere.path, path), {
      kind: "open-file",
      path: elsewhere.path,
      line: elsewhere.line,
    });
  if (!exists)
    return failed(l10n.t("There is no file {0}", path), {
      kind: "point-codex-here",
    });
  return done(path);
}

function accepted(facts: SetupFacts, l10n: Localizer): Outcome {
  const { configuration, codex } = facts;
  if (!configuration.exists) return cannotTell(facts, l10n);
  const fatal = configuration.problems.find(({ verdict }) => verdict === "fatal");
  if (fatal !== undefined) return failed(problemText(fatal, l10n), openProblem(facts, fatal));
  const { installedVersion, judgedVersion, refusal } = codex;
  if (installedVersion === judgedVersion) return done(l10n.t("Codex {0} starts.", judgedVersion));
  if (refusal !== undefined) return done(l10n.t("Judged as Codex {0}. {1}", judgedVersion, refusal));
  return done(
    installedVersion === undefined
      ? l10n.t("Judged as Codex {0}; no codex is on the PATH.", judgedVersion)
      : l10n.t("Judged as Codex {0}; installed is {1}.", judgedVersion, installedVersion),
  );
}

function layer(facts: SetupFacts, l10n: Localizer): Outcome {
  const { problems, ignored } = facts.configuration;
  const problem = firstProblem(problems, "layer");
  if (problem !== undefined) return failed(problemText(problem, l10n), openProblem(facts, problem));
  const project = ignored.find(({ kind }) => kind === "project");
  if (project !== undefined)
    return failed(l10n.t("Codex ignores [otel] in the project's {0}", project.path), {
      kind: "open-file",
      path: project.path,
      line: project.line,
    });
  return done(l10n.t("No other file says something else."));
}

function byProblem(facts: SetupFacts, kind: ProblemKind, good: string, l10n: Localizer): Outcome {
  if (!facts.configuration.exists) return cannotTell(facts, l10n);
  const problem = firstProblem(facts.configuration.problems, kind);
  return problem === undefined ? done(good) : failed(problemText(problem, l10n), openProblem(facts, problem));
}

function endpoint(facts: SetupFacts, l10n: Localizer): Outcome {
  const { configuration, listener, connection } = facts;
  const { exporter, exists, path } = configuration;
  if (!exists) return cannotTell(facts, l10n);
  const problem = firstProblem(configuration.problems, "endpoint");
  if (problem !== undefined) return failed(problemText(problem, l10n), openProblem(facts, problem));
  const { kind } = exporter;
  if (kind === "unset" || kind === "off" || kind === "vendor")
    return failed(l10n.t("Codex has no exporter for its logs."), { kind: "point-codex-here" });
  if (kind === "unusable")
    return failed(l10n.t("Codex could not send with this exporter."), { kind: "open-file", path });
  if (listener.kind !== "listening") return done(exporter.endpoint);
  if (reachesListener(exporter, listener)) return done(l10n.t("{0}, which is the listener", exporter.endpoint));
  const point: SetupAction = { kind: "point-codex-here" };
  if (isLoopbackHost(exporter.host) && connection?.good !== true) {
    const address = listenerAddress(exporter, listener);
    return failed(l10n.t("Codex sends to {0}, and the listener is at {1}", exporter.endpoint, address), point);
  }
  const elsewhere = sentElsewhere(facts);
  return elsewhere === undefined ? done(exporter.endpoint) : failed(sentElsewhereText(elsewhere, l10n), point);
}

function port({ listener }: SetupFacts, l10n: Localizer): Outcome {
  switch (listener.kind) {
    case "listening":
      return done(l10n.t("gRPC {0}, HTTP {1}", listener.grpc, listener.http));
    case "failed":
      return failed(listener.message, {
        kind: listener.portInUse ? "start-listener-on-free-ports" : "start-listener",
      });
    case "free":
      return done(l10n.t("Nobody holds them."));
    default:
      return unknown(l10n.t("The listener is not running."));
  }
}

/** So long after the file was saved nobody is blamed for not having started Codex. */
const graceMilliseconds = 60_000;

function activity(facts: SetupFacts, l10n: Localizer): Outcome {
  const { codex, configuration, stream, nowUnixMilliseconds } = facts;
  const saved = configuration.savedUnixMilliseconds;
  const { lastSessionUnixMilliseconds: session = 0, lastActivityUnixMilliseconds: wrote = 0 } = codex;
  if (!configuration.exists || saved === undefined) return cannotTell(facts, l10n);
  if ((stream?.lastUnixMilliseconds ?? 0) > saved) return done(l10n.t("Events have arrived since."));
  const run: SetupAction = { kind: "run-codex" };
  if (session > saved)
    return stream === undefined
      ? done(l10n.t("It has."))
      : unknown(l10n.t("It has, but nothing has arrived here. A session that ends by an error may send nothing."));
  if (nowUnixMilliseconds - saved < graceMilliseconds)
    return { state: "open", detail: l10n.t("Codex reads the file when it starts: start a new session."), action: run };
  return wrote > saved
    ? failed(
        l10n.t("A session from before is still running, and Codex reads the file when it starts: start a new one."),
        run,
      )
    : failed(l10n.t("It has not. Codex reads the file when it starts: start a new session."), run);
}

function backend({ connection, forwards }: SetupFacts, l10n: Localizer): Outcome {
  if (connection?.good === false) return failed(connection.message, { kind: "test-connection" });
  const refused = refusedForward(forwards);
  if (refused !== undefined) return { state: "failed", ...refused };
  if (connection !== undefined && connection.good === undefined) return unknown(connection.message);
  const answered = connection?.message ?? forwards.find(({ lastAnswer }) => lastAnswer)?.lastAnswer?.message;
  return answered === undefined ? unknown(l10n.t("Nobody has asked it yet: test the connection.")) : done(answered);
}
