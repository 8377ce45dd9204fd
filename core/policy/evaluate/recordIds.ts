import type { CodexEvent } from "../../events/codexEvent.ts";
import type { IdForm } from "../actions/action.ts";
import { drop } from "../actions/drop.ts";
import { keep } from "../actions/keep.ts";
import type { RedactionAction } from "../model/outcome.ts";
import { type IdName, idNames } from "../model/recordIds.ts";
import type { PlannedAction } from "./attributePlans.ts";
import type { CompiledPolicy } from "./compilePolicy.ts";

/** What becomes of an id of a trace or span that a record has itself, beside its attributes. */
export interface IdAccount {
  readonly id: IdName;
  /** Data class, or `unknown`. */
  readonly class: string;
  /** What is done to it; `drop` also where the policy masks or cuts, which an id cannot be. */
  readonly action: RedactionAction;
  /** The word that the policy has for the class. */
  readonly written: string;
  /** Path inside the policy of what decided. */
  readonly rule: string;
}

/** The same with what is left of it in hexadecimal, empty when nothing is. */
export interface SeenId extends IdAccount {
  readonly text: string;
}

/** An id of zeros is none. */
const isNone = (id: string): boolean => /^0*$/.test(id);

/** What is left of an id in hexadecimal: a hash has its size. Empty when nothing is. */
export function idLeft(form: IdForm | undefined, id: string, hash: (text: string) => string): string {
  if (form === "kept" || isNone(id)) return id;
  return form === "hashed" ? hash(id).slice(0, id.length) : "";
}

/**
 * The ids that a record has itself, as a view sees them: the index of a destination in the policy, or their number for what
 * is shown locally. Ids that the record does not have are left out.
 */
export function seenIds(
  { planOf, tools }: CompiledPolicy,
  view: number,
  { traceId, spanId }: Pick<CodexEvent, "traceId" | "spanId">,
): readonly SeenId[] {
  const received: Readonly<Record<IdName, string>> = { trace_id: traceId, span_id: spanId };
  return idNames.flatMap((id) => {
    const { dataClass, actions } = planOf(id);
    const planned = actions[view];
    const own = received[id];
    if (planned === undefined || isNone(own)) return [];
    const { action, rule } = planned;
    const text = idLeft(planned.id, own, tools.hash);
    return [{ id, class: dataClass, action: doneTo(planned), written: action.kind, rule, text }];
  });
}

function doneTo({ id, action }: PlannedAction): RedactionAction {
  switch (id) {
    case "kept":
      return keep.kind;
    case "dropped":
      return drop.kind;
    case "hashed":
      return action.kind;
  }
}
