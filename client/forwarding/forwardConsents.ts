import type { AllowedForward, ForwardIdentity } from "../../listener/protocol/forwardIdentity.ts";

/** As VS Code's global state. */
export interface ConsentStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const storageKey = "codexOtel.allowedForwards";
/** Of the form in which it is kept. What another version kept allows nothing: the person is asked again. */
const version = 2;
/** The oldest are forgotten first, and asked for again. */
const mostKept = 100;

/**
 * What policies that came with workspaces may send, because the person has said so: to which endpoint, and how much. Each
 * policy file has consents of its own. Whether what a policy says now is within them, the listener decides.
 */
export class ForwardConsents {
  readonly #storage: ConsentStorage;

  constructor(storage: ConsentStorage) {
    this.#storage = storage;
  }

  /** What was allowed of the policy from there. */
  of(policyOrigin: string): readonly AllowedForward[] {
    return this.#remembered().filter((one) => one.policyOrigin === policyOrigin);
  }

  /** Remembers that this much may be sent, in place of what was allowed before. */
  async allow({ policyOrigin, destination, endpoint, exposure }: AllowedForward): Promise<void> {
    const allowed: AllowedForward = { policyOrigin, destination, endpoint, exposure };
    const others = this.#remembered().filter((one) => !isSame(one, allowed));
    await this.#write([...others, allowed].slice(-mostKept));
  }

  /** Forgets all that was allowed of the policy from there. */
  async withdraw(policyOrigin: string): Promise<void> {
    await this.#write(this.#remembered().filter((one) => one.policyOrigin !== policyOrigin));
  }

  async #write(allowed: readonly AllowedForward[]): Promise<void> {
    await this.#storage.update(storageKey, { version, allowed });
  }

  #remembered(): readonly AllowedForward[] {
    const stored = this.#storage.get(storageKey) as { version?: unknown; allowed?: unknown } | undefined;
    if (stored?.version !== version || !Array.isArray(stored.allowed)) return [];
    // what an exposure holds is looked at where it is compared
    return stored.allowed.filter((one) => typeof one === "object" && one !== null);
  }
}

const isSame = (one: ForwardIdentity, other: ForwardIdentity): boolean =>
  one.policyOrigin === other.policyOrigin && one.destination === other.destination && one.endpoint === other.endpoint;
