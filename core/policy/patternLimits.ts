import type { TomlValue } from "../toml/document.ts";
import type { Pattern } from "./pattern.ts";
import type { TomlReader } from "./tomlReader.ts";

/**
 * A pattern costs up to as many steps for each character of a text as its program has instructions, and the listener looks
 * through texts of any length. The built-in patterns have 590 at most, those of Gitleaks 1972 and 19,000 together.
 */
const mostInstructions = 2000;
const mostInstructionsTogether = 50_000;
const mostPatterns = 1000;

/** Counts what the patterns of a policy cost together. */
export class PatternLimits {
  #patterns = 0;
  #instructions = 0;

  /** Reports a pattern that costs too much, alone or with all before it. False when it did. */
  allows(reader: TomlReader, value: TomlValue, { instructions }: Pattern): boolean {
    const about = { kind: "value", value } as const;
    if (instructions > mostInstructions) {
      const message = `The pattern takes up to ${instructions} steps for each character, and ${mostInstructions} are allowed, for it would hold up what is received: repeat less in it, or make several patterns of it.`;
      reader.error("policy/pattern-too-large", message, value.range, about);
      return false;
    }
    this.#patterns++;
    this.#instructions += instructions;
    if (!this.isExceeded) return true;
    const message = `The patterns up to here cost too much together: a policy has at most ${mostPatterns}, with ${mostInstructionsTogether} steps for each character.`;
    reader.error("policy/too-many-patterns", message, value.range, about);
    return false;
  }

  /** Whether nothing is to be compiled any more: the policy is not used anyway. */
  get isExceeded(): boolean {
    return this.#patterns > mostPatterns || this.#instructions > mostInstructionsTogether;
  }
}
