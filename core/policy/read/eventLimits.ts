import type { OffsetRange } from "../../text/range.ts";
import type { TomlValue } from "../../toml/document.ts";
import type { ErrorSink } from "../model/policyProblem.ts";

/** A name is looked through in steps of 32 characters of a glob. */
const longestGlob = 256;
/** What a name is compared with, one after the other: entries of `receives` and `event`, and globs of classes. */
const mostNamePatterns = 1000;
const mostConditions = 2000;

/**
 * Counts what is asked of each event and each name in it: the listener has to ask it as quickly as events come. The first
 * that is too much is reported, and makes the policy unusable.
 */
export class EventLimits {
  #namePatterns = 0;
  #conditions = 0;

  /** Counts an attribute of a class. Exact names are looked up, and cost nothing. */
  countAttribute(errors: ErrorSink, value: TomlValue, glob: string): void {
    if (/[*?]/.test(glob)) this.countName(errors, value, glob);
  }

  /** Counts an event's name, or a glob of such names. */
  countName(errors: ErrorSink, value: TomlValue, glob: string): void {
    if (/[*?]/.test(glob) && glob.length > longestGlob) {
      const message = `A pattern for names has at most ${longestGlob} characters; this one has ${glob.length}.`;
      errors.error("policy/glob-too-long", message, value.range, { kind: "value", value });
    }
    if (++this.#namePatterns !== mostNamePatterns + 1) return;
    const message = `A policy has at most ${mostNamePatterns} names and patterns in receives and event and patterns in classes, for each event is compared with them: write fewer, with * where several have something in common.`;
    this.#tooMany(errors, value.range, message);
  }

  countCondition(errors: ErrorSink, range: OffsetRange): void {
    if (++this.#conditions !== mostConditions + 1) return;
    const message = `A policy has at most ${mostConditions} conditions, for each event is asked about them: write a list of values behind equals, or one pattern.`;
    this.#tooMany(errors, range, message);
  }

  #tooMany(errors: ErrorSink, range: OffsetRange, message: string): void {
    errors.error("policy/too-many-conditions", message, range);
  }
}
