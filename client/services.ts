import type * as vscode from "vscode";
import type { InstalledCodex } from "../system/installedCodex.ts";
import type { ExporterMemory } from "./config/exporterMemory.ts";
import type { ConfigLanguageClient } from "./config/languageClient.ts";
import type { DestinationsTree } from "./destinations/destinationsTree.ts";
import type { Forwarding } from "./forwarding/forwarding.ts";
import type { HeaderSecrets } from "./forwarding/headerSecrets.ts";
import type { ListenerService } from "./listener/listenerService.ts";
import type { PolicyEffectDocuments } from "./policy/policyEffectDocuments.ts";
import type { PolicySource } from "./policy/policySource.ts";
import type { PreviewDocuments } from "./preview/previewDocuments.ts";
import type { RecentLog } from "./report/recentLog.ts";
import type { SenderVerification } from "./sender/senderVerification.ts";
import type { RecordedFiles } from "./sessions/recordedFiles.ts";
import type { SessionsTree } from "./sessions/sessionsTree.ts";
import type { ConnectionTests } from "./setup/connectionProbes.ts";
import type { SetupTree } from "./setup/setupTree.ts";
import type { CodexHome } from "./shared/codexHome.ts";
import type { ViewContext } from "./shared/views/viewItem.ts";
import type { TimelinePanels } from "./timeline/timelinePanels.ts";

/** The parts of the extension, as commands get them. */
export interface Services {
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
  /** What the manifest of the extension says of it. */
  readonly manifest: { readonly version: unknown; readonly repository?: { readonly url?: unknown } };
  readonly context: ViewContext;
}
