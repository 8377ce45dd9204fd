import * as vscode from "vscode";
import type { InstalledCodex } from "../system/installedCodex.ts";
import type { ExporterMemory } from "./config/exporterMemory.ts";
import type { ConfigLanguageClient } from "./config/languageClient.ts";
import { openConfig } from "./config/openConfig.ts";
import { exporterPlace, pointCodexHere, wantsFreePorts } from "./config/pointCodexHere.ts";
import { restoreExporter } from "./config/restoreExporter.ts";
import { runCodex } from "./config/runCodex.ts";
import { type CommandId, commands, extensionId } from "./contributions.ts";
import type { DestinationNode } from "./destinations/destinationsModel.ts";
import type { DestinationsTree } from "./destinations/destinationsTree.ts";
import { showDestinationEvents } from "./destinations/showDestinationEvents.ts";
import { discardWaiting, sendMissedAgain, sendResting, tryForwardingAgain } from "./forwarding/deliveryCommands.ts";
import type { Forwarding } from "./forwarding/forwarding.ts";
import type { HeaderSecrets } from "./forwarding/headerSecrets.ts";
import { setHeaderSecret } from "./forwarding/setHeaderSecret.ts";
import { importCapture, replayCapture } from "./listener/importCapture.ts";
import type { ListenerService } from "./listener/listenerService.ts";
import { startRecording, stopRecording } from "./listener/recordStream.ts";
import { restartListener } from "./listener/restartListener.ts";
import { showActions } from "./listener/showActions.ts";
import { startListener } from "./listener/startListener.ts";
import { stopListener } from "./listener/stopListener.ts";
import { comparePolicy } from "./policy/comparePolicy.ts";
import { openPolicy } from "./policy/openPolicy.ts";
import type { PolicyEffectDocuments } from "./policy/policyEffectDocuments.ts";
import type { PolicySource } from "./policy/policySource.ts";
import type { PreviewDocuments } from "./preview/previewDocuments.ts";
import { previewForDestination } from "./preview/previewForDestination.ts";
import type { RecentLog } from "./report/recentLog.ts";
import { type ReportedParts, reportProblem } from "./report/reportProblem.ts";
import type { SenderVerification } from "./sender/senderVerification.ts";
import { clearSessions } from "./sessions/clearSessions.ts";
import { filterEvents } from "./sessions/filterEvents.ts";
import { goToEvent, goToRelatedEvent } from "./sessions/goToEvent.ts";
import type { RecordedFiles } from "./sessions/recordedFiles.ts";
import { searchEvents, showFindings } from "./sessions/searchEvents.ts";
import { copyAsJson, exportSession, openTranscript } from "./sessions/sessionFiles.ts";
import type { SessionNode } from "./sessions/sessionNode.ts";
import type { SessionsTree } from "./sessions/sessionsTree.ts";
import type { ConnectionTests } from "./setup/connectionProbes.ts";
import { openWalkthrough } from "./setup/openWalkthrough.ts";
import { runSetupAction } from "./setup/runSetupAction.ts";
import type { SetupNode, SetupTree } from "./setup/setupTree.ts";
import { exporterToTest, testConnection } from "./setup/testConnection.ts";
import type { CodexHome } from "./shared/codexHome.ts";
import type { ViewContext } from "./shared/views/viewItem.ts";
import { showTimeline } from "./timeline/showTimeline.ts";
import type { TimelinePanels } from "./timeline/timelinePanels.ts";

/** The parts that commands act on. */
export interface CommandTargets {
  readonly service: ListenerService;
  readonly tree: SessionsTree;
  readonly destinations: DestinationsTree;
  readonly setup: SetupTree;
  readonly previews: PreviewDocuments;
  readonly timelines: TimelinePanels;
  readonly language: ConfigLanguageClient;
  readonly home: CodexHome;
  readonly codex: InstalledCodex;
  readonly policy: PolicySource;
  readonly policyEffects: PolicyEffectDocuments;
  readonly forwarding: Forwarding;
  readonly secrets: HeaderSecrets;
  readonly sender: SenderVerification;
  readonly connectionTests: ConnectionTests;
  readonly exporterMemory: ExporterMemory;
  readonly recordedFiles: RecordedFiles;
  readonly log: vscode.LogOutputChannel;
  readonly recentLog: RecentLog;
  readonly manifest: ReportedParts["manifest"];
  readonly context: ViewContext;
}

/** What a command does, with the node it was called for. */
export type CommandHandlers = Readonly<Record<CommandId, (node?: SessionNode, more?: unknown) => unknown>>;

