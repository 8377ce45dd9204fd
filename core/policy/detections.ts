import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { CodexEvent } from "../events/codexEvent.ts";
import { allOf, type CompiledCondition, valueNamed } from "./conditions.ts";
import { compileGlob, type Glob } from "./glob.ts";
import type { Finding } from "./outcome.ts";
import type { Detection, DetectionJoin } from "./policyModel.ts";
import { textOfValue } from "./valueText.ts";

/** How much a `DetectionEngine` remembers at most; what is older is forgotten first. */
export interface DetectionMemory {
  readonly sessions: number;
  /** Halves of pairs that still wait for their other half, for each session. */
  readonly waitingPerSession: number;
}

const usualMemory: DetectionMemory = { sessions: 1024, waitingPerSession: 512 };

/** Matches events of certain names that meet all conditions. */
interface EventMatcher {
  readonly names: readonly Glob[];
  readonly when: CompiledCondition;
}

interface JoinedMatcher extends EventMatcher {
  readonly on: string;
}

interface CompiledDetection {
  readonly finding: Finding;
  readonly first: EventMatcher;
  readonly second: JoinedMatcher | undefined;
}

/**
 * Looks for the policy's detections in a stream of events. A detection of two events (a decision and its result) is found
 * at the later one, in whichever order they come, within one session. The same events in the same order give the same
 * findings. Memory is bounded.
 */
export class DetectionEngine {
  readonly #detections: readonly CompiledDetection[];
  readonly #memory: DetectionMemory;
  /** By session, in order of last use, what waits for its other half. */
  readonly #waiting = new Map<string, Set<string>>();

  constructor(detections: readonly Detection[], memory: DetectionMemory = usualMemory) {
    this.#detections = detections.map(compileDetection);
    this.#memory = memory;
  }

  /** Whether an event of this name can take part in any detection; the others need not be inspected. */
  concerns(eventName: string): boolean {
    return this.#detections.some(
      ({ first, second }) => isNamed(first, eventName) || (second && isNamed(second, eventName)),
    );
  }

  /** The findings at this event, in the order of the policy. */
  inspect(event: CodexEvent): Finding[] {
    const findings: Finding[] = [];
    for (const [index, { finding, first, second }] of this.#detections.entries()) {
      const found = second === undefined ? matches(first, event) : this.#completes(event, index, first, second);
      if (found) findings.push(finding);
    }
    return findings;
  }

  /** Whether the other half has been seen in this session; if not, this event waits for it. */
  #completes(event: CodexEvent, detection: number, first: EventMatcher, second: JoinedMatcher): boolean {
    const isFirst = matches(first, event);
    const isSecond = matches(second, event);
    if (!isFirst && !isSecond) return false;
    const shared = valueNamed(event, second.on);
    if (shared === undefined) return false;
    const key = `${detection} ${shortKey(textOfValue(shared))}`;
    const session = event.session ?? "";
    const waiting = this.#waiting.get(session) ?? new Set<string>();
    if (isFirst && waiting.delete(`second ${key}`)) return true;
    if (isSecond && waiting.delete(`first ${key}`)) return true;
    if (isFirst) waiting.add(`first ${key}`);
    if (isSecond) waiting.add(`second ${key}`);
    forgetOldest(waiting, this.#memory.waitingPerSession);
    this.#waiting.delete(session);
    this.#waiting.set(session, waiting);
    forgetOldest(this.#waiting, this.#memory.sessions);
    return false;
  }
}

function compileDetection({ id, severity, message, event, when, join }: Detection): CompiledDetection {
  return {
    finding: { id, severity, message },
    first: { names: event.map(compileGlob), when: allOf(when) },
    second: join && compileJoin(join),
  };
}

function compileJoin({ on, event, when }: DetectionJoin): JoinedMatcher {
  return { on, names: event.map(compileGlob), when: allOf(when) };
}

function matches(matcher: EventMatcher, event: CodexEvent): boolean {
  return isNamed(matcher, event.name) && matcher.when(event);
}

function isNamed({ names }: EventMatcher, eventName: string): boolean {
  return names.some((glob) => glob.matches(eventName));
}

const longestKey = 128;

/** Whoever sends the events chooses the value; a long one is remembered by its hash. */
function shortKey(text: string): string {
  return text.length <= longestKey ? text : `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

function forgetOldest(entries: Set<string> | Map<string, unknown>, most: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(key);
  }
}
