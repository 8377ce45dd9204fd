import type { ExportTarget } from "../exportTarget.ts";
import { monadPipeline } from "./monadPipeline.ts";

export const monad: ExportTarget = {
  name: "monad",
  meaning: "transforms and a pipeline of [Monad](policy.md#in-monad), in JSON",
  write: monadPipeline,
};
