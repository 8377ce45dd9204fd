import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { type CodexFolders, type ConfigLayer, codexHomeOf } from "../core/config/configLocations.ts";
import type { ExporterAction } from "../core/toml/language/language.ts";
import { ConfigLayers } from "../system/configLayers.ts";
import { CodexRefusedError } from "../system/installedCodex.ts";
import { CodexVersion } from "./documents/codexVersion.ts";
import { pathOf } from "./documents/documentPath.ts";
import { FileExposures } from "./documents/fileExposures.ts";
import { OpenDocuments } from "./documents/openDocuments.ts";
import { textSynchronisation } from "./documents/textSynchronisation.ts";
import { openedFolders, workspacesOf } from "./documents/workspaces.ts";
import type { Feature, FeatureContext } from "./feature.ts";
import { codeActions } from "./features/codeActions.ts";
import { codeLenses } from "./features/codeLenses.ts";
import { completion } from "./features/completion.ts";
import { builtInPolicyUri, definition } from "./features/definition.ts";
import { DiagnosticsPublisher, diagnostics, pulls } from "./features/diagnostics.ts";
import { documentLinks } from "./features/documentLinks.ts";
import { documentSymbols } from "./features/documentSymbols.ts";
import { foldingRanges } from "./features/foldingRanges.ts";
import { hover } from "./features/hover.ts";
import { inlayHints } from "./features/inlayHints.ts";
import { describeFailure } from "./guard.ts";
import { readInitializationOptions, readVersion } from "./initializationOptions.ts";
import { configLanguageOf } from "./languages/config.ts";
import { policy } from "./languages/policy.ts";
import { installedCodexVersionRequest } from "./requests.ts";
import type { ServerEnvironment } from "./serverEnvironment.ts";

declare const __PRODUCT_VERSION__: string | undefined;
const version = typeof __PRODUCT_VERSION__ === "string" ? __PRODUCT_VERSION__ : "0.0.0";

const features: readonly Feature[] = [
  diagnostics,
  completion,
  hover,
  definition,
  codeActions,
  inlayHints,
  codeLenses,
  documentLinks,
  documentSymbols,
  foldingRanges,
];

const versionSetting = "codexOtel.codexVersion";
const hintsSetting = "codexOtel.inlayHints.enabled";

