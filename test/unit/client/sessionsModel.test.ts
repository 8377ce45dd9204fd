import { describe, expect, test } from "vitest";
import { itemOf, pageSize, type Query, type SessionNode, SessionsModel } from "../../../client/sessionsModel.ts";
import type { EventDetail, EventRow, SessionSummary } from "../../../listener/protocol.ts";
import { context, detail, session, turn } from "../views/samples.ts";

/** A listener with two sessions; the newer one has a turn of 450 events. */
function listener() {
  const asked: string[] = [];
  const filters: unknown[] = [];
  const sessions: SessionSummary[] = [
    session,
    { ...session, id: "newer", startUnixMilliseconds: session.startUnixMilliseconds + 1000 },
    { ...session, id: "", turns: 0, startUnixMilliseconds: session.startUnixMilliseconds + 2000 },
  ];
  const rows: EventRow[] = Array.from({ length: 450 }, (_, id) => ({ ...detail, id }));
  const details = new Map<number, EventDetail>([[7, detail]]);
  const query = (async (method: string, parameters: Record<string, unknown>) => {
    asked.push(method);
    filters.push(parameters?.filter);
    switch (method) {
      case "sessions":
        return sessions;
      case "turns":
        return [{ ...turn, session: parameters.session }];
      case "events":
        return {
          total: rows.length,
          rows: rows.slice(Number(parameters.offset), Number(parameters.offset) + Number(parameters.limit)),
        };
      case "event":
        return details.get(Number(parameters.id));
      default:
        return undefined;
    }
  }) as Query;
  return { query, asked, filters, sessions };
}

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
    const expanded = (nodes: SessionNode[]) => nodes.map((node) => itemOf(node, context).collapsible);
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
    const event: SessionNode = { id: "event/7", parent: undefined, content: { kind: "event", row: detail } };
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

  test("finds the node of an event far down in its turn, with as many rows as that takes", async () => {
    const model = new SessionsModel(listener().query);
    const node = await model.locate({ id: 430, session: "newer", turn: 1 });
    expect(node?.content).toMatchObject({ kind: "event", row: { id: 430 } });
    expect(node?.parent?.content.kind).toBe("turn");
    expect(node?.parent?.parent?.content).toMatchObject({ kind: "session", session: { id: "newer" } });
    if (node?.parent !== undefined) expect(await model.children(node.parent)).toContain(node);
    expect(await model.locate({ id: 1, session: "gone", turn: 1 })).toBeUndefined();
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

  test("knows the newest session, but follows nothing that belongs to none", async () => {
    const { query, sessions } = listener();
    const model = new SessionsModel(query);
    expect((await model.newest())?.content).toMatchObject({ session: { id: "newer" } });
    sessions.splice(0, 2);
    expect(await model.newest()).toBeUndefined();
  });

  test("is empty without a listener", async () => {
    const model = new SessionsModel((async () => undefined) as Query);
    expect(await model.children()).toEqual([]);
  });
});
