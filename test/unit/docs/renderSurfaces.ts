import { eventDefinition, events } from "../../../core/events/catalogue.ts";
import { eventArrivals, missingEvents, surfaces } from "../../../core/events/surfaces.ts";

/** The text of docs/surfaces.md, from the table of what arrives. `versions` are those that it was recorded with. */
export function renderSurfaces(versions: readonly string[]): string {
  const others = events.filter(({ name }) => !eventArrivals.some(({ event }) => event === name));
  const unseen = others.filter(({ signals }) => signals.includes("logs"));
  const ofSpans = others.filter(({ signals }) => !signals.includes("logs"));
  return `# What arrives from where

Codex is several programs, and not each says everything. This page is made from the table in \`core/events/surfaces.ts\`:
\`npx vitest run --project unit test/unit/docs -u\`. A test compares the table with what Codex ${versions.join(" and ")} sent in the
standard sessions; \`npm run codex:follow VERSION -- --only "" --surfaces test/fixtures/surfaces/VERSION.json\` records them.

## Surfaces

${table(
  ["surface", "what it is", "`service.name`"],
  [...surfaces.map(({ title, description, services }) => [title, description, services.map(code).join(", ")])],
)}

## Events by surface

**●** came in the sessions of that surface, with each of the versions. **○** came in other
sessions, **?** stands where no session did what the event needs. What is empty did not come there.

${table(
  ["event", ...surfaces.map(({ title }) => title), "needs", "since"],
  eventArrivals.map(({ event, surfaces: on, needs = "", since = "", isSeldom, notPlayed = [] }) => [
    code(event),
    ...surfaces.map(({ id }) => (on.includes(id) ? (isSeldom ? "○" : "●") : notPlayed.includes(id) ? "?" : "")),
    needs,
    since,
  ]),
)}

All are log records. Several come as events of spans too where \`trace_exporter\` is set, and these only so:
${ofSpans.map(({ name }) => code(name)).join(", ")}. Spans had no prompt, answer, arguments or output.

## Events that no session had

They are known from Codex's source and from its users; what they hold is classified all the same.

${table(
  ["event", "what it tells"],
  unseen.map(({ name }) => [code(name), eventDefinition(name)?.description ?? ""]),
)}

## What never arrives, and what to do

${table(
  ["what happens", "what arrives", "what to do", "seen with"],
  missingEvents.map(({ what, instead, todo, versions: seen }) => [what, instead, todo, seen]),
)}
`;
}

const code = (text: string) => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
