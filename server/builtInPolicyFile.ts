import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isFile } from "../system/referencedFiles.ts";

/** The path of a file in the folder `policies` of the package that the server runs from; undefined where there is none. */
export function builtInPolicyFile(file: string): string | undefined {
  const [, program] = process.argv;
  if (program === undefined) return undefined;
  const path = join(dirname(realpathSync(program)), "..", "policies", file);
  return isFile(path) ? path : undefined;
}
