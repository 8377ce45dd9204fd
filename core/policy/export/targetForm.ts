/**
 * What a target makes of a word of the policy. `more` finds whatever the preview finds and something besides, `less` nothing
 * that the preview does not find; the reason is a part of a sentence that says how it differs, or why it cannot be said.
 */
export type TargetForm<Text> =
  | { readonly kind: "exact"; readonly text: Text }
  | { readonly kind: "more" | "less"; readonly text: Text; readonly reason: string }
  | { readonly kind: "cannot"; readonly reason: string };

export const exactly = <Text>(text: Text): TargetForm<Text> => ({ kind: "exact", text });

export const findingMore = <Text>(text: Text, reason: string): TargetForm<Text> => ({ kind: "more", text, reason });

export const findingLess = <Text>(text: Text, reason: string): TargetForm<Text> => ({ kind: "less", text, reason });

export const cannotSay = (reason: string): TargetForm<never> => ({ kind: "cannot", reason });

/** The form of the opposite: what finds more of one finds less of the other. */
export function opposed<Text>(form: TargetForm<Text>, not: (text: Text) => Text): TargetForm<Text> {
  switch (form.kind) {
    case "exact":
      return exactly(not(form.text));
    case "more":
      return findingLess(not(form.text), form.reason);
    case "less":
      return findingMore(not(form.text), form.reason);
    case "cannot":
      return form;
  }
}
