import { ListenerError } from "../protocol/listenerError.ts";
import type { Claims, NewestClaim } from "./claims.ts";
import { ClaimWatch } from "./claimWatch.ts";
import { UnreachableError, type UnreachableReason } from "./followerConnection.ts";
import type { OwnerRecord } from "./ownerRecord.ts";

/** An owner whose process lives may start its worker again before another window takes over. */
const graceMilliseconds = 1000;
/** A claim that isn't served after so long has come to nothing. */
const startingMilliseconds = 20_000;
const lookMilliseconds = 50;
const patienceMilliseconds = 60_000;

/** What is known of the claim that counts. */
export interface Standing {
  readonly newest: NewestClaim | undefined;
  /** Why the owner could not be reached; undefined while nobody has tried. */
  readonly unreachable: UnreachableReason | undefined;
  /** Whether the process of the claim lives. */
  readonly isAlive: boolean;
  /** Whether this process has made the claim. */
  readonly isOwn: boolean;
  /** Milliseconds for which this window has found the owner gone. */
  readonly goneFor: number;
}

/** What a window does next: follow the owner, take over from it, or look again. */
export function nextStep({ newest, unreachable, isAlive, isOwn, goneFor }: Standing): "follow" | "claim" | "wait" {
  if (newest === undefined) return "claim";
  const { record, age } = newest;
  if (record === undefined) return age > startingMilliseconds ? "claim" : "wait";
  switch (record.state) {
    case "released":
      return "claim";
    case "starting":
      return !isAlive || age > startingMilliseconds ? "claim" : "wait";
    case "serving":
      if (unreachable === undefined) return "follow";
      // a hung owner still holds its ports: whoever claims finds out, unless it asks for others
      if (!isAlive || isOwn || unreachable === "silent") return "claim";
      return goneFor >= graceMilliseconds ? "claim" : "wait";
  }
}

/** What the election needs from its surroundings. */
export interface ElectionWorld<C> {
  /** Connects to the owner of a record. Rejects with an {@link UnreachableError}. */
  readonly open: (record: OwnerRecord) => Promise<C>;
  readonly close: (connection: C) => void;
  readonly isAlive: (process: number) => boolean;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** This window, as its claim will say. */
export interface Candidate {
  readonly process: number;
  readonly version: string;
  readonly window: string;
}

export type Elected<C> =
  | { readonly role: "follower"; readonly connection: C; readonly owner: OwnerRecord }
  | { readonly role: "owner"; readonly claim: number; readonly before: OwnerRecord | undefined };

/**
 * Finds the window that owns the listener, or makes this one the owner. Throws a {@link ListenerError} when the owner has
 * another version, or when nobody comes to own it.
 */
export async function elect<C>(claims: Claims, candidate: Candidate, world: ElectionWorld<C>): Promise<Elected<C>> {
  await claims.prepare();
  const deadline = world.now() + patienceMilliseconds;
  const watch = new ClaimWatch(world.now);
  let gone: { readonly claim: number; readonly since: number } | undefined;
  while (world.now() < deadline) {
    const newest = watch.aged(await claims.newest());
    const record = newest?.record;
    let unreachable: UnreachableReason | undefined;
    if (record?.state === "serving") {
      try {
        const connection = await world.open(record);
        if (record.version === candidate.version) return { role: "follower", connection, owner: record };
        world.close(connection);
        throw otherVersion(record, record.version, candidate);
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
        if (error.reason === "other-version") throw otherVersion(record, error.version, candidate);
        // it may go on at any time, and two versions must not own one folder
        const isHung = error.reason === "silent" && world.isAlive(record.process);
        if (isHung && record.version !== candidate.version) throw otherVersion(record, record.version, candidate);
        unreachable = error.reason;
        if (gone?.claim !== record.claim) gone = { claim: record.claim, since: world.now() };
      }
    }
    const step = nextStep({
      newest,
      unreachable,
      isAlive: record !== undefined && world.isAlive(record.process),
      isOwn: record?.process === candidate.process,
      goneFor: gone === undefined ? 0 : world.now() - gone.since,
    });
    if (step === "claim") {
      const claim = (newest?.claim ?? 0) + 1;
      const { process, version, window } = candidate;
      const made = await claims.make({ claim, process, version, window, state: "starting", socket: "", token: "" });
      if (made) return { role: "owner", claim, before: record };
    } else await world.sleep(lookMilliseconds);
  }
  throw new ListenerError(
    "failed",
    "Another window is about to start the listener but does not finish: close or reload the other windows.",
  );
}

/** Says which window is to be reloaded: a reloaded one runs the newest version that is installed. */
function otherVersion({ window }: OwnerRecord, version: string, candidate: Candidate): ListenerError {
  const difference = compareVersions(version, candidate.version);
  const which =
    difference < 0 ? `reload the window "${window}"` : difference > 0 ? "reload this window" : "reload both";
  return new ListenerError(
    "other-version",
    `The window "${window}" owns the listener and runs Codex OTel ${version}, this window runs ${candidate.version}: ${which}.`,
  );
}

/** Negative when the first one is older; 0 also when nobody can tell. */
function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [one, other].map(
    (version) => /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [],
  );
  for (let i = 0; i < 3; i++) {
    const difference = (ours?.[i] ?? 0) - (theirs?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
