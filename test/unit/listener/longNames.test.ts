import { expect, test } from "vitest";
import { codexRecord, listenerWith } from "./store/receivedEvents.ts";

const long = "n".repeat(256 * 1024);
const session = "s";

/** What goes to the extension for an answer, in bytes. */
const size = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));

const events = Array.from({ length: 3 }, (_, number) =>
  codexRecord(`codex.${number}${long}`, session, {
    [`attribute${long}`]: long,
    model: long,
    originator: long,
    call_id: long,
    tool_name: long,
    prompt: long,
  }),
);

test("Names of any length do not reach pages, search, timeline, turns or sessions", () => {
  const { queries } = listenerWith(events);
  const page = queries.events(session, 0, 0, 100);
  expect(page.rows).toHaveLength(3);
  expect(page.rows[0]?.name).toMatch(/^codex\.0n+…$/);
  for (const row of page.rows) expect(row.name.length).toBeLessThanOrEqual(200);
  expect(size(page)).toBeLessThan(20_000);
  expect(size(queries.find({ text: "codex" }, 100))).toBeLessThan(20_000);
  expect(size(queries.timeline(session, undefined, 100))).toBeLessThan(20_000);
  expect(size(queries.turns(session))).toBeLessThan(5000);
  expect(size(queries.sessions())).toBeLessThan(5000);
});

test("The details of such an event are cut as well", () => {
  const { queries } = listenerWith(events.slice(0, 1));
  const id = queries.events(session, 0, 0, 1).rows[0]?.id ?? -1;
  const detail = queries.event(id);
  expect(detail?.attributes.length).toBeGreaterThan(0);
  for (const { name, text } of detail?.attributes ?? []) {
    expect(name.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeLessThanOrEqual(4000);
  }
  expect(size(detail)).toBeLessThan(400_000);
});
