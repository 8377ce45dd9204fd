import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function used(): number {
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How many bytes stay in memory of what `make` returns. */
export function retainedBytes(make: () => unknown): number {
  const before = used();
  const kept = [make()];
  const after = used();
  kept.length = 0;
  return after - before;
}