/** Wires the features to a connection and starts to listen. Returns at once. */
export function startLanguageServer(connection: Connection, environment: ServerEnvironment): void {
  let client: ClientCapabilities = {};
  let givenVersion: string | undefined;
  let actions: ReadonlySet<ExporterAction> = new Set();
  let hintsEnabled = true;
  let folders: CodexFolders = environment;
  const opened = new Set<string>();
  /** Also those that were closed since. */
  const seen = new Set<string>();
  let answersCodexVersion = false;
  let builtInPolicyScheme: string | undefined;
  const texts = new TextDocuments(textSynchronisation);
  const codexVersion = new CodexVersion(askInstalledCodex, () => checkAnew());
  const config = configLanguageOf({
    folders: () => folders,
    codexVersion: () => codexVersion.current,
    fileExists: environment.fileExists,
    pemContent: environment.pemContent,
    listFolder: environment.listFolder,
    layers: new ConfigLayers((path, layer) => textAt(path) ?? readLayer(path, layer)),
    exposureOf: (path) => exposures.of(path),
    exporterActions: () => actions,
  });
  const documents = new OpenDocuments(texts, [config, policy]);
  const exposures = new FileExposures(environment.fileExposure, () => checkAnew());
  const context: FeatureContext = {
    connection,
    documents,
    client: () => client,
    inlayHintsEnabled: () => hintsEnabled,
    builtInPolicyUri: (version) => builtInPolicyUri(version, builtInPolicyScheme, environment.builtInPolicyFile),
  };
  const publisher = new DiagnosticsPublisher(context);

  connection.onInitialize((parameters) => {
    const { capabilities, initializationOptions } = parameters;
    client = capabilities;
    for (const folder of openedFolders(parameters)) opened.add(folder);
    const options = readInitializationOptions(initializationOptions);
    folders = {
      home: options.home ?? environment.home,
      codexHome: options.codexHome ?? (options.home === undefined ? environment.codexHome : undefined),
    };
    givenVersion = options.codexVersion;
    answersCodexVersion = options.answersCodexVersion;
    builtInPolicyScheme = options.builtInPolicyScheme;
    actions = new Set(options.exporterActions);
    codexVersion.set(givenVersion);
    const promised: ServerCapabilities = {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
    for (const feature of features) Object.assign(promised, feature.capabilities(client));
    return { capabilities: promised, serverInfo: { name: "codex-otel-language-server", version } };
  });

  connection.onInitialized(() => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration === true)
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: "codexOtel" })
        .catch(() => undefined);
    if (client.workspace?.workspaceFolders === true)
      connection.workspace.onDidChangeWorkspaceFolders(({ added }) => {
        for (const folder of added.flatMap(({ uri }) => pathOf(uri) ?? [])) opened.add(folder);
        void codexVersion.askAgain();
      });
    void readSettings();
  });
  connection.onDidChangeConfiguration(() => void readSettings());

  for (const feature of features) feature.register(context);

  texts.onDidChangeContent(({ document: { uri } }) => {
    const language = documents.languageOf(uri);
    if (language === config) void codexVersion.askInstalled();
    if (language === undefined || pulls(client)) return;
    // a file of Codex counts in the verdicts about the others
    const touched = language === config ? documents.uris(config) : [uri];
    for (const open of touched) publisher.changed(open);
  });
  texts.onDidOpen(({ document: { uri } }) => {
    lookAtExposure(uri);
    if (seen.has(uri)) return;
    seen.add(uri);
    void codexVersion.askAgain();
  });
  texts.onDidSave(({ document: { uri } }) => lookAtExposure(uri));
  texts.onDidClose(({ document: { uri } }) => {
    documents.forget(uri);
    if (!pulls(client) && documents.languageOf(uri) !== undefined) publisher.closed(uri);
  });

  /** The text of an open file by its path. */
  function textAt(path: string): string | undefined {
    return texts
      .all()
      .find(({ uri }) => pathOf(uri) === path)
      ?.getText();
  }

  function readLayer(path: string, layer: ConfigLayer) {
    const own = { home: folders.home, codexHome: codexHomeOf(folders) };
    return environment.layersOnDisk({ own, worked: [...opened] })(path, layer);
  }

  async function askInstalledCodex(): Promise<string | undefined> {
    if (answersCodexVersion) return readVersion(await connection.sendRequest<unknown>(installedCodexVersionRequest));
    try {
      return await environment.installedCodexVersion(workspacesOf([...opened], [...seen], folders));
    } catch (error) {
      connection.console.warn(
        error instanceof CodexRefusedError ? error.message : describeFailure("asking Codex for its version", error),
      );
      return undefined;
    }
  }

  function lookAtExposure(uri: string): void {
    const path = documents.languageOf(uri) === config ? pathOf(uri) : undefined;
    if (path !== undefined) void exposures.look(path);
  }

  async function readSettings(): Promise<void> {
    if (client.workspace?.configuration !== true) return;
    try {
      const sections = [{ section: versionSetting }, { section: hintsSetting }];
      const [version, hints]: unknown[] = await connection.workspace.getConfiguration(sections);
      codexVersion.set(readVersion(version) ?? givenVersion);
      showHints(hints !== false);
    } catch (error) {
      connection.console.warn(describeFailure("reading the setting", error));
    }
  }

  function showHints(enabled: boolean): void {
    if (enabled === hintsEnabled) return;
    hintsEnabled = enabled;
    refreshHints();
  }

  function refreshHints(): void {
    if (client.workspace?.inlayHint?.refreshSupport === true)
      void connection.languages.inlayHint.refresh().catch(() => undefined);
  }

  function checkAnew(): void {
    documents.forgetAll();
    refreshHints();
    if (!pulls(client)) for (const uri of documents.uris(config)) publisher.changed(uri);
    else if (client.workspace?.diagnostics?.refreshSupport === true)
      void connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  texts.listen(connection);
  connection.listen();
}
