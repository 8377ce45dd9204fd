import type { ExportTarget } from "./exportTarget.ts";
import { monad } from "./monad/target.ts";
import { otelcol } from "./otelcol/target.ts";
import { sigma } from "./sigma/target.ts";

/** Every engine that a policy is exported to, in the order in which they are told. */
export const exportTargets: readonly ExportTarget[] = [otelcol, monad, sigma];
