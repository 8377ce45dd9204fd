import { escapeControlCharacters } from "../core/text/escapeControl.ts";
import type { RelayStatus } from "../listener/protocol.ts";

/** Tells, in one line each, what the receivers of forwarded telemetry answer: only what is new about them. */
export class ForwardReport {
  readonly #told = new Map<string, string>();

  /** Lines for what has changed since the last call. */
  news(statuses: readonly RelayStatus[]): readonly string[] {
    const lines: string[] = [];
    for (const { destination, endpoint, proxy, problem, lastAnswer } of statuses) {
      const check = lastAnswer?.check ? `. ${lastAnswer.check}` : "";
      const way = proxy === undefined ? "" : ` through the proxy ${proxy}`;
      const answer = lastAnswer && `${endpoint}${way} answers: ${lastAnswer.summary}${check}`;
      const said = problem ?? answer;
      if (said === undefined || this.#told.get(destination) === said) continue;
      this.#told.set(destination, said);
      lines.push(escapeControlCharacters(`forwarding to ${destination}: ${said}`));
    }
    return lines;
  }
}

/** What became of everything that a destination was to receive. `folder` has what still waits, if there is one. */
export function forwardSummary(status: RelayStatus, folder: string | undefined): string {
  const { destination, sent, queued, rejected, dropped } = status;
  const parts = [
    `${sent.items} sent`,
    ...(rejected > 0 ? [`${rejected} rejected by the receiver`] : []),
    ...dropped.map(({ reason, items }) => `${items} dropped (${reason})`),
    ...(queued.items > 0
      ? [
          folder === undefined
            ? `${queued.items} lost, for there is no --forward-queue`
            : `${queued.items} wait in ${folder}`,
        ]
      : []),
  ];
  return escapeControlCharacters(`forwarded to ${destination}: ${parts.join(", ")}`);
}
