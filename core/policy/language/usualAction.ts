import { actionText } from "../actions/action.ts";
import { loadDefaultPolicy } from "../read/defaultPolicy.ts";

/** What the built-in policy lets its first destination, which is a broad one, see of a class, in TOML. */
export function usualAction(dataClass: string): string | undefined {
  const [broad] = loadDefaultPolicy().destinations;
  const action = broad?.redact.get(dataClass);
  return action && (action.bytes === undefined ? JSON.stringify(action.kind) : actionText(action));
}
