import { events } from "../events/catalogue.ts";
import type { Localizer } from "../text/localizer.ts";
import { basicFields } from "./basicFields.ts";
import { policyFaultText } from "./policyFault.ts";
import { firstProblem } from "./problemKinds.ts";
import { refusedForward } from "./refusedForward.ts";
import { sentElsewhere } from "./sentElsewhere.ts";
import type { ConfigurationProblem, SetupFacts } from "./setupFacts.ts";
import type { SetupAction, SetupItem } from "./setupItem.ts";
import { type SetupStepId, setupStepIds } from "./setupStepIds.ts";
import { unreadText } from "./unreadFile.ts";

type Outcome = Omit<SetupItem, "id">;

/** The way from nothing to a stream in the backend. A step is done when what it says is true now, and only then. */
export function setupSteps(facts: SetupFacts, l10n: Localizer): readonly SetupItem[] {
  const outcomes: Readonly<Record<SetupStepId, Outcome>> = {
    configuration: configurationStep(facts, l10n),
    exporter: exporterStep(facts, l10n),
    headers: headersStep(facts, l10n),
    connection: connectionStep(facts, l10n),
    listener: listenerStep(facts, l10n),
    "first-event": firstEventStep(facts, l10n),
    "basic-events": basicEventsStep(facts, l10n),
    "basic-fields": basicFieldsStep(facts, l10n),
    policy: policyStep(facts, l10n),
    forwarded: forwardedStep(facts, l10n),
  };
  return setupStepIds.map((id) => ({ id, ...outcomes[id] }));
}

/** A problem with its line, counted from one. */
export const problemText = ({ line, message }: ConfigurationProblem, l10n: Localizer): string =>
  l10n.t("Line {0}: {1}", line + 1, message);

/** Says why nothing arrives although the listener is up. */
export const sentElsewhereText = (endpoint: string, l10n: Localizer): string =>
  l10n.t("Codex sends to {0}, so nothing arrives here", endpoint);

/** Opens the configuration where a problem is. */
export const openProblem = ({ configuration }: SetupFacts, { line }: ConfigurationProblem): SetupAction => ({
  kind: "open-file",
  path: configuration.path,
  line,
});

function configurationStep({ configuration }: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Configuration file");
  if (configuration.exists)
    return {
      title,
      state: "done",
      detail: configuration.path,
      action: { kind: "open-file", path: configuration.path },
    };
  const { path, unread } = configuration;
  if (unread !== undefined)
    return { title, state: "failed", detail: unreadText(path, unread, l10n), action: { kind: "open-file", path } };
  const detail = l10n.t("Codex has no configuration file yet: {0}", path);
  return { title, state: "open", detail, action: { kind: "point-codex-here" } };
}

function exporterStep(facts: SetupFacts, l10n: Localizer): Outcome {
  const { configuration, codex } = facts;
  const title = l10n.t("Exporter accepted by Codex");
  const problem = configuration.problems.find(({ severity }) => severity === "error");
  if (problem !== undefined)
    return { title, state: "failed", detail: problemText(problem, l10n), action: openProblem(facts, problem) };
  const { exporter } = configuration;
  const action: SetupAction = { kind: "point-codex-here" };
  switch (exporter.kind) {
    case "unset":
      return { title, state: "open", detail: l10n.t("No exporter for the logs: Codex sends them nowhere."), action };
    case "off":
      return { title, state: "open", detail: l10n.t('The exporter is "none": Codex sends no logs.'), action };
    case "vendor":
      return { title, state: "open", detail: l10n.t("The logs go to the vendor of Codex only."), action };
    case "unusable":
      return {
        title,
        state: "failed",
        detail: l10n.t("Codex could not send with this exporter."),
        action: { kind: "open-file", path: configuration.path },
      };
    case "sends": {
      const open = { kind: "open-file", path: configuration.path } as const;
      const { installedVersion, judgedVersion, refusal } = codex;
      if (installedVersion === judgedVersion)
        return {
          title,
          state: "done",
          detail: l10n.t("Codex {0}: {1} to {2}", judgedVersion, exporter.variant, exporter.endpoint),
          action: open,
        };
      return {
        title,
        state: "open",
        detail:
          refusal !== undefined
            ? l10n.t("Judged as Codex {0}. {1}", judgedVersion, refusal)
            : installedVersion === undefined
              ? l10n.t("Codex {0} would accept it, but no codex is on the PATH of this machine.", judgedVersion)
              : l10n.t("Codex {0} would accept it, but {1} is installed.", judgedVersion, installedVersion),
        action: open,
      };
    }
  }
}

function headersStep(facts: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Headers well formed");
  const { problems, exporter } = facts.configuration;
  const problem = firstProblem(problems, "header-missing", "header-dropped");
  if (problem !== undefined)
    return { title, state: "failed", detail: problemText(problem, l10n), action: openProblem(facts, problem) };
  if (exporter.kind !== "sends") return { title, state: "open", detail: l10n.t("Set an exporter first.") };
  return {
    title,
    state: "done",
    detail:
      exporter.headers.length === 0
        ? l10n.t("None are set, and none are known to be needed.")
        : l10n.t("Codex sends {0}", exporter.headers.join(", ")),
  };
}

