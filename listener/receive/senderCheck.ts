import type { SenderMark } from "../protocol/eventFilter.ts";
import { isSameToken } from "../sameToken.ts";

/**
 * Tells the senders that know the token from others. It proves no more than that: whoever can read the token can bring it.
 */
export class SenderCheck {
  #token: string | undefined;

  /** Without a token no sender is marked; with an empty one, which anybody could bring, none is verified. */
  constructor(token: string | undefined) {
    this.#token = token;
  }

  setToken(token: string | undefined): void {
    this.#token = token;
  }

  /** `presented` is the header of a request. Node joins one that is there twice to what no token is. */
  senderOf(presented: string | readonly string[] | undefined): SenderMark | undefined {
    if (this.#token === undefined) return undefined;
    const isKnown = typeof presented === "string" && presented !== "" && isSameToken(presented, this.#token);
    return isKnown ? "verified" : "unverified";
  }
}
