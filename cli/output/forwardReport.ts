import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";

/** Tells, in one line each, what the receivers of forwarded telemetry answer, and what is at rest: only what is new. */
export class ForwardReport {
  readonly #told = new Map<string, string>();

  /** Lines for what has changed since the last call. */
  news(statuses: readonly RelayStatus[]): readonly string[] {
    const lines: string[] = [];
    for (const status of statuses) {
      const { queue, destination, endpoint, proxy, problem, lastAnswer, rest } = status;
      const check = lastAnswer?.check ? `. ${lastAnswer.check}` : "";
      const way = proxy === undefined ? "" : ` through the proxy ${proxy}`;
      const answer = lastAnswer && `${endpoint}${way} answers: ${lastAnswer.summary}${check}`;
      const said = rest === undefined ? (problem ?? answer) : restLine(status);
      if (said === undefined || this.#told.get(queue) === said) continue;
      this.#told.set(queue, said);
      lines.push(escapeControlCharacters(`forwarding to ${destination || "an unknown destination"}: ${said}`));
    }
    return lines;
  }
}

function restLine({ items, endpoint, rest }: RelayStatus): string {
  const what = `${totalOf(items.atRest)} at rest`;
  return endpoint === "" || rest === "unknown"
    ? `${what}, for it is not known where they were to go. --at-rest discard forgets them`
    : `${what}, for they were to go to ${endpoint} by another policy, endpoint or consent. --at-rest send sends them there, --at-rest discard forgets them`;
}

/** What became of everything that a destination was to receive, in this run and before. `folder` has what still waits. */
export function forwardSummary(status: RelayStatus, folder: string | undefined): string {
  const { destination, isCurrent, items, refusals, losses } = status;
  const place = folder === undefined ? "" : ` in ${folder}`;
  const [sent, waiting, atRest] = [items.sent, items.waiting, items.atRest].map(totalOf) as [number, number, number];
  const parts = [
    `${sent} sent`,
    ...refusals.map(({ reason, items: count }) => `${count} refused (${reason})`),
    ...losses.map(({ reason, items: count }) => `${count} lost (${reason})`),
    ...(waiting > 0 ? [`${waiting} waiting${place}`] : []),
    ...(atRest > 0 ? [`${atRest} at rest${place}`] : []),
  ];
  const where = isCurrent
    ? destination
    : `${destination || "an unknown destination"} at ${status.endpoint || "an unknown endpoint"}`;
  return escapeControlCharacters(`forwarded to ${where}: ${parts.join(", ")}`);
}
