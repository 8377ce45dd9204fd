import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { InstalledCodex } from "../system/installedCodex.ts";
import type { CodexOtelApi } from "./api.ts";
import { ExporterMemory } from "./config/exporterMemory.ts";
import { ConfigLanguageClient } from "./config/languageClient.ts";
import { codexTerminalProfile } from "./config/runCodex.ts";
import {
  builtInPolicyScheme,
  contextKeys,
  outputChannelName,
  policyEffectScheme,
  previewScheme,
  terminalProfileId,
} from "./contributions.ts";
import { DestinationsTree } from "./destinations/destinationsTree.ts";
import { ForwardConsents } from "./forwarding/forwardConsents.ts";
import { Forwarding } from "./forwarding/forwarding.ts";
import { HeaderSecrets } from "./forwarding/headerSecrets.ts";
import { connectListener, type WindowOptions } from "./listener/listenerConnection.ts";
import { listenerMessages } from "./listener/listenerMessages.ts";
import { ListenerService } from "./listener/listenerService.ts";
import {
  concernsKeeping,
  concernsListener,
  readKeepHours,
  readListenerOptions,
  readMemoryOnly,
  readSetting,
} from "./listener/listenerSettings.ts";
import { offerRestart } from "./listener/offerRestart.ts";
import { createStatusBar } from "./listener/statusBar.ts";
import { BuiltInPolicyDocuments } from "./policy/builtInPolicyDocuments.ts";
import { keepPolicyLive } from "./policy/livePolicy.ts";
import { PolicyEffectDocuments } from "./policy/policyEffectDocuments.ts";
import { originOf } from "./policy/policyOrigin.ts";
import { PolicySource } from "./policy/policySource.ts";
import { PreviewDocuments } from "./preview/previewDocuments.ts";
import { PreviewHover } from "./preview/previewHover.ts";
import { registerCommands } from "./registerCommands.ts";
import { RecentLog } from "./report/recentLog.ts";
import { SenderVerification } from "./sender/senderVerification.ts";
import { RecordedFiles } from "./sessions/recordedFiles.ts";
import { SessionsTree } from "./sessions/sessionsTree.ts";
import { transcriptsOf } from "./sessions/transcripts.ts";
import { ConnectionTests } from "./setup/connectionProbes.ts";
import { SetupTree } from "./setup/setupTree.ts";
import { findCodexHome } from "./shared/codexHome.ts";
import { explainFailure } from "./shared/explainFailure.ts";
import { outputLog } from "./shared/outputLog.ts";
import { SeenFiles } from "./shared/seenFiles.ts";
import type { ViewContext } from "./shared/views/viewItem.ts";
import { isCodexHomeOwn } from "./shared/workspaceFolders.ts";
import { TimelinePanels } from "./timeline/timelinePanels.ts";

let endListener: (() => Promise<void>) | undefined;

/** Hands the listener over to another window. VS Code waits for it, for a few seconds. */
export const deactivate = (): Promise<void> | undefined => endListener?.();

