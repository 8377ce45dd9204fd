import type { SimulatedDisk } from "./simulatedDisk.ts";

/** Everything below it lies in memory. */
export const simulatedRoot = "/simulated-disk";

let disk: SimulatedDisk | undefined;

/** From now on paths below {@link simulatedRoot} lie on this disk. */
export function useDisk(next: SimulatedDisk): void {
  disk = next;
}

type Anything = (...parameters: unknown[]) => unknown;

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
    const isSimulated =
      (typeof first === "string" && first.startsWith(simulatedRoot)) ||
      (typeof first === "number" && disk?.isOwn(first) === true);
    if (!isSimulated || disk === undefined) return real(...parameters);
    const simulated = (disk.functions as unknown as Record<string, Anything | undefined>)[name];
    if (simulated === undefined) throw new Error(`The simulated disk has no ${name}.`);
    return simulated(...parameters);
  };
}
