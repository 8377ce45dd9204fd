import * as vscode from "vscode";
import type { Forward } from "../../core/policy/policyModel.ts";
import type { ListenerOptions } from "../../listener/protocol.ts";
import { settings } from "../contributions.ts";
import type { ListenerService } from "../listenerService.ts";
import { readSetting } from "../listenerSettings.ts";
import type { PolicySource } from "../policy/policySource.ts";
import { reasonOf } from "../reasonOf.ts";
import type { HeaderSecrets } from "./headerSecrets.ts";

/** A header of a destination whose value is no part of the policy. */
export interface ForwardedHeader {
  readonly destination: string;
  readonly header: string;
  /** Name of the environment variable, and of the secret. */
  readonly variable: string;
}

/**
 * Whether destinations of the policy are sent what they receive, and with which headers. Off unless the person's own
 * settings say so. A change counts at once, in the window that owns the listener.
 */
export class Forwarding implements vscode.Disposable {
  readonly #service: ListenerService;
  readonly #source: PolicySource;
  readonly #secrets: HeaderSecrets;
  readonly #folder: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;
  #values: Readonly<Record<string, string>> = {};
  #reading: Promise<void>;

  /** `folder` holds what waits to be sent. */
  constructor(
    service: ListenerService,
    source: PolicySource,
    secrets: HeaderSecrets,
    folder: string,
    log: vscode.LogOutputChannel,
  ) {
    this.#service = service;
    this.#source = source;
    this.#secrets = secrets;
    this.#folder = folder;
    this.#log = log;
    this.#reading = this.#read();
    const readAgain = () => {
      this.#reading = this.#reading.then(() => this.#apply());
    };
    this.#subscriptions = vscode.Disposable.from(
      secrets.onDidChange(readAgain),
      source.onDidChange(readAgain),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.forward.key)) readAgain();
      }),
    );
  }

  /** Resolves when the secrets that the policy names have been read. */
  get ready(): Promise<void> {
    return this.#reading;
  }

  /** What the listener is started with. */
  options(): Required<Pick<ListenerOptions, "forward" | "relayFolder" | "secrets">> {
    return { forward: readSetting("forward"), relayFolder: this.#folder, secrets: this.#values };
  }

  /** The destinations that the policy forwards to, with their endpoints, whether forwarding is on or not. */
  async destinations(): Promise<ReadonlyMap<string, string>> {
    return new Map((await forwards(this.#source.inUse.text)).map(([name, { endpoint }]) => [name, endpoint]));
  }

  /** The headers that the policy wants from the environment or as secrets. */
  async headers(): Promise<readonly ForwardedHeader[]> {
    return (await forwards(this.#source.inUse.text)).flatMap(([destination, { headersFromEnvironment }]) =>
      [...headersFromEnvironment].map(([header, variable]) => ({ destination, header, variable })),
    );
  }

  /** Where the value of a header comes from; undefined when it has none. */
  origin(variable: string): "environment" | "secret" | undefined {
    if ((process.env[variable] ?? "") !== "") return "environment";
    return this.#values[variable] === undefined ? undefined : "secret";
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #read(): Promise<void> {
    await this.#source.ready;
    this.#values = await this.#secrets.read((await this.headers()).map(({ variable }) => variable));
  }

  async #apply(): Promise<void> {
    await this.#read();
    if (!this.#service.isOwner) return;
    try {
      await this.#service.query("setForwarding", this.options());
    } catch (error) {
      this.#log.error(`Forwarding could not be changed: ${reasonOf(error)}`);
    }
  }
}

/** The destinations of a policy that are forwarded to. The built-in policy has none. */
async function forwards(policyText: string | undefined): Promise<readonly (readonly [string, Forward])[]> {
  if (policyText === undefined) return [];
  const { parsePolicy } = await import("../../core/policy/parsePolicy.ts");
  const destinations = parsePolicy(policyText).policy?.destinations ?? [];
  return destinations.flatMap(({ name, forward }) => (forward === undefined ? [] : [[name, forward] as const]));
}
