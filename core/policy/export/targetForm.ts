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
