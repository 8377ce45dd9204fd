import type { CorrelationKind } from "./correlation.ts";
import { join } from "./join.ts";
import { repeats } from "./repeats.ts";
import { thenFollows } from "./then.ts";
import { unlisted } from "./unlisted.ts";

/** The ways in which several events make a finding, in the order in which they are offered and described. */
export const correlations: readonly CorrelationKind[] = [join, thenFollows, repeats, unlisted];
