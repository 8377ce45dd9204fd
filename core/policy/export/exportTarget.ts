import type { Environment } from "../evaluate/compilePolicy.ts";
import type { Policy } from "../model/policyModel.ts";

/** A policy in the form of another engine. */
export interface ExportedPolicy {
  readonly text: string;
  /** What that engine does differently, one sentence each; they are in the text too. */
  readonly notes: readonly string[];
}

/** An engine that a policy is exported to. */
export interface ExportTarget {
  /** The word for it on the command line. */
  readonly name: string;
  /** What is written for it, as Markdown that ends a sentence; links lead from the folder `docs`. */
  readonly meaning: string;
  /** Throws an `ExportRefused` when the engine could say the policy only by letting more through. */
  readonly write: (policy: Policy) => ExportedPolicy;
  /** What a person should know of where it will run, judged by the environment here: one sentence each. */
  readonly warnings?: (policy: Policy, environment: Environment) => readonly string[];
}