/** Wires the parts. Nothing heavy is loaded: the language client comes with the first config file, the worker on start. */
export function activate(extensionContext: vscode.ExtensionContext): CodexOtelApi {
  const { subscriptions, extensionPath, extension, globalStorageUri } = extensionContext;
  const recentLog = new RecentLog(Date.now);
  const log = outputLog(vscode.window.createOutputChannel(outputChannelName, { log: true }), recentLog);
  const home = findCodexHome(process.env, os.homedir());
  const seen = new SeenFiles(home);
  const codex = new InstalledCodex(() => seen.untrustedFolders());
  const context: ViewContext = { l10n: vscode.l10n, now: Date.now, locale: vscode.env.language };
  const window: WindowOptions = {
    workerFile: path.join(extensionPath, "dist", "listener-worker.js"),
    folder: path.join(globalStorageUri.fsPath, "listener"),
    version: String(extension.packageJSON.version),
    window: () => vscode.workspace.name ?? vscode.l10n.t("without a folder"),
    keepHours: readKeepHours,
    memoryOnly: readMemoryOnly,
  };
  const service = new ListenerService({
    connect: (how, events) => connectListener(window, how, events),
    explain: explainFailure,
    options: async () => {
      await forwarding.ready;
      const { text: policyText, place } = policy.inUse;
      const known = { policyOrigin: originOf(policy.inUse), ...(place !== undefined && { policyPlace: place }) };
      return { ...readListenerOptions(), policyText, ...known, ...forwarding.options(), ...(await sender.options()) };
    },
    announce: listenerMessages,
    log: (level, message) => log[level](message),
    now: Date.now,
  });
  const policy = new PolicySource(home, () => readSetting("forward"), log);
  const secrets = new HeaderSecrets(extensionContext.secrets);
  const relayFolder = path.join(window.folder, "relay");
  const consents = new ForwardConsents(extensionContext.globalState);
  const forwarding = new Forwarding(service, policy, secrets, consents, relayFolder, log);
  const sender = new SenderVerification(service, extensionContext.secrets, log);
  const connectionTests = new ConnectionTests(window.workerFile);
  const tree = new SessionsTree(
    service,
    context,
    log,
    transcriptsOf(home.codexHome, Date.now, () => isCodexHomeOwn(home)),
  );
  const destinations = new DestinationsTree(service, policy, forwarding, context, log);
  const setup = new SetupTree({ home, codex, service, policy, forwarding, connectionTests, context }, log);
  const previews = new PreviewDocuments(service);
  const policyEffects = new PolicyEffectDocuments();
  const timelines = new TimelinePanels(service, tree, extensionContext.extensionUri, context, log);
  const exporterMemory = new ExporterMemory(extensionContext.secrets);
  const language = new ConfigLanguageClient(
    home,
    path.join(extensionPath, "dist", "server.js"),
    log,
    codex,
    async (file) => (await exporterMemory.get(file)) !== undefined,
  );
  const showState = () =>
    void vscode.commands.executeCommand("setContext", contextKeys.listenerState, service.state.kind);
  const showRecording = () =>
    void vscode.commands.executeCommand("setContext", contextKeys.recording, service.recording !== undefined);
  showState();
  endListener = () => service.dispose();
  subscriptions.push(
    log,
    seen,
    tree,
    destinations,
    setup,
    language,
    createStatusBar(service, context),
    policy,
    forwarding,
    sender,
    keepPolicyLive(service, policy, log),
    service.onDidChangeState(showState),
    service.onDidChangeData(showRecording),
    vscode.window.registerTerminalProfileProvider(terminalProfileId, codexTerminalProfile(service, home, codex)),
    previews,
    timelines,
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, previews),
    vscode.workspace.registerTextDocumentContentProvider(policyEffectScheme, policyEffects),
    vscode.workspace.registerTextDocumentContentProvider(builtInPolicyScheme, new BuiltInPolicyDocuments()),
    vscode.languages.registerHoverProvider({ scheme: previewScheme }, new PreviewHover(service, previews, context)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (concernsListener(event)) void offerRestart(service, concernsKeeping(event));
    }),
    registerCommands({
      service,
      tree,
      destinations,
      setup,
      previews,
      timelines,
      language,
      home,
      codex,
      policy,
      policyEffects,
      forwarding,
      secrets,
      sender,
      connectionTests,
      exporterMemory,
      recordedFiles: new RecordedFiles(extensionContext.globalState),
      log,
      recentLog,
      manifest: extension.packageJSON,
      context,
    }),
  );
  if (readSetting("autoStart")) void service.start({ reason: "automatic" });
  return {
    listenerState: () => service.state,
    listenerAddresses: () => (service.state.kind === "listening" ? service.state.addresses : undefined),
    languageServerStarted: () => language.started,
    onDidChangeListenerState: (listener) => service.onDidChangeState(listener),
  };
}
