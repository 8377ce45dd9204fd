import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { stringValue, toText } from "../../../core/otlp/anyValue.ts";
import { linkFact } from "../../../core/sessions/linkFact.ts";
import { SessionLinks } from "../../../core/sessions/sessionLinks.ts";
import { recordedEvents } from "./recordedSessions.ts";

/** What all events of a recording say, and where each session belongs. */
function linksOf(events: readonly CodexEvent[]) {
  const links = new SessionLinks();
  for (const event of events) links.expect(linkFact(event));
  for (const [index, event] of events.entries()) {
    const fact = linkFact(event);
    const session = event.session ?? links.sessionOf(fact) ?? "";
    const time = Number(event.timeUnixNano / 1_000_000n);
    if (fact !== undefined) links.add({ id: index, session, time }, fact);
  }
  return links;
}

const sessionsOf = (events: readonly CodexEvent[]) => [
  ...new Set(events.flatMap(({ session }) => (session === undefined ? [] : [session]))),
];

describe("A sub-agent stands below the step that started it", () => {
  const events = recordedEvents("sub-agent");
  const [parent = "", child = ""] = sessionsOf(events);
  const step = events.findIndex(({ attributes }) => toText(attributes.get("tool_name")) === "spawn_agent");

  test("when a message between the two tells of it, which has no session", () => {
    expect(linksOf(events).linkOf(child)).toMatchObject({ kind: "sub-agent", session: parent, event: step });
    expect(linksOf(events).linkOf(parent)).toBeUndefined();
  });

  test("whichever arrives first", () => {
    const isMessage = ({ name }: CodexEvent) => name === "codex.agent_communication";
    const others = events.filter((event) => !isMessage(event));
    const turned = [...events.filter(isMessage), ...others];
    const link = linksOf(turned).linkOf(child);
    expect(link).toMatchObject({ session: parent });
    expect(turned[link?.event ?? -1]).toBe(events[step]);
  });

  test("and so do the messages, one with who sends it and one with who receives it", () => {
    const links = linksOf(events);
    const places = events
      .filter(({ name }) => name === "codex.agent_communication")
      .map((event) => event.session ?? links.sessionOf(linkFact(event)));
    expect(places.sort()).toEqual([child, child, parent, parent].sort());
  });
});

test("Sessions do not stand below each other in a circle", () => {
  const links = new SessionLinks();
  const spawned = (session: string, child: string) =>
    links.add({ id: 1, session, time: 1 }, { kind: "spawned", child, task: "", milliseconds: 0 });
  spawned("a", "b");
  spawned("b", "c");
  spawned("c", "a");
  spawned("a", "a");
  expect(links.linkOf("c")?.session).toBe("b");
  expect(links.linkOf("a")).toBeUndefined();
});

test("What is linked is what was linked first", () => {
  const links = new SessionLinks();
  for (const [id, session] of ["a", "z"].entries())
    links.add({ id, session, time: 1 }, { kind: "spawned", child: "b", task: "", milliseconds: 0 });
  expect(links.linkOf("b")?.session).toBe("a");
});

test("The automated review stands below the session whose action it judges", () => {
  const reviewed = "01a22f83-77f9-77a1-9519-6a34d9b711a3";
  const prompt = `The following is the Codex agent history whose request action you are assessing.
>>> TRANSCRIPT END
Reviewed Codex session id: ${reviewed}
`;
  const fact = linkFact({ name: "codex.user_prompt", attributes: new Map([["prompt", stringValue(prompt)]]) });
  const links = new SessionLinks();
  if (fact !== undefined) links.add({ id: 1, session: "review", time: 1 }, fact);
  expect(links.linkOf("review")).toMatchObject({ kind: "review", session: reviewed });
});

test("A person who quotes such a prompt links nothing", () => {
  const quoted = 'What does "Generate a concise, single-line task title" mean?\n\nUser prompt:\nhello';
  const fact = linkFact({ name: "codex.user_prompt", attributes: new Map([["prompt", stringValue(quoted)]]) });
  expect(fact).toMatchObject({ kind: "asked" });
});
