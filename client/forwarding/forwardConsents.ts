import type { Forward } from "../../core/policy/policyModel.ts";
import { consentKey } from "../../listener/relay/forwardConsent.ts";

/** As VS Code's global state. */
export interface ConsentStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** A destination of a policy with what it forwards. */
export type ForwardingDestination = readonly [destination: string, forward: Forward];

const storageKey = "codexOtel.allowedForwards";

/**
 * What the policies of workspaces may forward to, because the person has said so. A policy that came with a repository may
 * name any endpoint, and any environment variable or secret as the value of a header: nothing is read or sent for it
 * before. A policy of the person's own is allowed whatever it says.
 */
export class ForwardConsents {
  readonly #storage: ConsentStorage;

  constructor(storage: ConsentStorage) {
    this.#storage = storage;
  }

  /** The keys of the forwards of a policy that may be sent to, as the listener is told them. */
  allowed(forwards: readonly ForwardingDestination[], isOfWorkspace: boolean): readonly string[] {
    const keys = forwards.map(([, forward]) => consentKey(forward));
    if (!isOfWorkspace) return keys;
    const remembered = new Set(this.#remembered());
    return keys.filter((key) => remembered.has(key));
  }

  /** Remembers that these may be sent to. */
  async allow(forwards: readonly ForwardingDestination[]): Promise<void> {
    const keys = forwards.map(([, forward]) => consentKey(forward));
    await this.#storage.update(storageKey, [...new Set([...this.#remembered(), ...keys])]);
  }

  /** Forgets it again. */
  async withdraw(forwards: readonly ForwardingDestination[]): Promise<void> {
    const keys = forwards.map(([, forward]) => consentKey(forward));
    await this.#storage.update(
      storageKey,
      this.#remembered().filter((key) => !keys.includes(key)),
    );
  }

  #remembered(): readonly string[] {
    const stored = this.#storage.get(storageKey);
    return Array.isArray(stored) ? stored.filter((key) => typeof key === "string") : [];
  }
}
