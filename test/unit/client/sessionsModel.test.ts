import { describe, expect, test } from "vitest";
import type { SessionNode } from "../../../client/sessions/sessionNode.ts";
import { type Query, SessionsModel } from "../../../client/sessions/sessionsModel.ts";
import { pageSize } from "../../../client/sessions/turnWindow.ts";
import { itemOf } from "../../../client/sessions/views/nodeItem.ts";
import type { EventDetail, EventRow } from "../../../listener/protocol/events.ts";
import type { SessionSummary } from "../../../listener/protocol/sessions.ts";
import { context, detail, session, turn } from "./views/samples.ts";

/** A listener with two sessions; the newer one has a turn of 450 events, or so many. */
function listener(events = 450) {
  const asked: string[] = [];
  const filters: unknown[] = [];
  /** How many rows each question for events could have been answered with. */
  const limits: number[] = [];
  const sessions: SessionSummary[] = [
    session,
    { ...session, id: "newer", startUnixMilliseconds: session.startUnixMilliseconds + 1000 },
    { ...session, id: "", turns: 0, startUnixMilliseconds: session.startUnixMilliseconds + 2000 },
  ];
  const rows: EventRow[] = Array.from({ length: events }, (_, id) => ({ ...detail, id }));
  const details = new Map<number, EventDetail>([[7, detail]]);
  const query = (async (method: string, parameters: Record<string, unknown>) => {
    asked.push(method);
    filters.push(parameters?.filter);
    switch (method) {
      case "sessions":
        return sessions;
      case "turns":
        return [{ ...turn, session: parameters.session }];
      case "events": {
        limits.push(Number(parameters.limit));
        const found = parameters.from === undefined ? 0 : rows.findIndex(({ id }) => id >= Number(parameters.from));
        const offset = Math.max(0, (found < 0 ? rows.length : found) + Number(parameters.offset));
        return { total: rows.length, offset, rows: rows.slice(offset, offset + Number(parameters.limit)) };
      }
      case "event":
        return details.get(Number(parameters.id));
      default:
        return undefined;
    }
  }) as Query;
  const append = () => void rows.push({ ...detail, id: (rows.at(-1)?.id ?? 0) + 1 });
  const letGo = (count: number) => void rows.splice(0, count);
  return { query, asked, filters, limits, sessions, rows, details, append, letGo };
}

/** The ids of the events among nodes. */
const eventIds = (nodes: readonly SessionNode[]): number[] =>
  nodes.flatMap(({ content }) => (content.kind === "event" ? [content.row.id] : []));

const labelsOf = (nodes: readonly SessionNode[]): string[] =>
  nodes.filter(({ content }) => content.kind !== "event").map((node) => labelled(node));

const labelled = (node: SessionNode): string => {
  const { label, description } = itemOf(node, context);
  return `${label} ${description}`;
};

/** The ids from the first to the last. */
const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const open = async (model: SessionsModel, ...path: number[]): Promise<SessionNode> => {
  let nodes = await model.children();
  let node = nodes[path[0] ?? 0];
  for (const index of path.slice(1)) {
    nodes = await model.children(node);
    node = nodes[index];
  }
  if (node === undefined) throw new Error("no such node");
  return node;
};

