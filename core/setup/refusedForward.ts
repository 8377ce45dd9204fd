import type { ForwardFacts, RefusalCause } from "./setupFacts.ts";
import type { SetupAction } from "./setupItem.ts";

/** What to do about each cause: the values of headers are secrets, addresses and what is sent stand in the policy. */
const actions: Readonly<Record<RefusalCause, SetupAction>> = {
  headers: { kind: "set-header-secret" },
  endpoint: { kind: "open-policy" },
  content: { kind: "open-policy" },
  backend: { kind: "show-destinations" },
};

/** The first destination to which nothing can be sent, or whose backend refuses what it gets. */
export function refusedForward(
  forwards: readonly ForwardFacts[],
): { readonly detail: string; readonly action: SetupAction } | undefined {
  const refused = forwards.find(({ state, lastAnswer }) => state === "stopped" || lastAnswer?.good === false);
  if (refused === undefined) return undefined;
  const { destination, problem, lastAnswer, cause = "backend" } = refused;
  return { detail: `${destination}: ${problem ?? lastAnswer?.message ?? ""}`, action: actions[cause] };
}
