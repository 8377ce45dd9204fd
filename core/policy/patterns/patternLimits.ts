import type { TomlValue } from "../../toml/document.ts";
import type { ErrorSink } from "../model/policyProblem.ts";
import { compilePattern, longestSource, type Pattern } from "./pattern.ts";
import { effortOfClasses, estimatedInstructions } from "./patternSize.ts";

/**
 * A pattern costs up to as many steps for each character of a text as its program has instructions, and the listener looks
 * through texts of any length. The built-in patterns have 590 at most, those of Gitleaks 1972 and 19,000 together.
 */
const mostInstructions = 2000;
const mostInstructionsTogether = 50_000;
const mostPatterns = 1000;

/** What is estimated to be larger is not even compiled. Far more than allowed, for the engine may shorten what is written. */
const mostEstimated = 10 * mostInstructions;

/** Compiles the patterns of a policy and counts what they cost together. */
export class PatternLimits {
  #patterns = 0;
  #instructions = 0;

  /**
   * The compiled pattern, or why it is none. Undefined for one that costs too much, alone or with all before it, which is
   * reported, and for all after those.
   */
  compile(errors: ErrorSink, value: TomlValue, source: string): Pattern | string | undefined {
    if (this.isExceeded) return undefined;
    this.#patterns++;
    const isRead = source.length <= longestSource;
    const estimated = isRead ? estimatedInstructions(source) : 0;
    const effort = isRead ? effortOfClasses(source) : 0;
    if (Math.max(estimated, effort) > mostEstimated) return tooLarge(errors, value, `more than ${mostEstimated}`);
    const pattern = compilePattern(source);
    this.#instructions += effort;
    this.#instructions += typeof pattern === "string" ? estimated : pattern.instructions;
    if (typeof pattern === "string") return pattern;
    if (pattern.instructions > mostInstructions) return tooLarge(errors, value, `up to ${pattern.instructions}`);
    if (!this.isExceeded) return pattern;
    const message = `The patterns up to here cost too much together: a policy has at most ${mostPatterns}, with ${mostInstructionsTogether} steps for each character.`;
    return errors.error("policy/too-many-patterns", message, value.range, { kind: "value", value });
  }

  /** Whether nothing is to be compiled any more: the policy is not used anyway. */
  get isExceeded(): boolean {
    return this.#patterns > mostPatterns || this.#instructions > mostInstructionsTogether;
  }
}

function tooLarge(errors: ErrorSink, value: TomlValue, steps: string): undefined {
  const message = `The pattern takes ${steps} steps for each character, and ${mostInstructions} are allowed, for it would hold up what is received: repeat less in it, or make several patterns of it.`;
  return errors.error("policy/pattern-too-large", message, value.range, { kind: "value", value });
}
