import type { CodexEvent } from "../../events/codexEvent.ts";
import { CallNesting, callEventOf } from "../../sessions/callNesting.ts";
import type { Finding } from "../model/outcome.ts";

const most = 512;

/**
 * What was found in the calls that a script of code mode made. The script's own result repeats what they were asked and what
 * they answered: it is found there once more only when it was not found in one of them.
 */
export class InnerFindings {
  readonly #nesting = new CallNesting();
  /** By a number of their own, in the order of arrival. */
  readonly #found = new Map<number, readonly Finding[]>();
  #next = 1;

  /** The findings at an event, without those of the calls within it. */
  once(event: CodexEvent, findings: Finding[]): Finding[] {
    const id = this.#next++;
    const within = this.#nesting.add(callEventOf(id, event));
    this.#found.set(id, findings);
    this.#found.delete(id - most);
    if (within.length === 0) return findings;
    const inner = new Set(within.flatMap((one) => (this.#found.get(one) ?? []).map((finding) => finding.id)));
    return findings.filter((finding) => !inner.has(finding.id));
  }
}
