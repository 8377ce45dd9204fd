import * as vscode from "vscode";
import type { AnswerFacts, ForwardFacts, ListenerFacts, SetupFacts } from "../../core/setup/setupFacts.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import type { InstalledCodex } from "../../system/installedCodex.ts";
import type { Forwarding } from "../forwarding/forwarding.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { readSetting } from "../listener/listenerSettings.ts";
import type { PolicySource } from "../policy/policySource.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { isLocalFile } from "../shared/localFile.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import type { ConnectionTests } from "./connectionProbes.ts";
import { StreamProgress } from "./streamProgress.ts";
import { connectionText } from "./views/connectionText.ts";

/** What the setup is decided by. */
export interface SetupSources {
  readonly home: CodexHome;
  readonly codex: InstalledCodex;
  readonly service: ListenerService;
  readonly policy: PolicySource;
  readonly forwarding: Forwarding;
  readonly connectionTests: ConnectionTests;
  readonly context: ViewContext;
}

/** Looks at everything that the setup consists of. What that takes is loaded when it is first asked for. */
export class SetupFactsReader {
  readonly #sources: SetupSources;
  readonly #progress: StreamProgress;

  constructor(sources: SetupSources) {
    this.#sources = sources;
    this.#progress = new StreamProgress((method, parameters) => sources.service.query(method, parameters));
  }

  /** Forgets what has arrived, after the listener forgot it. */
  clear(): void {
    this.#progress.clear();
  }

  async read(): Promise<SetupFacts> {
    const { home, codex, policy, context } = this.#sources;
    const [{ inspectConfiguration }, { findCodexActivity }, { newestKnownCodexVersion }] = await Promise.all([
      import("../../system/inspectConfiguration.ts"),
      import("../../system/codexActivity.ts"),
      import("../../core/config/codexVersion.ts"),
    ]);
    await policy.ready;
    const installedVersion = await codex.version();
    // the setting says for which Codex a file is written; here counts which one reads it
    const judgedVersion = installedVersion ?? (readSetting("codexVersion") || newestKnownCodexVersion);
    const projects = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => isLocalFile(uri))
      .map(({ uri }) => uri.fsPath);
    const [configuration, activity, connection, stream, forwards, destinations] = await Promise.all([
      inspectConfiguration({ ...home, projects }, judgedVersion),
      findCodexActivity(home.codexHome),
      this.#connection(),
      this.#progress.read(),
      this.#forwards(),
      this.#sources.service.query("destinations", undefined),
    ]);
    const { inUse, broken, ignored } = policy;
    return {
      nowUnixMilliseconds: context.now(),
      codex: { installedVersion, refusal: codex.refusal(), judgedVersion, ...activity },
      configuration,
      connection,
      listener: this.#listener(),
      stream,
      policy: {
        path: inUse.file && vscode.workspace.asRelativePath(inUse.file),
        fault: broken?.fault,
        ignoredPath: ignored && vscode.workspace.asRelativePath(ignored),
      },
      forwards,
      hashes: destinations?.flatMap(({ name, salt }) => (salt === undefined ? [] : [{ destination: name, salt }])),
    };
  }

  /** The last test counts as long as the exporter on disk is the one that was tested. */
  async #connection(): Promise<AnswerFacts | undefined> {
    const { connectionTests, home, context } = this.#sources;
    const tested = connectionTests.last(home.config, "exporter");
    if (tested === undefined) return undefined;
    const [{ readCodexConfig }, { parseToml }, { writtenExporters }, { exporterTarget }] = await Promise.all([
      import("../shared/codexConfig.ts"),
      import("../../core/toml/parseToml.ts"),
      import("../../core/config/writtenExporters.ts"),
      import("../../core/config/exporterTarget.ts"),
    ]);
    const read = readCodexConfig(home);
    const text = typeof read === "string" ? read : "";
    const written = writtenExporters(parseToml(text)).find(({ name }) => name === "exporter");
    const target = written && exporterTarget(written);
    if (JSON.stringify(target) !== JSON.stringify(tested.target)) return undefined;
    const { endpoint, droppedHeaders } = tested.target;
    const { good, message } = connectionText(
      { exporter: tested.exporter, endpoint, droppedHeaders, isHelperUnasked: tested.isHelperUnasked },
      tested.steps,
      context,
    );
    return { good, message };
  }

  #listener(): ListenerFacts {
    const { state } = this.#sources.service;
    switch (state.kind) {
      case "listening":
        return { kind: "listening", grpc: state.addresses.grpc, http: state.addresses.http };
      case "failed":
        return {
          kind: "failed",
          message: state.failure.message,
          portInUse: state.failure.code === "port-in-use",
        };
      default:
        return { kind: state.kind };
    }
  }

  async #forwards(): Promise<readonly ForwardFacts[]> {
    const { forwarding, service } = this.#sources;
    const [endpoints, relays] = await Promise.all([forwarding.destinations(), service.query("relays", undefined)]);
    return [...endpoints].map(([destination, endpoint]) => {
      const status = relays?.find((relay) => relay.destination === destination && relay.isCurrent);
      return status === undefined
        ? { destination, endpoint, state: "off", problem: undefined, sent: 0, lastAnswer: undefined, cause: undefined }
        : forwardFacts(status);
    });
  }
}

const forwardFacts = ({
  destination,
  endpoint,
  state,
  problem,
  cause,
  items,
  lastAnswer,
}: RelayStatus): ForwardFacts => ({
  destination,
  endpoint,
  state: state === "paused" || state === "resting" ? "waiting" : state,
  problem,
  sent: totalOf(items.sent),
  cause: cause ?? lastAnswer?.cause,
  lastAnswer: lastAnswer && {
    good: lastAnswer.good,
    message: [lastAnswer.summary, lastAnswer.check].filter((part) => part !== "").join(". "),
  },
});
