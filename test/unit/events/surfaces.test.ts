import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventDefinition } from "../../../core/events/catalogue.ts";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { eventArrivals, missingEvents, surfaces } from "../../../core/events/surfaces.ts";
import { toText } from "../../../core/otlp/anyValue.ts";
import type { SurfaceRecording } from "../../../follow/surfaceRecording.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

const folder = join(import.meta.dirname, "../../fixtures/surfaces");
const recordings = readdirSync(folder).map(
  (file): SurfaceRecording => JSON.parse(readFileSync(join(folder, file), "utf8")),
);

describe.each(recordings.map((recording) => [recording.version, recording] as const))("Codex %s", (_, recording) => {
  test("was recorded on every surface", () => {
    expect(recording.surfaces.map(({ surface }) => surface).sort()).toEqual(surfaces.map(({ id }) => id).sort());
  });
  test.each(surfaces.map((surface) => [surface.id, surface] as const))(
    "sent from %s exactly the events that the table says, by the service that it says",
    (id, { services }) => {
      const recorded = recording.surfaces.find(({ surface }) => surface === id);
      const said = eventArrivals.filter(({ surfaces: on }) => on.includes(id));
      const seldom = said.filter(({ isSeldom }) => isSeldom).map(({ event }) => event);
      expect(recorded?.events.filter((event) => !seldom.includes(event))).toEqual(
        said
          .filter(({ isSeldom }) => !isSeldom)
          .map(({ event }) => event)
          .toSorted(),
      );
      expect(recorded?.services).toEqual(services);
    },
  );
});

test("Every event of the table is in the catalogue, once, and every one of the captures is in the table", () => {
  const named = eventArrivals.map(({ event }) => event);
  expect(named).toEqual([...new Set(named)]);
  for (const event of named) expect([event, eventDefinition(event)?.name]).toEqual([event, event]);
  const captured = captureNames
    .flatMap(captureRequests)
    .flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []))
    .filter(({ name }) => name.startsWith("codex."));
  expect([...new Set(captured.map(({ name }) => name))].filter((name) => !named.includes(name))).toEqual([]);
});

test("What never arrives was seen with the versions that are recorded", () => {
  const versions = recordings.map(({ version }) => version).join(", ");
  for (const { what, versions: seen } of missingEvents) expect([what, seen]).toEqual([what, versions]);
});

describe("What the page says is missing is missing in the captures", () => {
  const eventsIn = (capture: string) =>
    captureRequests(capture)
      .flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []))
      .filter(({ name }) => name.startsWith("codex."));
  const textOf = (event: CodexEvent, name: string) => toText(event.attributes.get(name));

  test("a command that ends with an error is a success, whose output has the exit code", () => {
    const failed = eventsIn("answers.logs.otlp.jsonl").filter((event) =>
      /Process exited with code [1-9]/.test(textOf(event, "output")),
    );
    expect(failed.map((event) => textOf(event, "success"))).toEqual(["true"]);
  });
  test("a person is named on every event of a session who is signed in, and nobody otherwise", () => {
    const named = eventsIn("signed-in.all.otlp.jsonl.gz").filter(({ session }) => session !== undefined);
    expect(new Set(named.map((event) => textOf(event, "user.account_id") !== ""))).toEqual(new Set([true]));
    for (const capture of ["answers.logs.otlp.jsonl", "reviewed.logs.otlp.jsonl"])
      for (const { attributes } of eventsIn(capture)) expect([...attributes.keys()]).not.toContain("user.email");
  });
  test("the automated reviewer has a session of its own, whose prompt quotes the one that it judges", () => {
    const prompts = eventsIn("reviewed.logs.otlp.jsonl").filter(({ name }) => name === "codex.user_prompt");
    const [asked, ...reviews] = prompts.map((event) => ({ session: event.session, prompt: textOf(event, "prompt") }));
    expect(reviews.length).toBeGreaterThan(0);
    for (const { session } of reviews) expect(session).not.toBe(asked?.session);
    expect(reviews[0]?.prompt).toContain(asked?.prompt ?? "?");
  });
  test("an answer is logged only with its switch", () => {
    const answering = captureNames.filter((name) =>
      eventsIn(name).some((event) => event.name === "codex.agent_response"),
    );
    expect(answering.map((name) => name.split(".")[0])).toEqual(["answers", "reviewed", "signed-in"]);
  });
});