const connectionStates = (good: boolean | undefined) => (good === undefined ? "open" : good ? "done" : "failed");

function connectionStep({ connection, configuration }: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Connection tested");
  const action: SetupAction = { kind: "test-connection" };
  if (configuration.exporter.kind !== "sends")
    return { title, state: "open", detail: l10n.t("Set an exporter first.") };
  if (connection === undefined)
    return { title, state: "open", detail: l10n.t("The exporter has not been tested as it is now."), action };
  return { title, state: connectionStates(connection.good), detail: connection.message, action };
}

function listenerStep({ listener }: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Listener up");
  switch (listener.kind) {
    case "listening":
      return { title, state: "done", detail: l10n.t("gRPC {0}, HTTP {1}", listener.grpc, listener.http) };
    case "failed":
      return {
        title,
        state: "failed",
        detail: listener.message,
        action: { kind: listener.portInUse ? "start-listener-on-free-ports" : "start-listener" },
      };
    case "starting":
      return { title, state: "open", detail: l10n.t("Starting…") };
    case "stopped":
    case "free":
      return {
        title,
        state: "open",
        detail: l10n.t("The listener is stopped."),
        action: { kind: "start-listener" },
      };
  }
}

const runCodex: SetupAction = { kind: "run-codex" };

function firstEventStep(facts: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("First event received");
  const events = facts.stream?.events ?? 0;
  if (events > 0)
    return { title, state: "done", detail: events === 1 ? l10n.t("1 event") : l10n.t("{0} events", events) };
  const elsewhere = sentElsewhere(facts);
  return elsewhere === undefined
    ? {
        title,
        state: "open",
        detail: l10n.t("Start a new Codex session and ask for something that uses a tool."),
        action: runCodex,
      }
    : {
        title,
        state: "failed",
        detail: sentElsewhereText(elsewhere, l10n),
        action: { kind: "point-codex-here" },
      };
}

function basicEventsStep({ stream }: SetupFacts, l10n: Localizer): Outcome {
  const basic = events.filter((event) => event.basic);
  return collection(
    l10n.t("Basic events seen"),
    basic.map(({ name, title }) => ({
      id: name,
      title: name,
      detail: l10n.t(title),
      seen: stream?.basicEvents.has(name) === true,
    })),
    l10n,
  );
}

function basicFieldsStep({ stream }: SetupFacts, l10n: Localizer): Outcome {
  return collection(
    l10n.t("Basic fields seen"),
    basicFields.map(({ id, title, places }) => ({
      id,
      title: l10n.t(title),
      detail: [...new Set(places.map(({ attribute }) => attribute))].join(", "),
      seen: stream?.basicFields.has(id) === true,
    })),
    l10n,
  );
}

function collection(
  title: string,
  parts: readonly { readonly id: string; readonly title: string; readonly detail: string; readonly seen: boolean }[],
  l10n: Localizer,
): Outcome {
  const seen = parts.filter((part) => part.seen).length;
  const done = seen === parts.length;
  return {
    title,
    state: done ? "done" : "open",
    detail: l10n.t("{0} of {1}", seen, parts.length),
    ...(!done && { action: runCodex }),
    children: parts.map((part) => ({
      id: part.id,
      title: part.title,
      detail: part.detail,
      state: part.seen ? "done" : "open",
    })),
  };
}

function policyStep({ policy }: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Policy chosen");
  const action: SetupAction = { kind: "open-policy" };
  if (policy.fault !== undefined)
    return { title, state: "failed", detail: policyFaultText(policy.fault, l10n), action };
  if (policy.ignoredPath !== undefined)
    return {
      title,
      state: policy.path === undefined ? "open" : "done",
      detail:
        policy.path === undefined
          ? l10n.t("{0} does not count: this workspace is not trusted.", policy.ignoredPath)
          : l10n.t("{0}. {1} does not count: this workspace is not trusted.", policy.path, policy.ignoredPath),
      action: { kind: "manage-trust" },
    };
  return policy.path === undefined
    ? { title, state: "open", detail: l10n.t("The built-in policy is in force. Copy it to make it yours."), action }
    : { title, state: "done", detail: policy.path, action };
}

function forwardedStep({ forwards }: SetupFacts, l10n: Localizer): Outcome {
  const title = l10n.t("Forwarded and accepted");
  const [first] = forwards;
  if (first === undefined)
    return {
      title,
      state: "open",
      detail: l10n.t("No destination of the policy has forward."),
      action: { kind: "open-policy" },
    };
  const refused = refusedForward(forwards);
  if (refused !== undefined) return { title, state: "failed", ...refused };
  if (forwards.every(({ state }) => state === "off"))
    return {
      title,
      state: "open",
      detail: l10n.t("Forwarding is off in the settings."),
      action: { kind: "open-forward-setting" },
    };
  const accepted = forwards.filter(({ sent, lastAnswer }) => sent > 0 && lastAnswer?.good === true);
  if (accepted.length === 0)
    return { title, state: "open", detail: l10n.t("Nothing was sent yet: run a Codex session."), action: runCodex };
  return {
    title,
    state: "done",
    detail: accepted
      .map(({ destination, endpoint, sent }) => l10n.t("{0}: {1} accepted by {2}", destination, sent, endpoint))
      .join("; "),
  };
}
