import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { requireOwnFolder } from "../../system/ownFile.ts";
import { SegmentFolder, setAsideFolder } from "../store/segments/segmentFolder.ts";

export const ledgerName = "ledger";

/** Whether a file of this name in the folder of a queue is one that the relay writes, beside the segments. */
const isOfQueue = (name: string): boolean =>
  name === ledgerName || name === "acknowledged" || /^position(?:\.[0-9a-f]{12})?$/.test(name);

/** Whether the entry of a queue's folder says that there is one. */
const isSign = (name: string): boolean =>
  isOfQueue(name) || name === setAsideFolder || name.endsWith(".frames") || name.endsWith(".segment");

/** Whether an earlier process has left queues in a folder. */
export const holdsQueues = (folder: string): boolean => queuesIn(folder).length > 0;

/** The names of the folders of queues. One that has such a name and holds only what is somebody else's is none. */
export function queuesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && /^[0-9a-f]{24}$/.test(entry.name));
  return folders.map(({ name }) => name).filter((name) => isQueue(join(folder, name)));
}

function isQueue(folder: string): boolean {
  try {
    const names = readdirSync(folder);
    return names.length === 0 || names.some(isSign);
  } catch {
    // why not is said when it is opened
    return true;
  }
}

/** Deletes what the relay has written in the folder of a queue, and the folder if nothing else is in it. Tells what is left. */
export function removeQueueFolder(folder: string): readonly string[] {
  try {
    requireOwnFolder(folder);
    return new SegmentFolder(folder).removeOwn(isOfQueue);
  } catch {
    // it is empty, and the next process tries again
    return [];
  }
}

const mostNamed = 5;

/** The names of what is left in a folder, a few of many. */
export function leftNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => shorten(escapeControlCharacters(name), 80));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
