import type { Condition, Detection } from "./policyModel.ts";

/** All conditions of detections, those of the other events they need included. */
export const conditionsOf = (detections: readonly Detection[]): readonly Condition[] =>
  detections.flatMap(({ when, correlation }) => [
    ...when,
    ...(correlation?.kind.other(correlation.settings)?.when ?? []),
  ]);
