import * as vscode from "vscode";
import type { AllowedForward } from "../../listener/protocol/forwardIdentity.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { settings } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { readSetting } from "../listener/listenerSettings.ts";
import { originOf } from "../policy/policyOrigin.ts";
import type { PolicySource } from "../policy/policySource.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { askInDialog, showInformation } from "../shared/messages.ts";
import type { ForwardConsents } from "./forwardConsents.ts";
import type { HeaderSecrets } from "./headerSecrets.ts";
import type { PolicyForward } from "./policyForwards.ts";
import { proxySection, readProxySettings } from "./proxySettings.ts";

/** A header of a destination whose value is no part of the policy. */
export interface ForwardedHeader {
  readonly destination: string;
  readonly header: string;
  /** Name of the environment variable, and of the secret. */
  readonly variable: string;
}

/**
 * Whether destinations of the policy are sent what they receive, and with which headers. Off unless the person's own
 * settings say so, and for a policy of the workspace unless they have allowed what it sends. A change counts at once, in the
 * window that owns the listener.
 */
export class Forwarding implements vscode.Disposable {
  readonly #service: ListenerService;
  readonly #source: PolicySource;
  readonly #secrets: HeaderSecrets;
  readonly #consents: ForwardConsents;
  readonly #folder: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;
  #values: Readonly<Record<string, string>> = {};
  #allowed: readonly AllowedForward[] = [];
  /** What was asked in this window. */
  readonly #asked = new Set<string>();
  #reading: Promise<void>;

  /** `folder` holds what waits to be sent. */
  constructor(
    service: ListenerService,
    source: PolicySource,
    secrets: HeaderSecrets,
    consents: ForwardConsents,
    folder: string,
    log: vscode.LogOutputChannel,
  ) {
    this.#service = service;
    this.#source = source;
    this.#secrets = secrets;
    this.#consents = consents;
    this.#folder = folder;
    this.#log = log;
    this.#reading = this.#read();
    const readAgain = () => void this.#readAgain();
    this.#subscriptions = vscode.Disposable.from(
      service.onDidChangeState(() => void this.#reading.then(() => this.#askOnce())),
      secrets.onDidChange(readAgain),
      source.onDidChange(readAgain),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if ([settings.forward.key, proxySection].some((key) => event.affectsConfiguration(key))) readAgain();
      }),
    );
  }

  /** Resolves when the secrets that the policy names have been read. */
  get ready(): Promise<void> {
    return this.#reading;
  }

  /** What the listener is started with. */
  options(): Required<Pick<ListenerOptions, "forward" | "relayFolder" | "secrets" | "allowed" | "proxies">> {
    const forward = readSetting("forward");
    return {
      forward,
      relayFolder: this.#folder,
      secrets: this.#values,
      allowed: this.#allowed,
      proxies: readProxySettings(),
    };
  }

  /** The destinations that the policy forwards to, with their endpoints, whether forwarding is on or not. */
  async destinations(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#forwards()).map(({ destination, endpoint }) => [destination, endpoint]));
  }

  /** The headers that the policy wants from the environment or as secrets. */
  async headers(): Promise<readonly ForwardedHeader[]> {
    return (await this.#forwards()).flatMap(({ destination, forward }) =>
      [...forward.headersFromEnvironment].map(([header, variable]) => ({ destination, header, variable })),
    );
  }

  /** Where the value of a header comes from; undefined when it has none. */
  origin(variable: string): "environment" | "secret" | undefined {
    if ((process.env[variable] ?? "") !== "") return "environment";
    return this.#values[variable] === undefined ? undefined : "secret";
  }

  /** Whether the policy of the workspace forwards to something that is not allowed. */
  async hasQuestions(): Promise<boolean> {
    return (await this.#notAllowed()).length > 0;
  }

  /** Asks for all that the policy of the workspace forwards to and that is not allowed; offers to withdraw what is. */
  async ask(): Promise<void> {
    const { l10n } = vscode;
    await this.#reading;
    const open = await this.#notAllowed();
    for (const one of open) if (!(await this.#ask(one))) return;
    if (open.length > 0) return;
    const forwards = this.#source.inUse.isOfWorkspace ? await this.#forwards() : [];
    if (forwards.length === 0) {
      void showInformation(
        l10n.t("The policy in force comes with no workspace, or forwards nothing: there is nothing to allow."),
      );
      return;
    }
    const withdraw = l10n.t("Withdraw");
    const chosen = await showInformation(
      l10n.t("You have allowed all that the policy of this workspace forwards."),
      withdraw,
    );
    if (chosen !== withdraw) return;
    await this.#consents.withdraw(originOf(this.#source.inUse));
    await this.#readAgain();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The parser is loaded when there is a policy to read. The built-in policy forwards nothing. */
  async #forwards(): Promise<readonly PolicyForward[]> {
    const { inUse } = this.#source;
    if (inUse.text === undefined) return [];
    const { policyForwards } = await import("./policyForwards.ts");
    return policyForwards(inUse.text, { policyOrigin: originOf(inUse), allowed: this.#allowed });
  }

  async #notAllowed(): Promise<readonly PolicyForward[]> {
    return (await this.#forwards()).filter(({ isAllowed }) => !isAllowed);
  }

  /** What was dismissed is asked again only when the person wants to: from the Destinations view or the palette. */
  async #askOnce(): Promise<void> {
    if (!this.#service.isOwner || !readSetting("forward")) return;
    for (const one of await this.#notAllowed()) {
      if (this.#asked.has(one.question)) continue;
      this.#asked.add(one.question);
      if (!(await this.#ask(one))) return;
    }
  }

  /** Whether the person allows it. What they allow is what they were shown, whatever the policy says by then. */
  async #ask(one: PolicyForward): Promise<boolean> {
    const { l10n } = vscode;
    const { forwardQuestion } = await import("./forwardQuestions.ts");
    const { message, detail } = forwardQuestion(one, l10n);
    const [allow, open] = [l10n.t("Allow"), l10n.t("Open Policy")];
    // the first button is the one that Enter presses: the question comes unasked, perhaps while somebody types
    const chosen = await askInDialog(message, detail, open, allow);
    if (chosen === open) void vscode.commands.executeCommand("vscode.open", this.#source.inUse.file);
    if (chosen !== allow) return false;
    await this.#consents.allow(one);
    await this.#readAgain();
    return true;
  }

  #readAgain(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#apply());
    return this.#reading;
  }

  async #read(): Promise<void> {
    await this.#source.ready;
    this.#allowed = this.#consents.of(originOf(this.#source.inUse));
    const variables = (await this.#forwards())
      .filter(({ isAllowed }) => isAllowed)
      .flatMap(({ forward }) => [...forward.headersFromEnvironment.values()]);
    this.#values = await this.#secrets.read(variables);
  }

  async #apply(): Promise<void> {
    await this.#read();
    void this.#askOnce();
    if (!this.#service.isOwner) return;
    try {
      await this.#service.query("setForwarding", this.options());
    } catch (error) {
      this.#log.error(`Forwarding could not be changed: ${reasonOf(error)}`);
    }
  }
}
