import type { SeededRandom } from "./seededRandom.ts";
import type { SimulatedDisk } from "./simulatedDisk.ts";
import { simulatedRoot } from "./simulatedRoot.ts";

/** What a program finds instead of the machine's own. */
export interface SimulatedMachine {
  readonly disk: SimulatedDisk;
  readonly random: SeededRandom;
  /** What waits for the disk may have to wait for others. */
  readonly turn: () => Promise<void>;
}

let machine: SimulatedMachine | undefined;

/** From now on paths below {@link simulatedRoot} lie on the disk of this machine, and chance is its own. */
export function useMachine(next: SimulatedMachine): void {
  machine = next;
}

type Anything = (...parameters: unknown[]) => unknown;
type Functions = Readonly<Record<string, Anything | undefined>>;

/** `node:fs` for a mock: what concerns the simulated disk goes there, everything else to the real one. */
export function withSimulatedDisk(actual: object): object {
  return Object.fromEntries(
    Object.entries(actual).map(([name, real]) => [
      name,
      typeof real === "function" && name.endsWith("Sync") ? switched(name, real as Anything) : real,
    ]),
  );
}

function switched(name: string, real: Anything): Anything {
  return (...parameters) => {
    const [first] = parameters;
    const isSimulated = isBelowRoot(first) || (typeof first === "number" && machine?.disk.isOwn(first) === true);
    if (!isSimulated || machine === undefined) return real(...parameters);
    const simulated = (machine.disk.functions as unknown as Functions)[name];
    if (simulated === undefined) throw new Error(`The simulated disk has no ${name}.`);
    return simulated(...parameters);
  };
}

/** `node:fs/promises` for a mock: what others do meanwhile comes between. */
export function withSimulatedPromises(actual: object): object {
  return Object.fromEntries(
    Object.entries(actual).map(([name, real]) => [
      name,
      typeof real === "function" ? promised(name, real as Anything) : real,
    ]),
  );
}

function promised(name: string, real: Anything): Anything {
  return async (...parameters) => {
    if (!isBelowRoot(parameters[0]) || machine === undefined) return real(...parameters);
    const { disk, turn } = machine;
    await turn();
    if (name === "writeFile") return writeInTwo(disk, turn, parameters as Parameters<typeof writeInTwo>[2]);
    const simulated = (disk.functions as unknown as Functions)[`${name}Sync`];
    if (simulated === undefined) throw new Error(`The simulated disk has no ${name}.`);
    const result = simulated(...parameters);
    await turn();
    return result;
  };
}

/** A file is there before it has its content. */
async function writeInTwo(
  { functions }: SimulatedDisk,
  turn: () => Promise<void>,
  [path, text, { flag }]: [path: string, text: string, options: { readonly flag: string }],
): Promise<void> {
  const descriptor = functions.openSync(path, flag);
  await turn();
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; )
    done += functions.writeSync(descriptor, bytes, done, bytes.length - done, done);
  functions.closeSync(descriptor);
}

/** `node:crypto` for a mock: random bytes come from the seed, so that it plays again. */
export const withSeededBytes = (actual: object): object => ({
  ...actual,
  randomBytes: (length: number) => Buffer.from(Array.from({ length }, () => machine?.random.below(256) ?? 0)),
});

const isBelowRoot = (path: unknown): boolean => typeof path === "string" && path.startsWith(simulatedRoot);
