import type { RelayStatus, SignalCounts } from "../../../listener/protocol/delivery.ts";
import { DeliveryLedger, lossReasons } from "../../../listener/relay/deliveryLedger.ts";
import { totalOf } from "../../../listener/relay/signalCounts.ts";
import { relayFolder } from "./modelMachine.ts";
import { endpointOf, type Host, hosts, type ModelDestination } from "./modelPolicy.ts";
import type { ModelReceivers } from "./modelReceivers.ts";
import type { ModelItem } from "./modelTelemetry.ts";
import type { SimulatedDisk } from "./simulatedDisk.ts";
import { simulatedRoot } from "./simulatedRoot.ts";

/** What was acknowledged for one destination of one policy at one host. */
interface Account {
  readonly markers: Set<string>;
  /** Markers of requests of which nobody knows: what was missed of them may be sent again as well. */
  readonly uncertainMarkers: Set<string>;
  /** Items of requests that were acknowledged, and of those of which nobody knows, for the process was killed. */
  acknowledged: number;
  uncertain: number;
}

type Counted = Record<"accepted" | "sent" | "refused" | "lost", number>;

/** What is wrong, with what had happened until then. */
export class BrokenInvariant extends Error {}

/** What the model knows of all that was received, beside what the programs say of it. */
export class DeliveryBooks {
  readonly #disk: SimulatedDisk;
  readonly #now: () => number;
  readonly #note: (line: string) => void;
  readonly #accounts = new Map<string, Account>();
  /** What each host may be sent: markers, and whether their prompts may be read. */
  readonly #mayGet = new Map<Host, Map<string, boolean>>(hosts.map((host) => [host, new Map()]));
  #violation: string | undefined;
  /** Log records that were acknowledged by a window since the store was cleared. */
  kept = 0;

  constructor(disk: SimulatedDisk, now: () => number, note: (line: string) => void) {
    this.#disk = disk;
    this.#now = now;
    this.#note = note;
  }

  /** From now on a host may be sent these, with their prompts where the policy keeps them. */
  permit({ host, keepsPrompts }: ModelDestination, markers: Iterable<string>): void {
    const may = this.#mayGet.get(host);
    for (const marker of markers) may?.set(marker, keepsPrompts || may.get(marker) === true);
  }

