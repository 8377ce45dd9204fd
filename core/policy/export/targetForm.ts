/**
 * What a target makes of a word of the policy. `more` finds whatever the preview finds and something besides, `less` nothing
 * that the preview does not find; the reason is a part of a sentence that says how it differs, or why it cannot be said.
 *
 * Of some values the preview cannot say whether the word holds, and what depends on that is withheld. Then the text finds
 * those for which it surely holds, and `mayHold` those for which it does not surely fail. With `cautious` the target says so
 * of more values than the preview.
 */
export type TargetForm<Text> =
  | { readonly kind: "exact"; readonly text: Text; readonly mayHold?: Text | undefined }
  | { readonly kind: "cautious"; readonly text: Text; readonly mayHold: Text; readonly reason: string }
  | { readonly kind: "more" | "less"; readonly text: Text; readonly reason: string }
  | { readonly kind: "cannot"; readonly reason: string };

export const exactly = <Text>(text: Text, mayHold?: Text): TargetForm<Text> => ({ kind: "exact", text, mayHold });

export const cautiously = <Text>(text: Text, mayHold: Text, reason: string): TargetForm<Text> => ({
  kind: "cautious",
  text,
  mayHold,
  reason,
});

export const findingMore = <Text>(text: Text, reason: string): TargetForm<Text> => ({ kind: "more", text, reason });

export const findingLess = <Text>(text: Text, reason: string): TargetForm<Text> => ({ kind: "less", text, reason });

export const cannotSay = (reason: string): TargetForm<never> => ({ kind: "cannot", reason });

/** The form of the opposite: what finds more of one finds less of the other. */
export function opposed<Text>(form: TargetForm<Text>, not: (text: Text) => Text): TargetForm<Text> {
  switch (form.kind) {
    case "exact":
      return form.mayHold === undefined ? exactly(not(form.text)) : exactly(not(form.mayHold), not(form.text));
    case "cautious":
      return cautiously(not(form.mayHold), not(form.text), form.reason);
    case "more":
      return findingLess(not(form.text), form.reason);
    case "less":
      return findingMore(not(form.text), form.reason);
    case "cannot":
      return form;
  }
}

/** The form with its texts said in other words. */
export function inOtherWords<Text, Other>(form: TargetForm<Text>, say: (text: Text) => Other): TargetForm<Other> {
  switch (form.kind) {
    case "exact":
      return exactly(say(form.text), form.mayHold === undefined ? undefined : say(form.mayHold));
    case "cautious":
      return cautiously(say(form.text), say(form.mayHold), form.reason);
    case "more":
    case "less":
      return { ...form, text: say(form.text) };
    case "cannot":
      return form;
  }
}
