import type { Condition } from "../model/condition.ts";
import type { Exactness } from "./exactness.ts";
import { CannotSay, type ConditionWriter, type Difference, type SaidCondition, sayCondition } from "./sayCondition.ts";

/** An export that is not made, because it would let more through than the preview shows. The message says what to do. */
export class ExportRefused extends Error {
  override readonly name = "ExportRefused";

  constructor(
    /** The words of the policy that the target cannot say. */
    readonly words: readonly string[],
    /** Path inside the policy, such as `destinations.siem.when[0]`. */
    readonly place: string,
    why: string,
  ) {
    super(`${place}: ${why} Nothing was written: say it in other words, or export a policy without this destination.`);
  }
}

/**
 * Conditions that must all hold for something to be delivered, in the words of a target. What finds less delivers less, and
 * `noted` is told of it.
 *
 * Throws an `ExportRefused` where the target has no word, or would deliver more than the preview shows.
 */
export function deliveringConditions(
  conditions: readonly Condition[],
  writer: ConditionWriter,
  /** Path of the destination inside the policy. */
  path: string,
  noted: (note: string) => void,
): readonly string[] {
  return conditions.map((condition, index) => {
    const place = `${path}.when[${index}]`;
    const { text, exactness, differences } = sayOrRefuse(condition, writer, place);
    if (!delivers[exactness]) throw refusal(differences, writer, place);
    for (const { word, reason } of differences)
      noted(`${path} may deliver less than the preview: of ${word}, ${reason}.`);
    return text;
  });
}

/** Whether what finds so may decide what is delivered. */
const delivers: Readonly<Record<Exactness, boolean>> = { exact: true, less: true, more: false, unclear: false };

function refusal(differences: readonly Difference[], { target }: ConditionWriter, place: string): ExportRefused {
  const words = [...new Set(differences.map(({ word }) => word))];
  const reasons = byReason(differences).map(({ reason }) => reason);
  const why = `${target} cannot say ${words.join(", ")} exactly and would deliver more than the preview shows: ${reasons.join("; ")}.`;
  return new ExportRefused(words, place, why);
}

/** Each reason once, with the words that it is given for. */
function byReason(differences: readonly Difference[]): readonly { reason: string; words: readonly string[] }[] {
  return [...new Set(differences.map(({ reason }) => reason))].map((reason) => ({
    reason,
    words: [...new Set(differences.filter((one) => one.reason === reason).map(({ word }) => word))],
  }));
}

function sayOrRefuse(condition: Condition, writer: ConditionWriter, place: string): SaidCondition {
  try {
    return sayCondition(condition, writer);
  } catch (error) {
    if (error instanceof CannotSay) throw new ExportRefused([error.word], place, `${error.message}.`);
    throw error;
  }
}
