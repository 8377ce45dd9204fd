import * as vscode from "vscode";
import type { ExporterTarget } from "../../core/config/exporterTarget.ts";
import type { HelperAnswer } from "../../core/config/helperHeaders.ts";
import type { WrittenExporter } from "../../core/config/writtenExporters.ts";
import { shownEndpoint } from "../../core/otlp/shownEndpoint.ts";
import type { TlsOptions } from "../../listener/protocol/connection.ts";
import { exists } from "../config/openConfig.ts";
import { commands } from "../contributions.ts";
import { showErrorWithButtons } from "../listener/listenerMessages.ts";
import type { Services } from "../services.ts";
import { whyNotOpened } from "../shared/codexConfig.ts";
import { localFileAddress } from "../shared/localFile.ts";
import { askInDialog, pick, showError, showInformation, showProgress, showWarning } from "../shared/messages.ts";
import { isPersonsOwn } from "../shared/workspaceFolders.ts";
import { connectionText } from "./views/connectionText.ts";
import { helperQuestion } from "./views/helperQuestion.ts";

interface TestableExporter {
  readonly written: WrittenExporter;
  readonly target: ExporterTarget;
}

/** An exporter to be tested, as a code lens or the Setup view names it. */
export interface ExporterToTest {
  readonly uri?: string;
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly exporter?: string;
}

/** What the command was called with, as far as it names an exporter. */
export function exporterToTest(argument: unknown): ExporterToTest {
  if (typeof argument !== "object" || argument === null) return {};
  const text = (name: string) => {
    const value: unknown = name in argument ? (argument as Record<string, unknown>)[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const uri = localFileAddress(text("uri"));
  const exporter = text("exporter");
  return { ...(uri !== undefined && { uri }), ...(exporter !== undefined && { exporter }) };
}

/**
 * Tries what Codex would do with an exporter of a configuration file, as it is in the editor, and says which step failed.
 * Header values go to the endpoint and nowhere else.
 */
export async function testConnection(
  { home, connectionTests: tests, log, context }: Services,
  asked: ExporterToTest,
): Promise<void> {
  const { l10n } = vscode;
  const uri = asked.uri === undefined ? vscode.Uri.file(home.config) : vscode.Uri.parse(asked.uri);
  if (!vscode.workspace.isTrusted && !isPersonsOwn(uri, home)) {
    void showWarning(l10n.t("The endpoint of a workspace's own file is contacted only in a workspace that you trust."));
    return;
  }
  const problem = whyNotOpened(uri, home);
  if (problem !== undefined) {
    void showError(`${problem}.`);
    return;
  }
  if (!(await exists(uri))) {
    void showInformation(l10n.t("Codex has no configuration file yet: {0}", uri.fsPath));
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const exporters = await testableExporters(document.getText());
  const chosen = await choose(exporters, asked.exporter);
  if (chosen === undefined) return;
  const { written, target } = chosen;
  let tls: TlsOptions;
  try {
    const { readTlsFiles } = await import("../../system/tlsFiles.ts");
    tls = await readTlsFiles(target, uri.fsPath, home.home);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    void showError(l10n.t("A TLS file of the exporter cannot be read: {0}", reason));
    return;
  }
  const { endpoint, host, port, protocol, headers } = target;
  const [{ codexProxyFor }, { proxyName }] = await Promise.all([
    import("../../listener/send/codexProxy.ts"),
    import("../../listener/send/httpProxy.ts"),
  ]);
  const proxy = codexProxyFor(new URL(endpoint), protocol, (name) => process.env[name]);
  const agreed = await agreedHelper(target.headersHelper, isPersonsOwn(uri, home));
  if (agreed === undefined) return;
  const { helper } = agreed;
  const isHelperUnasked = target.headersHelper !== undefined && helper === undefined;
  const result = await showProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t("Testing the connection to {0}…", shownEndpoint(endpoint)),
      cancellable: true,
    },
    async (_, token) => {
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      const helped = helper === undefined ? { headers: {} } : await askHelper(helper, cancelled.signal);
      if (cancelled.signal.aborted) return undefined;
      if ("problem" in helped) return helped;
      const connection = {
        ...{ endpoint, host, port, protocol, signal: written.signal, headers: { ...headers, ...helped.headers }, tls },
        ...(proxy !== undefined && { proxy }),
      };
      const tested = { file: uri.fsPath, exporter: written.name, target, isHelperUnasked };
      return tests.run(tested, connection, cancelled.signal);
    },
  );
  if (result === undefined) return;
  if ("problem" in result) {
    void showError(result.problem);
    return;
  }
  const { droppedHeaders } = target;
  const { good, message, details } = connectionText(
    {
      ...{ exporter: written.name, endpoint: shownEndpoint(endpoint), droppedHeaders, isHelperUnasked },
      ...(proxy !== undefined && { through: proxyName(proxy) }),
    },
    result.steps,
    context,
  );
  for (const line of details) log.info(line);
  const showDetails = [l10n.t("Show Details"), commands.showOutput] as const;
  if (good !== false) {
    const [title, command] = showDetails;
    const show = good ? showInformation : showWarning;
    if ((await show(message, title)) === title) await vscode.commands.executeCommand(command);
  } else await showErrorWithButtons(message, [[l10n.t("Open Configuration"), "vscode.open", uri], showDetails]);
}

/**
 * The command that the person lets run: none where there is none, or where they say that it shall not run. Undefined when the
 * test is called off.
 */
async function agreedHelper(
  command: string | undefined,
  isOwn: boolean,
): Promise<{ readonly helper?: string } | undefined> {
  const { l10n } = vscode;
  if (command === undefined || !isOwn) return {};
  const run = l10n.t("Run It");
  const without = l10n.t("Test Without It");
  const { message, detail, mayRun } = helperQuestion(command, l10n);
  const chosen = await askInDialog(message, detail, ...(mayRun ? [run] : []), without);
  if (chosen === undefined) return undefined;
  return chosen === run ? { helper: command } : {};
}

async function askHelper(command: string, signal: AbortSignal): Promise<HelperAnswer> {
  const { runHeadersHelper } = await import("../../system/headersHelper.ts");
  return runHeadersHelper(command, { signal });
}

/** The parser is loaded when it is first needed. */
async function testableExporters(text: string): Promise<readonly TestableExporter[]> {
  const [{ parseToml }, { writtenExporters }, { exporterTarget }] = await Promise.all([
    import("../../core/toml/parseToml.ts"),
    import("../../core/config/writtenExporters.ts"),
    import("../../core/config/exporterTarget.ts"),
  ]);
  return writtenExporters(parseToml(text)).flatMap((written) => {
    const target = exporterTarget(written);
    return target === undefined ? [] : [{ written, target }];
  });
}

async function choose(
  exporters: readonly TestableExporter[],
  name: string | undefined,
): Promise<TestableExporter | undefined> {
  const { l10n } = vscode;
  const named = exporters.filter(({ written }) => name === undefined || written.name === name);
  if (named.length === 0) {
    await showErrorWithButtons(l10n.t("config.toml has no exporter with an endpoint that Codex could send to."), [
      [l10n.t("Open Configuration"), commands.openConfig],
      [l10n.t("Point Codex Here…"), commands.pointCodexHere],
    ]);
    return undefined;
  }
  if (named.length === 1) return named[0];
  const items = named.map((exporter) => ({
    label: exporter.written.name,
    description: shownEndpoint(exporter.target.endpoint),
    exporter,
  }));
  const chosen = await pick(items, { title: l10n.t("Test the Connection of an Exporter") });
  return chosen?.exporter;
}
