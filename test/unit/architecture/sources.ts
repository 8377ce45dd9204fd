import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The folder of the project. */
export const root = join(import.meta.dirname, "../../..");

/** All files of some layers, from the folder of the project on, with forward slashes. */
export const filesOf = (...layers: readonly string[]): readonly string[] =>
  layers.flatMap((layer) =>
    readdirSync(join(root, layer), { encoding: "utf8", recursive: true }).map(
      (name) => `${layer}/${name.replaceAll("\\", "/")}`,
    ),
  );
