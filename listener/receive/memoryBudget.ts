/** What a piece of a body costs beside its bytes: whoever sends single bytes must not get more memory for it. */
const pieceBytes = 256;

/**
 * The memory that senders may take with requests that are not yet whole, all connections of both receivers together. Who
 * asks for more than there is does not always lose: the connection that holds the most does, with its largest request. So
 * one sender that means harm, or many that are broken, keep nobody else from sending.
 */
export class MemoryBudget {
  readonly #maximumBytes: number;
  readonly #shares = new Map<object, Share>();
  #used = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Bytes that are held, with what the pieces cost. */
  get used(): number {
    return this.#used;
  }

  /** Begins a request of a connection. `refuse` is called at most once, when it has to go. */
  hold(connection: object, refuse: () => void): Holding {
    let share = this.#shares.get(connection);
    if (share === undefined) {
      share = { bytes: 0, incoming: new Set() };
      this.#shares.set(connection, share);
    }
    const holding = new Holding(
      refuse,
      (bytes) => this.#add(connection, share, bytes),
      share.incoming,
      () => this.#makeRoom(),
    );
    share.incoming.add(holding);
    return holding;
  }

  #add(connection: object, share: Share, bytes: number): void {
    share.bytes += bytes;
    this.#used += bytes;
    if (share.bytes === 0 && share.incoming.size === 0) this.#shares.delete(connection);
  }

  #makeRoom(): void {
    while (this.#used > this.#maximumBytes) {
      const share = largest([...this.#shares.values()].filter(({ incoming }) => incoming.size > 0));
      const holding = share && largest(share.incoming);
      if (holding === undefined) return;
      holding.release();
      holding.refuse();
    }
  }
}

/** A request that is coming in, or that is whole and about to be worked off. */
export class Holding {
  readonly refuse: () => void;
  readonly #add: (bytes: number) => void;
  readonly #incoming: Set<Holding>;
  readonly #makeRoom: () => void;
  #bytes = 0;

  constructor(refuse: () => void, add: (bytes: number) => void, incoming: Set<Holding>, makeRoom: () => void) {
    this.refuse = refuse;
    this.#add = add;
    this.#incoming = incoming;
    this.#makeRoom = makeRoom;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes memory for one more piece. False when this request has to go; `refuse` was called then. */
  take(bytes: number): boolean {
    if (!this.#incoming.has(this)) return false;
    this.#bytes += bytes + pieceBytes;
    this.#add(bytes + pieceBytes);
    this.#makeRoom();
    return this.#incoming.has(this);
  }

  /** The request is whole: it is worked off, and does not have to go any more. */
  complete(): void {
    this.#incoming.delete(this);
  }

  /** Gives everything back; the request is through, or gone. */
  release(): void {
    this.#incoming.delete(this);
    const bytes = this.#bytes;
    this.#bytes = 0;
    this.#add(-bytes);
  }
}

interface Share {
  bytes: number;
  /** The requests that are not yet whole. */
  readonly incoming: Set<Holding>;
}

function largest<T extends { readonly bytes: number }>(all: Iterable<T>): T | undefined {
  let found: T | undefined;
  for (const one of all) if (found === undefined || one.bytes > found.bytes) found = one;
  return found;
}
