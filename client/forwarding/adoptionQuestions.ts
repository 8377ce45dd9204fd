import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import { quoteName } from "../../core/text/quoteName.ts";
import type { Localizer } from "../shared/views/viewItem.ts";
import { type ForwardQuestion, forwardQuestion } from "./forwardQuestions.ts";
import { policyForwards } from "./policyForwards.ts";

/** A policy that is to take the place of the one in force. */
export interface Adoption {
  readonly name: string;
  /** Undefined for the built-in policy. */
  readonly text: string | undefined;
  /** The policy whose place it takes; undefined for the built-in one. */
  readonly inForce: string | undefined;
  /** Whether it is put where it counts as the workspace's. */
  readonly isTargetOfWorkspace: boolean;
}

/** An origin that is nobody's, so that all that the policy in force does not do needs to be asked. */
const policyOrigin = "adopted:";

/** Whether a policy may take the place of the one in force: none that came with a workspace which nobody trusts. */
export const mayAdopt = ({ isOfWorkspace }: { readonly isOfWorkspace: boolean }, isTrusted: boolean): boolean =>
  isTrusted || !isOfWorkspace;

/**
 * What the person must allow, each of it, before a policy that they may not have written counts as their own, which is not
 * asked about: all that it sends and reads beyond what the policy in force does. Where it stays the workspace's, nothing is
 * sent or read before forwarding has asked.
 */
export function adoptionQuestions(
  { name, text, inForce, isTargetOfWorkspace }: Adoption,
  l10n: Localizer,
): readonly ForwardQuestion[] {
  if (text === undefined || isTargetOfWorkspace) return [];
  const allowed = policyForwards(inForce ?? "", { policyOrigin, allowed: [] });
  const open = policyForwards(text, { policyOrigin, allowed }).filter(({ isAllowed }) => !isAllowed);
  const salt = saltOf(text);
  const isSaltTold =
    salt === undefined || salt === saltOf(inForce) || open.some(({ exposure }) => exposure.salt === salt);
  return [
    ...open.map((forward) => forwardQuestion(forward, l10n, name)),
    ...(isSaltTold ? [] : [saltQuestion(name, salt, l10n)]),
  ];
}

const saltOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : parsePolicy(text).policy?.hashing.saltEnvironmentVariable;

const saltQuestion = (name: string, salt: string, l10n: Localizer): ForwardQuestion => ({
  message: l10n.t("Read {0} from your environment as the salt of hashes?", salt),
  detail: l10n.t(
    "The policy {0} asks for it. Once adopted it is your own, and this is not asked again.",
    quoteName(name),
  ),
});
