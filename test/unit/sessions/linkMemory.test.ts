import { expect, test } from "vitest";
import { type AnyValue, stringValue } from "../../../core/otlp/anyValue.ts";
import { type LinkFact, linkFact } from "../../../core/sessions/linkFact.ts";
import { SessionLinks } from "../../../core/sessions/sessionLinks.ts";
import { boundedId, boundedText } from "../../../listener/store/boundedText.ts";
import { retainedBytes } from "./retainedBytes.ts";

const mebibyte = 1024 * 1024;
/** A text as it comes from the bytes of a request. */
const received = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text));
const long = (beginning: string) => received(beginning + "x".repeat(mebibyte));
const uuid = "01a22f83-77f9-77a1-9519-6a34d9b711a3";

const factOf = (name: string, attributes: Readonly<Record<string, string>>) => {
  const values = Object.entries(attributes).map(([key, value]): [string, AnyValue] => [key, stringValue(value)]);
  return linkFact({ name, attributes: new Map(values) });
};
const prompt = (text: string) => factOf("codex.user_prompt", { prompt: text });
const json = (name: string, value: string) => received(JSON.stringify({ other: "x".repeat(mebibyte), [name]: value }));

const facts: Readonly<Record<string, (index: number) => LinkFact | undefined>> = {
  asked: (index) => prompt(long(`${index}`)),
  titles: (index) =>
    prompt(long(`Generate a concise, single-line task title ${index}\n\nUser prompt:\n1\n\nUser prompt:\n2`)),
  reviews: (index) =>
    prompt(long(`The following is the Codex agent history ${index}\nReviewed Codex session id: ${uuid}\n`)),
  spawned: (index) =>
    factOf("codex.tool_result", {
      tool_name: "spawn_agent",
      output: json("agent_id", uuid),
      arguments: json("message", long(`${index}`)),
    }),
  sent: (index) =>
    factOf("codex.agent_communication", {
      communication_id: uuid,
      sender_thread_id: uuid,
      receiver_thread_id: uuid,
      kind: long("spawn"),
      content: long(`${index}`),
    }),
};

test.each(Object.entries(facts))("What an event says of links keeps nothing of its long texts: %s", (kind, fact) => {
  expect(fact(0)).toMatchObject({ kind });
  const kept = retainedBytes(() => Array.from({ length: 16 }, (_, index) => fact(index)));
  expect(kept).toBeLessThan(mebibyte);
});

test("A part of a text that is remembered keeps nothing of the rest", () => {
  for (const bound of [boundedText, boundedId])
    expect(retainedBytes(() => Array.from({ length: 16 }, (_, index) => bound(long(`${index}`))))).toBeLessThan(
      mebibyte,
    );
});

test("Calls that start sub-agents are remembered up to a number over all sessions, the newest", () => {
  const links = new SessionLinks();
  const spawned = { kind: "spawned", child: undefined, task: "", milliseconds: 0 } as const;
  for (let session = 0; session < 200; session++)
    for (let call = 0; call < 200; call++)
      links.add({ id: session * 200 + call, session: `${session}`, time: session * 200 + call }, spawned);
  expect(links.size.spawns).toBeLessThanOrEqual(16_384);
  expect(links.size.spawns).toBeGreaterThan(16_000);
  const stepOf = (session: number) => {
    const child = `child of ${session}`;
    const time = session * 200 + 50;
    const sent = { kind: "sent", communication: child, sender: `${session}`, receiver: child } as const;
    links.add({ id: 100_000, session: `${session}`, time }, { ...sent, purpose: "spawn", task: "" });
    return links.linkOf(child)?.event;
  };
  expect(stepOf(199)).toBe(199 * 200 + 50);
  expect(stepOf(0)).toBeUndefined();
});

test("and no more than 256 of one session", () => {
  const links = new SessionLinks();
  for (let id = 0; id < 1000; id++)
    links.add({ id, session: "a", time: id }, { kind: "spawned", child: undefined, task: "", milliseconds: 0 });
  expect(links.size.spawns).toBe(256);
});
