import { expect, test, vi } from "vitest";
import { SessionLinks } from "../../../core/sessions/sessionLinks.ts";

const spawned = (child: string) => ({ kind: "spawned", child, task: "", milliseconds: 0 }) as const;

const iterations = [Symbol.iterator, "entries", "keys", "values"] as const;

/** How many entries of maps are looked at one after the other while `work` is done. */
function entriesVisited(work: () => void): number {
  let visited = 0;
  const spies = iterations.map((name) => {
    const real: () => Iterator<unknown> = Map.prototype[name];
    return vi.spyOn(Map.prototype, name).mockImplementation(function* (this: Map<unknown, unknown>) {
      const entries = real.call(this);
      for (let next = entries.next(); next.done !== true; next = entries.next()) {
        visited++;
        yield next.value as never;
      }
      return undefined;
    });
  });
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return visited;
}

test("A request for a title is looked up, however many prompts are remembered", () => {
  const links = new SessionLinks();
  for (let i = 0; i < 4096; i++) links.add({ id: i, session: `${i}`, time: i }, { kind: "asked", prompt: `p${i}` });
  const visited = entriesVisited(() => {
    for (let i = 0; i < 1000; i++)
      links.add({ id: i, session: `t${i}`, time: i }, { kind: "titles", prompt: `p${i * 4}` });
  });
  expect(visited).toBeLessThanOrEqual(2000);
  expect(links.linkOf("t999")).toMatchObject({ kind: "title", session: "3996" });
});

test("A title is for the other session that asked the same last, whatever it asked since", () => {
  const links = new SessionLinks();
  const ask = (session: string, prompt: string) => links.add({ id: 1, session, time: 1 }, { kind: "asked", prompt });
  for (const session of ["a", "b", "title", "title"]) ask(session, "same");
  ask("b", "other");
  links.add({ id: 2, session: "title", time: 2 }, { kind: "titles", prompt: "same" });
  expect(links.linkOf("title")).toMatchObject({ session: "b" });
});

test("The prompts that are remembered are bounded", () => {
  const links = new SessionLinks();
  for (let i = 0; i < 5000; i++) links.add({ id: i, session: `${i}`, time: i }, { kind: "asked", prompt: `p${i}` });
  for (const i of [0, 4999]) links.add({ id: i, session: `t${i}`, time: i }, { kind: "titles", prompt: `p${i}` });
  expect(links.linkOf("t0")).toBeUndefined();
  expect(links.linkOf("t4999")).toBeDefined();
});

const depthOf = (links: SessionLinks, session: string): number => {
  let depth = 0;
  for (let above = links.linkOf(session); above !== undefined; above = links.linkOf(above.session)) depth++;
  return depth;
};

test.each(["from above", "from below", "from the middle"])("A chain of links ends after 64: %s", (order) => {
  const links = new SessionLinks();
  const ids = Array.from({ length: 200 }, (_, index) => index);
  if (order === "from below") ids.reverse();
  if (order === "from the middle") ids.sort((a, b) => (a % 50) - (b % 50));
  for (const id of ids) links.add({ id, session: `${id}`, time: id }, spawned(`${id + 1}`));
  const depths = ids.map((id) => depthOf(links, `${id + 1}`));
  expect(Math.max(...depths)).toBeLessThanOrEqual(64);
  expect(Math.max(...depths)).toBeGreaterThan(48);
});
