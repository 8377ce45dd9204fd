import type { FolderClaimWorld } from "../../../listener/windows/folderClaim.ts";
import type { Coverage } from "./coverage.ts";
import type { ModelReceivers } from "./modelReceivers.ts";
import type { SeededRandom } from "./seededRandom.ts";
import type { SimulatedDisk } from "./simulatedDisk.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";
import { simulatedRoot } from "./simulatedRoot.ts";
import type { SimulatedSockets } from "./simulatedSockets.ts";
import type { VirtualTime } from "./virtualWorld.ts";

export const [storeFolder, relayFolder] = [`${simulatedRoot}/store`, `${simulatedRoot}/relay`];

/** What all programs of a run share. */
export interface ModelMachine {
  readonly random: SeededRandom;
  readonly time: VirtualTime;
  readonly disk: SimulatedDisk;
  readonly sockets: SimulatedSockets;
  readonly receivers: ModelReceivers;
  readonly coverage: Coverage;
  readonly isAlive: (process: number) => boolean;
  readonly note: (line: string) => void;
}

/** How long it takes until it is clear that a process that is stopped does not answer. */
export const silenceMilliseconds = 1000;

/** What a claim of a process lives in. */
export function claimWorld({ time, sockets }: ModelMachine, process: SimulatedProcess): FolderClaimWorld {
  return {
    now: time.passed,
    sleep: (milliseconds) => time.sleep(process, milliseconds),
    listen: async (path) => sockets.listen(path, process) as Awaited<ReturnType<FolderClaimWorld["listen"]>>,
    answers: async (path) => {
      if (sockets.at(path) === "silent") await time.sleep(process, silenceMilliseconds);
      return sockets.at(path) !== "gone";
    },
  };
}
