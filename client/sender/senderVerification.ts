import * as vscode from "vscode";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import { commands, settings } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { readSetting } from "../listener/listenerSettings.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { showInformation } from "../shared/messages.ts";
import { SenderToken } from "./senderToken.ts";

/**
 * Whether the listener tells senders that know this machine's token from others. A change counts at once, in the window that
 * owns the listener; those that follow it show what that one has found.
 */
export class SenderVerification implements vscode.Disposable {
  readonly #service: ListenerService;
  readonly #stored: SenderToken;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;
  #token: string | undefined;
  /** What the listener of this window was given last. */
  #handedOver: string | undefined;
  #reading: Promise<void>;

  constructor(service: ListenerService, storage: vscode.SecretStorage, log: vscode.LogOutputChannel) {
    this.#service = service;
    this.#stored = new SenderToken(storage);
    this.#log = log;
    this.#reading = this.#read();
    this.#subscriptions = vscode.Disposable.from(
      this.#stored.onDidChange(() => void this.#readAgain()),
      // the token may have changed while the listener was starting
      service.onDidChangeState(() => void this.#reading.then(() => this.#handOver())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(settings.verifySender.key)) return;
        void this.#readAgain();
        if (readSetting("verifySender") && vscode.window.state.focused) void this.#offerToPoint();
      }),
    );
  }

  /** The token that a sender has to bring; undefined while senders are not verified. */
  async token(): Promise<string | undefined> {
    await this.#reading;
    return this.#token;
  }

  /** What the listener is started with. */
  async options(): Promise<Pick<ListenerOptions, "senderToken">> {
    const senderToken = await this.token();
    this.#handedOver = senderToken;
    return senderToken === undefined ? {} : { senderToken };
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #read(): Promise<void> {
    this.#token = readSetting("verifySender")
      ? await this.#stored.obtain((error) =>
          this.#log.warn(
            `The token of verified senders could not be kept (${reasonOf(error)}): it counts for this window alone, and Codex has to be pointed here again.`,
          ),
        )
      : undefined;
  }

  #readAgain(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#apply());
    return this.#reading;
  }

  async #apply(): Promise<void> {
    await this.#read();
    await this.#handOver();
  }

  async #handOver(): Promise<void> {
    const token = this.#token;
    if (token === this.#handedOver || !this.#service.isOwner) return;
    this.#handedOver = token;
    try {
      await this.#service.query("setSenderToken", { token });
    } catch (error) {
      this.#log.error(`Whether senders are verified could not be changed: ${reasonOf(error)}`);
    }
  }

  async #offerToPoint(): Promise<void> {
    const { l10n } = vscode;
    const point = l10n.t("Point Codex Here");
    const chosen = await showInformation(
      l10n.t("Events are marked as unverified until Codex sends the new header: point Codex here, then start it anew."),
      point,
    );
    if (chosen === point) void vscode.commands.executeCommand(commands.pointCodexHere);
  }
}
