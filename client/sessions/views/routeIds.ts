import { keep } from "../../../core/policy/actions/keep.ts";
import type { IdRow, RouteRow } from "../../../listener/protocol/events.ts";

/** The ids of trace and span that a destination gets as they were received. */
export const keptIds = ({ decision, ids }: RouteRow): readonly IdRow[] =>
  decision === "deliver" ? ids.filter(({ action }) => action === keep.kind) : [];

/** Those that it gets hashed, or not at all. */
export const changedIds = ({ decision, ids }: RouteRow): readonly IdRow[] =>
  decision === "deliver" ? ids.filter(({ action }) => action !== keep.kind) : [];