/** What every command of `contributions.ts` does; one that is missed doesn't compile. */
export function commandHandlers(targets: CommandTargets): CommandHandlers {
  const {
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
    connectionTests,
    exporterMemory,
    recordedFiles,
    log,
    context,
  } = targets;
  return {
    [commands.startListener]: () => startListener(service),
    [commands.startListenerOnFreePorts]: () => startListener(service, { freePorts: true }),
    [commands.stopListener]: () => stopListener(service),
    [commands.restartListener]: () => restartListener(service),
    [commands.clearSessions]: () => clearSessions(service, recordedFiles, context),
    [commands.previewForDestination]: (node) =>
      previewForDestination(node ?? tree.selected, service, previews, context),
    [commands.revealCredentials]: () => previews.reveal(true),
    [commands.hideCredentials]: () => previews.reveal(false),
    [commands.showDestinationEvents]: (node) =>
      showDestinationEvents(
        destinationNode(node),
        destinations.selected?.destination,
        service,
        tree,
        previews,
        context,
      ),
    [commands.filterEvents]: () => filterEvents(service, tree),
    [commands.clearFilter]: () => tree.setFilter("", undefined),
    [commands.searchEvents]: () => searchEvents(service, tree, context),
    [commands.showFindings]: () => showFindings(service, tree, context),
    [commands.goToEvent]: (node) => goToEvent(node ?? tree.selected, tree),
    [commands.goToRelatedEvent]: (node) => goToRelatedEvent(node ?? tree.selected, service, tree),
    [commands.pauseSessions]: () => tree.pause(true),
    [commands.resumeSessions]: () => tree.pause(false),
    [commands.followNewest]: () => tree.follow(true),
    [commands.stopFollowing]: () => tree.follow(false),
    [commands.copyAsJson]: (node) => copyAsJson(node ?? tree.selected, service),
    [commands.exportSession]: (node) => exportSession(node ?? tree.selected, service, recordedFiles, context),
    [commands.openTranscript]: (node) => openTranscript(node ?? tree.selected, home),
    [commands.showTimeline]: (node) => showTimeline(node ?? tree.selected, service, timelines, context),
    [commands.saveTimelineAsSvg]: () => timelines.exportActive("svg"),
    [commands.saveTimelineAsPng]: () => timelines.exportActive("png"),
    [commands.showMoreEvents]: (node) => node && tree.showMore(node),
    [commands.pointCodexHere]: (place) => pointCodexHere(targets, exporterPlace(place), wantsFreePorts(place)),
    [commands.restoreExporter]: (place) => restoreExporter(home, exporterMemory, exporterPlace(place)),
    [commands.runCodex]: () => runCodex(service, home, codex),
    [commands.checkSetup]: () => setup.check(),
    [commands.runSetupAction]: (node) => runSetupAction(setupNode(node) ?? setup.selected),
    [commands.openWalkthrough]: () => openWalkthrough(setup),
    [commands.testConnection]: (exporter) =>
      testConnection(exporterToTest(exporter), home, connectionTests, log, context),
    [commands.startRecording]: () => startRecording(service, recordedFiles),
    [commands.stopRecording]: () => stopRecording(service),
    [commands.importCapture]: (file, files) => importCapture(service, file, files),
    [commands.replayCapture]: (file, files) => replayCapture(service, file, files),
    [commands.openPolicy]: () => openPolicy(policy, home),
    [commands.comparePolicy]: () => comparePolicy(service, policy, policyEffects, home, context),
    [commands.setHeaderSecret]: () => setHeaderSecret(forwarding, secrets),
    [commands.allowForwarding]: () => forwarding.ask(),
    [commands.sendResting]: (node) => sendResting(targets, destinationNode(node)),
    [commands.discardWaiting]: (node) => discardWaiting(targets, destinationNode(node)),
    [commands.tryForwardingAgain]: (node) => tryForwardingAgain(targets, destinationNode(node)),
    [commands.sendMissedAgain]: (node) => sendMissedAgain(targets, destinationNode(node)),
    [commands.openConfig]: () => openConfig(home),
    [commands.openSettings]: () =>
      vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${extensionId}`),
    [commands.showOutput]: () => log.show(),
    [commands.showActions]: () => showActions(service),
    [commands.reportProblem]: () => reportProblem(targets),
    [commands.restartLanguageServer]: () => language.restart(),
  };
}

const setupNode = (node: unknown): SetupNode | undefined =>
  typeof node === "object" && node !== null && "item" in node ? (node as SetupNode) : undefined;

const destinationNode = (node: unknown): DestinationNode | undefined =>
  typeof node === "object" && node !== null && "destination" in node ? (node as DestinationNode) : undefined;