describe("the tree of sessions", () => {
  test("has the newest session on top and what belongs to none at the end", async () => {
    const nodes = await new SessionsModel(listener().query).children();
    expect(nodes.map((node) => node.content.kind === "session" && node.content.session.id)).toEqual([
      "newer",
      session.id,
      "",
    ]);
  });

  test("asks the listener for nothing that is not expanded", async () => {
    const { query, asked } = listener();
    await new SessionsModel(query).children();
    expect(asked).toEqual(["sessions"]);
  });

  test("opens the session that came first, so that its turns are seen at once", async () => {
    const { query, sessions } = listener();
    const [first] = sessions.splice(1);
    const model = new SessionsModel(query);
    const before = await model.children();
    if (first !== undefined) sessions.push(first);
    const after = await model.children();
    const expanded = (nodes: readonly SessionNode[]) => nodes.map((node) => itemOf(node, context).collapsible);
    expect(expanded(before)).toEqual(["expanded"]);
    expect(expanded(after)).toEqual(["collapsed", "expanded"]);
  });

  test("keeps a node's identity over refreshes, so that selection and expansion survive", async () => {
    const { query, sessions } = listener();
    const model = new SessionsModel(query);
    const before = await open(model, 0, 0, 7);
    sessions[1] = { ...session, id: "newer", startUnixMilliseconds: session.startUnixMilliseconds + 1000, events: 99 };
    await model.refreshSummaries();
    const after = await open(model, 0, 0, 7);
    expect(after).toBe(before);
    expect(itemOf(await open(model, 0), context).description).toContain("99 events");
  });

  test("tells a new session from news of a known one", async () => {
    const { query, sessions } = listener();
    const model = new SessionsModel(query);
    await model.children();
    expect(await model.refreshSummaries()).toEqual({ unknown: false });
    sessions.push({ ...session, id: "third" });
    expect(await model.refreshSummaries()).toEqual({ unknown: true });
  });

  test("shows events in pages, and one page more when asked", async () => {
    const model = new SessionsModel(listener().query);
    const turnNode = await open(model, 0, 0);
    const first = await model.children(turnNode);
    expect(first).toHaveLength(pageSize + 1);
    const more = first[pageSize];
    if (more === undefined) throw new Error("no more");
    expect(itemOf(more, context).description).toBe("250 further events");
    expect(model.showMore(more)).toBe(turnNode);
    expect(await model.children(turnNode)).toHaveLength(2 * pageSize + 1);
    model.showMore(more);
    expect(await model.children(turnNode)).toHaveLength(450);
  });

  test("leads from an event over its routing to each redaction", async () => {
    const model = new SessionsModel(listener().query);
    const labels = async (...path: number[]) =>
      (await model.children(await open(model, ...path))).map((node) => itemOf(node, context).label);
    expect(await labels(0, 0, 7)).toEqual(["Routing", "Attributes", "Resource", "Detections without a Finding"]);
    expect(await labels(0, 0, 7, 0)).toEqual(["siem", "lake"]);
    expect(await labels(0, 0, 7, 0, 0)).toEqual([
      "Receives codex.tool_result.",
      "output",
      "resource.host.name",
      "arguments",
      "Unchanged",
    ]);
    expect(await labels(0, 0, 7, 0, 0, 4)).toEqual(["tool_name"]);
    expect(await labels(0, 0, 7, 0, 1)).toEqual(["success is not false."]);
    expect(await labels(0, 0, 7, 3)).toEqual(["destructive-tool-approval"]);
  });

  test("leads from the rule that decided to every rule that was asked", async () => {
    const model = new SessionsModel(listener().query);
    const steps = await model.children(await open(model, 0, 0, 7, 0, 0, 0));
    expect(steps.map((node) => itemOf(node, context).label)).toEqual([
      "siem takes logs.",
      "codex.api_request names other events.",
      "codex.tool_result names this event.",
    ]);
  });

  test("leads to the attributes of an event", async () => {
    const model = new SessionsModel(listener().query);
    const labels = async (...path: number[]) =>
      (await model.children(await open(model, ...path))).map((node) => itemOf(node, context).label);
    expect(await labels(0, 0, 7, 1)).toEqual(["tool_name", "arguments", "output"]);
  });

  test("has unique ids, whatever names telemetry brings", async () => {
    const twice: EventDetail = {
      ...detail,
      attributes: [...detail.attributes, ...detail.attributes],
      findings: [
        { id: "a/b", severity: "low", message: "" },
        { id: "a/b", severity: "low", message: "" },
      ],
    };
    const query = (async (method: string) =>
      method === "event" ? twice : method === "sessions" ? [session] : undefined) as Query;
    const model = new SessionsModel(query);
    const event: SessionNode = { id: "event/7", parent: undefined, content: { kind: "event", row: detail, inner: [] } };
    const ids: string[] = [];
    for (const group of await model.children(event)) {
      for (const child of await model.children(group)) ids.push(child.id);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(8);
  });

  test("shows control characters in names from telemetry instead of obeying them", async () => {
    const hostile = { ...session, originator: "evil\u001b[2J\u202e", model: "a\nb" };
    const query = (async () => [hostile]) as unknown as Query;
    const [node] = await new SessionsModel(query).children();
    if (node === undefined) throw new Error("no session");
    expect(itemOf(node, context).description).toContain("a\\nb");
    expect(itemOf(node, context).label).toContain("evil\\u{1b}[2J\\u{202e}");
  });

  test("finds the node of an event far down in its turn, and shows what is around it", async () => {
    const { query } = listener();
    const model = new SessionsModel(query);
    const node = await model.locate({ id: 330, session: "newer", turn: 1 });
    expect(node?.content).toMatchObject({ kind: "event", row: { id: 330 } });
    expect(node?.parent?.content.kind).toBe("turn");
    expect(node?.parent?.parent?.content).toMatchObject({ kind: "session", session: { id: "newer" } });
    const shown = await model.children(node?.parent);
    expect(shown).toContain(node);
    expect(eventIds(shown)).toEqual(span(230, 429));
    expect(labelsOf(shown)).toEqual(["Show earlier… 230 earlier events", "Show more… 20 further events"]);
    expect(await model.locate({ id: 1, session: "gone", turn: 1 })).toBeUndefined();
  });

  test("leaves the rows of a turn as they are when the event that it goes to is among them, or is nowhere", async () => {
    const model = new SessionsModel(listener().query);
    const turnNode = await open(model, 0, 0);
    const before = await model.children(turnNode);
    expect((await model.locate({ id: 150, session: "newer", turn: 1 }))?.parent).toBe(turnNode);
    expect(await model.children(turnNode)).toEqual(before);
    expect(await model.locate({ id: 9999, session: "newer", turn: 1 })).toBeUndefined();
    expect(await model.children(turnNode)).toEqual(before);
  });

  test("never asks for more than two pages of a turn of 20,000 events to go to one of them", async () => {
    const { query, limits } = listener(20_000);
    const model = new SessionsModel(query);
    const node = await model.locate({ id: 19_000, session: "newer", turn: 1 });
    expect(node?.content).toMatchObject({ row: { id: 19_000 } });
    for (let refreshes = 0; refreshes < 3; refreshes++) expect(await model.children(node?.parent)).toContain(node);
    expect(limits.length).toBeGreaterThan(4);
    expect(Math.max(...limits)).toBeLessThanOrEqual(2 * pageSize);
  });

  test("shows a page of earlier events when asked, as far as there are some", async () => {
    const model = new SessionsModel(listener().query);
    const turnNode = (await model.locate({ id: 330, session: "newer", turn: 1 }))?.parent;
    for (const [first, label] of [
      [30, "Show earlier… 30 earlier events"],
      [0, "Show more… 20 further events"],
    ] as const) {
      const [earlier] = await model.children(turnNode);
      if (earlier === undefined) throw new Error("no rows");
      expect(model.showMore(earlier)).toBe(turnNode);
      const shown = await model.children(turnNode);
      expect(eventIds(shown)).toEqual(span(first, 429));
      expect(labelsOf(shown)).toContain(label);
    }
  });

  test("keeps the rows of a turn in their place when the listener lets its oldest events go", async () => {
    const { query, letGo } = listener();
    const model = new SessionsModel(query);
    const turnNode = (await model.locate({ id: 330, session: "newer", turn: 1 }))?.parent;
    letGo(100);
    const shown = await model.children(turnNode);
    expect(eventIds(shown)).toEqual(span(230, 429));
    expect(labelsOf(shown)[0]).toBe("Show earlier… 130 earlier events");
  });

  test("that is followed has the newest event among its rows, however long its turn is", async () => {
    const { query, append, limits } = listener();
    const model = new SessionsModel(query);
    const turnNode = await open(model, 0, 0);
    expect((await model.follow())?.content).toMatchObject({ row: { id: 449 } });
    expect(eventIds(await model.children(turnNode))).toEqual(span(250, 449));
    append();
    const newest = await model.follow();
    expect(newest?.content).toMatchObject({ row: { id: 450 } });
    expect(await model.children(turnNode)).toContain(newest);
    for (let i = 0; i < 1000; i++) append();
    expect(eventIds(await model.children(turnNode)).at(-1)).toBe(1450);
    expect(Math.max(...limits)).toBeLessThanOrEqual(2 * pageSize);
  });

  test("that is followed adds rows and takes none away, but for one page at a time", async () => {
    const { query, append } = listener();
    const model = new SessionsModel(query);
    const turnNode = await open(model, 0, 0);
    await model.follow();
    const firsts = new Set<number | undefined>();
    for (let i = 0; i < 450; i++) {
      append();
      const ids = eventIds(await model.children(turnNode));
      expect(ids.at(-1)).toBe(450 + i);
      firsts.add(ids[0]);
    }
    expect(firsts.size).toBe(3);
  });

  test("stands where it is when it is followed no longer", async () => {
    const { query, append } = listener();
    const model = new SessionsModel(query);
    const turnNode = await open(model, 0, 0);
    await model.follow();
    model.stopFollowing();
    for (let i = 0; i < 300; i++) append();
    const shown = await model.children(turnNode);
    expect(eventIds(shown)).toEqual(span(250, 649));
    expect(labelsOf(shown)).toEqual(["Show earlier… 250 earlier events", "Show more… 100 further events"]);
  });

  test("that goes to an event follows the newest no longer in that turn", async () => {
    const { query, append } = listener();
    const model = new SessionsModel(query);
    await model.follow();
    const node = await model.locate({ id: 10, session: "newer", turn: 1 });
    append();
    expect(await model.children(node?.parent)).toContain(node);
  });

  test("asks for an expanded event once, and again when it may be judged by another policy", async () => {
    const { query, asked, details } = listener();
    const model = new SessionsModel(query);
    const event = await open(model, 0, 0, 7);
    const questions = () => asked.filter((method) => method === "event").length;
    for (let refreshes = 0; refreshes < 5; refreshes++) await model.children(await open(model, 0, 0, 7));
    expect(questions()).toBe(1);
    details.set(7, { ...detail, routes: [] });
    model.forgetDetails();
    expect((await model.children(event)).map((node) => itemOf(node, context).label)).not.toContain("Routing");
    expect(questions()).toBe(2);
  });

  test("forgets what it lists no longer, with all that was below it", async () => {
    const { query, append, sessions } = listener();
    const model = new SessionsModel(query);
    const turnNode = await open(model, 0, 0);
    await model.follow();
    const opened = (await model.children(turnNode))[0];
    for (const group of await model.children(opened)) await model.children(group);
    const sizes: number[] = [];
    for (let i = 0; i < 5000; i++) {
      append();
      if (i % 50 === 0) sizes.push((await model.children(turnNode)).length && model.size);
    }
    expect(Math.max(...sizes)).toBeLessThan(2 * pageSize + 20);
    sessions.splice(1, 1);
    await model.children();
    expect(model.session("newer")).toBeUndefined();
    expect(model.size).toBe(sessions.length);
  });

  test("asks with its filter, everywhere", async () => {
    const { query, filters } = listener();
    const model = new SessionsModel(query);
    model.filter = { text: "x" };
    await model.children(await open(model, 0, 0));
    await model.refreshSummaries();
    expect(filters.length).toBeGreaterThan(3);
    for (const filter of filters) expect(filter).toEqual({ text: "x" });
  });

  test("follows the newest session, but nothing that belongs to none", async () => {
    const { query, sessions } = listener();
    const model = new SessionsModel(query);
    expect((await model.follow())?.parent?.parent?.content).toMatchObject({ session: { id: "newer" } });
    sessions.splice(0, 2);
    expect(await model.follow()).toBeUndefined();
  });

  test("is empty without a listener", async () => {
    const model = new SessionsModel((async () => undefined) as Query);
    expect(await model.children()).toEqual([]);
  });
});
