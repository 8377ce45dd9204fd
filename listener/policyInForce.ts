import { type CompiledPolicy, compilePolicy, type Environment } from "../core/policy/compilePolicy.ts";
import { loadDefaultPolicy } from "../core/policy/defaultPolicy.ts";
import { parsePolicy } from "../core/policy/parsePolicy.ts";
import { LineIndex } from "../core/text/lineIndex.ts";
import { ListenerError } from "./listenerError.ts";

/**
 * The policy of a text, or the built-in one without a text, ready to evaluate. Throws a {@link ListenerError} that says
 * where the text is broken.
 */
export function preparePolicy(text: string | undefined, environment: Environment): CompiledPolicy {
  if (text === undefined) return compilePolicy(loadDefaultPolicy(), environment);
  const { policy, problems } = parsePolicy(text);
  if (policy) return compilePolicy(policy, environment);
  const problem = problems.find(({ severity }) => severity === "error");
  const line = problem ? new LineIndex(text).positionAt(problem.range.start).line + 1 : 1;
  throw new ListenerError("policy-invalid", `The policy is broken in line ${line}: ${problem?.message ?? "unknown"}`);
}
