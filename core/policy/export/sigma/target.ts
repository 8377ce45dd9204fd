import type { ExportTarget } from "../exportTarget.ts";
import { sigmaRules } from "./sigmaRules.ts";

export const sigma: ExportTarget = {
  name: "sigma",
  meaning: "[Sigma rules](policy.md#as-sigma-rules) for the policy's detections, in YAML",
  write: sigmaRules,
};