  /** Whatever was missed by a destination passes through the policy of today. */
  permitMissed(origin: string, destination: ModelDestination): void {
    for (const [key, { markers, uncertainMarkers }] of this.#accounts)
      if (key.startsWith(accountKey(origin, destination.name, "")))
        this.permit(destination, [...markers, ...uncertainMarkers]);
  }

  /** How many log records and spans a destination was to have, at whichever endpoint. */
  meantFor(origin: string, { name }: ModelDestination): number {
    const own = [...this.#accounts].filter(([key]) => key.startsWith(accountKey(origin, name, "")));
    return own.reduce((sum, [, { markers, uncertainMarkers }]) => sum + markers.size + uncertainMarkers.size, 0);
  }

  accountOf(origin: string, { name, host }: ModelDestination): Account {
    const key = accountKey(origin, name, endpointOf(host));
    const account = this.#accounts.get(key) ?? {
      ...{ markers: new Set(), uncertainMarkers: new Set() },
      ...{ acknowledged: 0, uncertain: 0 },
    };
    this.#accounts.set(key, account);
    return account;
  }

  checkSent(host: Host, items: readonly ModelItem[]): void {
    for (const { marker, isClear } of items) {
      const may = this.#mayGet.get(host)?.get(marker);
      if (may === undefined) this.violate(`${host} was sent ${marker}, which was for another one`);
      else if (isClear && !may) this.violate(`${host} was sent the prompt of ${marker}, which the policy removes`);
    }
  }

  /** A disk that takes what it is given and then gives it back damages nothing. */
  hear(told: string, by: string): void {
    this.#note(`  ${by}: ${told}`);
    const isDamaged = told.includes(lossReasons.damaged) || told.includes("begin anew");
    const isUnread = [...this.#disk.unread].some((path) => path.startsWith(`${relayFolder}/`));
    if (isDamaged && !isUnread && !this.#isLedgerFailed) this.violate(told);
  }

  violate(what: string): void {
    this.#violation ??= what;
  }

  /** True at any time of what a program says. */
  check(relays: readonly RelayStatus[]): void {
    for (const status of relays) addUp(status);
    this.checkHeard();
  }

  checkHeard(): void {
    if (this.#violation !== undefined) throw new BrokenInvariant(this.#violation);
  }

  /** What did not arrive in the end must have been counted. */
  balance(receivers: ModelReceivers): void {
    const { sums: ledgers, failed, isOneUnknown } = this.#ledgers();
    for (const host of hosts) {
      const own = [...ledgers].filter(([key]) => key.endsWith(`${JSON.stringify(endpointOf(host))}]`));
      const sent = own.reduce((sum, [, counted]) => sum + counted.sent, 0);
      const most = (receivers.taken.get(host)?.length ?? 0) - (receivers.rejected.get(host) ?? 0);
      if (sent > most) throw new BrokenInvariant(`${sent} were counted as sent to ${host}, which has taken ${most}`);
    }
    for (const [key, { markers, acknowledged, uncertain }] of this.#accounts) {
      const counted = ledgers.get(key) ?? { accepted: 0, sent: 0, refused: 0, lost: 0 };
      const host = new URL(JSON.parse(key)[2] as string).hostname as Host;
      const taken = receivers.taken.get(host) ?? [];
      const arrived = new Set(taken.map(({ marker }) => marker));
      const missing = [...markers].filter((marker) => !arrived.has(marker));
      const about = `${key}: ${JSON.stringify(counted)}, ${acknowledged} acknowledged, ${uncertain} uncertain`;
      if (isOneUnknown || failed.has(key)) continue;
      if (counted.accepted < acknowledged || counted.accepted > acknowledged + uncertain)
        throw new BrokenInvariant(`not as many were accepted as were acknowledged: ${about}`);
      if (missing.length > counted.refused + counted.lost)
        throw new BrokenInvariant(`${missing.join(" ")} did not arrive and were not counted: ${about}`);
      if (counted.sent > taken.length)
        throw new BrokenInvariant(`more were counted as sent than were taken: ${about}, ${taken.length} taken`);
    }
  }

  /**
   * What all ledgers say that there ever were; the accounts of those that the disk did not take, and whether it did not take
   * one of which nobody knows whose it was.
   */
  #ledgers() {
    const sums = new Map<string, Counted>();
    const failed = new Set<string>();
    const unknown = new Set([...this.#disk.failed].filter(isLedger));
    const there = this.#disk.list(relayFolder).flatMap((id) => {
      const file = `${relayFolder}/${id}/ledger`;
      const bytes = this.#disk.bytesOf(file);
      return bytes === undefined ? [] : { path: file, bytes };
    });
    for (const { path: from, bytes } of [...there, ...this.#disk.removed.filter(({ path }) => isLedger(path))]) {
      const path = `${simulatedRoot}/ledger`;
      this.#disk.put(path, bytes);
      const ledger = new DeliveryLedger(path, undefined, this.#now);
      const { destination, endpoint, policyOrigin } = ledger.owner;
      const key = accountKey(policyOrigin, destination, endpoint);
      const sum = sums.get(key) ?? { accepted: 0, sent: 0, refused: 0, lost: 0 };
      const counts = ledger.counts(true);
      for (const word of ["accepted", "sent", "refused", "lost"] as const) sum[word] += totalOf(counts[word]);
      sums.set(key, sum);
      if (destination !== "" && unknown.delete(from)) failed.add(key);
      ledger.close();
    }
    return { sums, failed, isOneUnknown: unknown.size > 0 };
  }

  /** Where the disk did not take a ledger, what it would have said is known to nobody. */
  get #isLedgerFailed(): boolean {
    return [...this.#disk.failed].some(isLedger);
  }
}

const isLedger = (path: string): boolean => path.endsWith("/ledger");

const accountKey = (origin: string, destination: string, endpoint: string): string =>
  endpoint === ""
    ? `${JSON.stringify([origin, destination]).slice(0, -1)},`
    : JSON.stringify([origin, destination, endpoint]);

/** What a receiver says for now only, or until its key has changed. */
const notForGood = /^(?:401|403|429|503)|nothing answers|no answer in time/;

function addUp({ items: { accepted, ...rest }, destination, endpoint, refusals }: RelayStatus): void {
  const given = refusals.find(({ reason }) => notForGood.test(reason));
  if (given !== undefined)
    throw new BrokenInvariant(`${given.items} for ${destination} were given up too early: ${given.reason}`);
  for (const signal of ["logs", "traces", "metrics"] as const) {
    const parts = Object.values<SignalCounts>(rest).map((counts) => counts[signal]);
    const sum = parts.reduce((one, other) => one + other, 0);
    if (sum !== accepted[signal] || parts.some((part) => part < 0))
      throw new BrokenInvariant(
        `the ${signal} of ${destination} at ${endpoint} do not add up: ${JSON.stringify({ accepted, ...rest })}`,
      );
  }
}
