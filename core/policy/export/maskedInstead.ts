import { actionText } from "../actions/action.ts";
import type { ActionIndex } from "../actions/actionIndex.ts";
import { possibleActions } from "../evaluate/classAction.ts";
import type { Destination } from "../model/policyModel.ts";

type Target = "collector" | "monad";

/** What a target cannot do, and so masks: one note for each action, with the destinations that name it and why. */
export function maskedInstead(
  destinations: readonly Destination[],
  actions: ActionIndex,
  target: Target,
): readonly string[] {
  const notes = new Map<string, { readonly why: string; readonly names: Set<string> }>();
  for (const destination of destinations)
    for (const action of possibleActions(destination)) {
      const why = whyMasked(action.kind, actions, target);
      if (why === undefined) continue;
      const note = notes.get(actionText(action)) ?? { why, names: new Set() };
      note.names.add(destination.name);
      notes.set(actionText(action), note);
    }
  return [...notes].map(
    ([action, { why, names }]) => `What the policy says ${action} of for ${[...names].join(", ")} is masked: ${why}`,
  );
}

function whyMasked(kind: string, actions: ActionIndex, target: Target): string | undefined {
  if (!actions.has(kind)) return "nothing is known of this action.";
  const form = actions.of(kind)[target];
  return form.form === "impossible" ? form.why : undefined;
}
