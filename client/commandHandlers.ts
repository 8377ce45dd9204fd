import * as vscode from "vscode";
import { openConfig } from "./config/openConfig.ts";
import { exporterPlace, pointCodexHere, wantsFreePorts } from "./config/pointCodexHere.ts";
import { restoreExporter } from "./config/restoreExporter.ts";
import { runCodex } from "./config/runCodex.ts";
import { type CommandId, commands, extensionId } from "./contributions.ts";
import type { DestinationNode } from "./destinations/destinationsModel.ts";
import { showDestinationEvents } from "./destinations/showDestinationEvents.ts";
import { discardWaiting, sendMissedAgain, sendResting, tryForwardingAgain } from "./forwarding/deliveryCommands.ts";
import { setHeaderSecret } from "./forwarding/setHeaderSecret.ts";
import { importCapture, replayCapture } from "./listener/importCapture.ts";
import { startRecording, stopRecording } from "./listener/recordStream.ts";
import { restartListener } from "./listener/restartListener.ts";
import { showActions } from "./listener/showActions.ts";
import { startListener } from "./listener/startListener.ts";
import { stopListener } from "./listener/stopListener.ts";
import { comparePolicy } from "./policy/comparePolicy.ts";
import { openPolicy } from "./policy/openPolicy.ts";
import { previewForDestination } from "./preview/previewForDestination.ts";
import { reportProblem } from "./report/reportProblem.ts";
import type { Services } from "./services.ts";
import { clearSessions } from "./sessions/clearSessions.ts";
import { filterEvents } from "./sessions/filterEvents.ts";
import { goToEvent, goToRelatedEvent } from "./sessions/goToEvent.ts";
import { searchEvents, showFindings } from "./sessions/searchEvents.ts";
import { copyAsJson, exportSession, openTranscript } from "./sessions/sessionFiles.ts";
import type { SessionNode } from "./sessions/sessionNode.ts";
import { openWalkthrough } from "./setup/openWalkthrough.ts";
import { runSetupAction } from "./setup/runSetupAction.ts";
import type { SetupNode } from "./setup/setupTree.ts";
import { exporterToTest, testConnection } from "./setup/testConnection.ts";
import { showTimeline } from "./timeline/showTimeline.ts";

/** What a command does, with the node it was called for. */
export type CommandHandlers = Readonly<Record<CommandId, (node?: SessionNode, more?: unknown) => unknown>>;

/** What every command of `contributions.ts` does; one that is missed doesn't compile. */
export function commandHandlers(services: Services): CommandHandlers {
  return {
    [commands.startListener]: () => startListener(services),
    [commands.startListenerOnFreePorts]: () => startListener(services, { freePorts: true }),
    [commands.stopListener]: () => stopListener(services),
    [commands.restartListener]: () => restartListener(services),
    [commands.clearSessions]: () => clearSessions(services),
    [commands.previewForDestination]: (node) => previewForDestination(services, node),
    [commands.revealCredentials]: () => services.previews.reveal(true),
    [commands.hideCredentials]: () => services.previews.reveal(false),
    [commands.showDestinationEvents]: (node) => showDestinationEvents(services, destinationNode(node)),
    [commands.filterEvents]: () => filterEvents(services),
    [commands.clearFilter]: () => services.tree.setFilter("", undefined),
    [commands.searchEvents]: () => searchEvents(services),
    [commands.showFindings]: () => showFindings(services),
    [commands.goToEvent]: (node) => goToEvent(services, node),
    [commands.goToRelatedEvent]: (node) => goToRelatedEvent(services, node),
    [commands.pauseSessions]: () => services.tree.pause(true),
    [commands.resumeSessions]: () => services.tree.pause(false),
    [commands.followNewest]: () => services.tree.follow(true),
    [commands.stopFollowing]: () => services.tree.follow(false),
    [commands.copyAsJson]: (node) => copyAsJson(services, node),
    [commands.exportSession]: (node) => exportSession(services, node),
    [commands.openTranscript]: (node) => openTranscript(services, node),
    [commands.showTimeline]: (node) => showTimeline(services, node),
    [commands.saveTimelineAsSvg]: () => services.timelines.exportActive("svg"),
    [commands.saveTimelineAsPng]: () => services.timelines.exportActive("png"),
    [commands.showMoreEvents]: (node) => node && services.tree.showMore(node),
    [commands.pointCodexHere]: (place) => pointCodexHere(services, exporterPlace(place), wantsFreePorts(place)),
    [commands.restoreExporter]: (place) => restoreExporter(services, exporterPlace(place)),
    [commands.runCodex]: () => runCodex(services),
    [commands.checkSetup]: () => services.setup.check(),
    [commands.runSetupAction]: (node) => runSetupAction(services, setupNode(node)),
    [commands.openWalkthrough]: () => openWalkthrough(services),
    [commands.testConnection]: (exporter) => testConnection(services, exporterToTest(exporter)),
    [commands.startRecording]: () => startRecording(services),
    [commands.stopRecording]: () => stopRecording(services),
    [commands.importCapture]: (file, files) => importCapture(services, file, files),
    [commands.replayCapture]: (file, files) => replayCapture(services, file, files),
    [commands.openPolicy]: () => openPolicy(services),
    [commands.comparePolicy]: () => comparePolicy(services),
    [commands.setHeaderSecret]: () => setHeaderSecret(services),
    [commands.allowForwarding]: () => services.forwarding.ask(),
    [commands.sendResting]: (node) => sendResting(services, destinationNode(node)),
    [commands.discardWaiting]: (node) => discardWaiting(services, destinationNode(node)),
    [commands.tryForwardingAgain]: (node) => tryForwardingAgain(services, destinationNode(node)),
    [commands.sendMissedAgain]: (node) => sendMissedAgain(services, destinationNode(node)),
    [commands.openConfig]: () => openConfig(services),
    [commands.openSettings]: () =>
      vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${extensionId}`),
    [commands.showOutput]: () => services.log.show(),
    [commands.showActions]: () => showActions(services),
    [commands.reportProblem]: () => reportProblem(services),
    [commands.restartLanguageServer]: () => services.language.restart(),
  };
}

const setupNode = (node: unknown): SetupNode | undefined =>
  typeof node === "object" && node !== null && "item" in node ? (node as SetupNode) : undefined;

const destinationNode = (node: unknown): DestinationNode | undefined =>
  typeof node === "object" && node !== null && "destination" in node ? (node as DestinationNode) : undefined;
