import type { EventFilter } from "../../listener/protocol/eventFilter.ts";
import type { EventDetail, EventRow } from "../../listener/protocol/events.ts";
import type { ListenerMethod, ListenerRequests } from "../../listener/protocol/listenerRequests.ts";
import type { SessionSummary, TurnSummary } from "../../listener/protocol/sessions.ts";
import { flatRows, type NestedRow, nestRows } from "./nestedRows.ts";
import { NestedSessions } from "./nestedSessions.ts";
import { NodeTable } from "./nodeTable.ts";
import { type Below, belowEvent, belowRow, belowTranscript, segment } from "./sessionChildren.ts";
import type { NodeContent, SessionNode } from "./sessionNode.ts";
import type { Transcripts } from "./transcripts.ts";
import {
  asked,
  firstPage,
  growingFrom,
  lastPage,
  pageAround,
  remainingAfter,
  type TurnWindow,
  withEarlier,
  withMore,
} from "./turnWindow.ts";

/** Asks the listener; undefined when there is none. */
export type Query = <M extends ListenerMethod>(
  method: M,
  parameters: ListenerRequests[M]["parameters"],
) => Promise<ListenerRequests[M]["result"] | undefined>;

type EventsAnswer = ListenerRequests["events"]["result"];

/**
 * The tree of sessions, asked for from the listener only as far as it is expanded. Nodes keep their identity, so that
 * selection and expansion survive every refresh, and are forgotten with the last list that had them.
 */
export class SessionsModel {
  readonly #query: Query;
  readonly #transcripts: Transcripts | undefined;
  readonly #nodes = new NodeTable((node) => this.#forgotten(node));
  /** As they were told last. */
  #nested = new NestedSessions();
  /** Node ids of the sessions that stand on their own and are shown. */
  #shown: ReadonlySet<string> = new Set();
  /** Which events of a turn are shown, by the turn's node id, where it is not the first page. */
  readonly #windows = new Map<string, TurnWindow>();
  /** What is known of expanded events, by their id: under one policy it never changes. */
  #details = new Map<number, EventDetail>();
  /** Node id of the turn whose end is shown, whatever arrives. */
  #followed: string | undefined;
  #filter: EventFilter | undefined;

  /** Without `transcripts`, nothing is said of what only they tell. */
  constructor(query: Query, transcripts?: Transcripts) {
    this.#query = query;
    this.#transcripts = transcripts;
  }

  /** Only events that pass are shown, and only the sessions and turns that have some. */
  get filter(): EventFilter | undefined {
    return this.#filter;
  }

  set filter(filter: EventFilter | undefined) {
    this.#filter = filter;
    this.#windows.clear();
  }

  /** How many nodes are remembered. */
  get size(): number {
    return this.#nodes.size;
  }

  /** The children of a node, or the sessions, newest first, as they are shown from now on. */
  async children(parent?: SessionNode): Promise<readonly SessionNode[]> {
    if (parent === undefined) {
      const sessions = await this.#sessions();
      this.#shown = new Set(sessions.map(({ id }) => id));
      return sessions;
    }
    const { content } = parent;
    switch (content.kind) {
      case "session":
        return this.#inSession(parent, content.session.id);
      case "turn":
        return this.#events(parent, content.turn);
      case "event":
        return this.#inEvent(parent, content);
      case "transcript":
        return this.#below(parent, belowTranscript(await this.#transcripts?.read(content.session)));
      case "noise":
        return this.#nodes.list(parent.id, this.#eventNodes(parent, content.rows));
      default:
        return this.#below(parent, belowRow(content));
    }
  }

  /** The node as the editor knows it; undefined when it is not shown. */
  session(id: string): SessionNode | undefined {
    return this.#nodes.get(sessionId(id));
  }

  /** Fetches the newest summaries of known sessions; tells whether other sessions are to be shown than are. */
  async refreshSummaries(): Promise<{ readonly unknown: boolean }> {
    const sessions = await this.#askForSessions();
    for (const session of sessions) {
      const node = this.session(session.id);
      const below = this.#nested.countBelow(session.id);
      if (node?.content.kind === "session") node.content = { ...node.content, session, below };
    }
    const { roots } = this.#nested;
    return { unknown: roots.length !== this.#shown.size || roots.some(({ id }) => !this.#shown.has(sessionId(id))) };
  }

  /** Shows one page more of the turn that a "Show earlier…" or "Show more…" node belongs to; answers with the turn's node. */
  showMore({ parent: turn, content }: SessionNode): SessionNode | undefined {
    if (turn === undefined || (content.kind !== "more" && content.kind !== "earlier")) return undefined;
    const window = this.#windowOf(turn);
    this.#windows.set(turn.id, content.kind === "more" ? withMore(window) : withEarlier(window, content.remaining));
    return turn;
  }

  /** Forgets all nodes, after the listener forgot all events. */
  clear(): void {
    this.#nodes.clear();
    this.#windows.clear();
    this.#shown = new Set();
    this.#nested = new NestedSessions();
    this.#followed = undefined;
    this.forgetDetails();
  }

  /** Events may be judged by another policy now. */
  forgetDetails(): void {
    this.#details = new Map();
  }

  /**
   * The node of the newest event in the newest turn of the newest session, which from now on shows its end, whatever arrives.
   * undefined when there is no session.
   */
  async follow(): Promise<SessionNode | undefined> {
    const session = (await this.#sessions()).find(
      ({ content }) => content.kind === "session" && content.session.id !== "",
    );
    if (session?.content.kind !== "session") return undefined;
    const below = await this.#inSession(session, session.content.session.id);
    const turn = below.findLast(({ content }) => content.kind === "turn");
    if (turn?.content.kind !== "turn") return session;
    if (this.#followed !== turn.id) this.#windows.set(turn.id, lastPage);
    this.#followed = turn.id;
    const events = await this.#events(turn, turn.content.turn);
    return events.findLast(({ content }) => content.kind === "event" || content.kind === "noise") ?? turn;
  }

  /** From now on what is shown keeps its place. */
  stopFollowing(): void {
    this.#followed = undefined;
  }

  /**
   * The node of an event, with all nodes above it, so that it can be revealed; its turn shows the events around it if it did
   * not show it already. undefined when the event is not kept, or does not pass the filter.
   */
  async locate(row: Pick<EventRow, "id" | "session" | "turn">): Promise<SessionNode | undefined> {
    await this.#sessions();
    const session = await this.#locateSession(row.session);
    if (session === undefined) return undefined;
    const turn = (await this.#inSession(session, row.session)).find(
      ({ content }) => content.kind === "turn" && content.turn.turn === row.turn,
    );
    if (turn?.content.kind !== "turn") return undefined;
    const shown = await this.#findEvent(await this.#events(turn, turn.content.turn), row.id);
    if (shown !== undefined) return shown;
    const before = this.#windows.get(turn.id);
    this.#windows.set(turn.id, pageAround(row.id));
    if (this.#followed === turn.id) this.#followed = undefined;
    const found = await this.#findEvent(await this.#events(turn, turn.content.turn), row.id);
    if (found === undefined) this.#windows.set(turn.id, before ?? firstPage);
    return found;
  }

  #windowOf({ id }: SessionNode): TurnWindow {
    return this.#windows.get(id) ?? firstPage;
  }

  #filtered<T extends object>(parameters: T): T & { readonly filter?: EventFilter } {
    return this.#filter === undefined ? parameters : { ...parameters, filter: this.#filter };
  }

  async #askForSessions(): Promise<readonly SessionSummary[]> {
    const sessions = (await this.#query("sessions", this.#filtered({}))) ?? [];
    this.#nested = new NestedSessions(sessions, this.#filter !== undefined);
    return sessions;
  }

  async #sessions(): Promise<readonly SessionNode[]> {
    await this.#askForSessions();
    const ordered = [...this.#nested.roots].sort(
      (a, b) => Number(a.id === "") - Number(b.id === "") || b.startUnixMilliseconds - a.startUnixMilliseconds,
    );
    const first = this.#nodes.size === 0;
    const nodes = ordered.map((session, index) => this.#sessionNode(session, undefined, first && index === 0));
    return this.#nodes.list("", nodes);
  }

  #sessionNode(session: SessionSummary, parent: SessionNode | undefined, isOpen = false): SessionNode {
    const known = this.session(session.id)?.content;
    const expanded = known?.kind === "session" ? known.expanded : isOpen;
    const below = this.#nested.countBelow(session.id);
    return this.#nodes.node(sessionId(session.id), parent, { kind: "session", session, expanded, below });
  }

  /** The turns of a session, and the sessions below it that no step of it started. */
  async #inSession(parent: SessionNode, session: string): Promise<readonly SessionNode[]> {
    const turns = (await this.#query("turns", this.#filtered({ session }))) ?? [];
    const isOfAgent = this.#nested.get(session)?.parent?.kind === "sub-agent";
    const nodes = turns.map((turn) =>
      this.#nodes.node(`${parent.id}/turn/${turn.turn}`, parent, { kind: "turn", turn, isOfAgent }),
    );
    const below = this.#nested.belowSession(session).map((child) => this.#sessionNode(child, parent));
    return this.#nodes.list(parent.id, [...nodes, ...below, ...(await this.#transcriptRow(parent, session))]);
  }

  async #transcriptRow(parent: SessionNode, session: string): Promise<readonly SessionNode[]> {
    if (this.#filter !== undefined || session === "") return [];
    if ((await this.#transcripts?.has(session)) !== true) return [];
    return [this.#nodes.node(`${parent.id}/transcript`, parent, { kind: "transcript", session })];
  }

  /** The sessions that a step started, the calls within it, and what is known of it. */
  async #inEvent(parent: SessionNode, { row, inner }: NodeContent & { readonly kind: "event" }) {
    const sessions = this.#nested.belowStep(row.session, row.id).map((child) => this.#sessionNode(child, parent));
    const groups = await this.#groups(row.id);
    const others = groups.map(([id, content]) => this.#nodes.node(`${parent.id}/${id}`, parent, content));
    return this.#nodes.list(parent.id, [...sessions, ...this.#eventNodes(parent, inner), ...others]);
  }

  #eventNodes(parent: SessionNode, rows: readonly EventRow[]): readonly SessionNode[] {
    return rows.map((row) => this.#nodes.node(`event/${row.id}`, parent, { kind: "event", row, inner: [] }));
  }

  /** The node of a session, wherever it stands, with all nodes above it. */
  async #locateSession(id: string): Promise<SessionNode | undefined> {
    const session = this.#nested.get(id);
    const parent = session && this.#nested.parentOf(session);
    if (session === undefined || parent === undefined) return this.session(id);
    if (parent.step !== undefined && this.#nested.isBelowStep(session)) {
      const { id: event, turn } = parent.step;
      const step = await this.locate({ id: event, session: parent.session, turn });
      if (step !== undefined) await this.children(step);
    } else {
      const above = await this.#locateSession(parent.session);
      if (above !== undefined) await this.#inSession(above, parent.session);
    }
    return this.session(id);
  }

  /** The node of an event among these or directly below one of them. */
  async #findEvent(nodes: readonly SessionNode[], id: number): Promise<SessionNode | undefined> {
    for (const node of nodes) {
      const { content } = node;
      if (content.kind === "event" && content.row.id === id) return node;
      const rows = content.kind === "event" ? content.inner : content.kind === "noise" ? content.rows : [];
      if (!rows.some((row) => row.id === id)) continue;
      const below = await this.children(node);
      return below.find((one) => one.content.kind === "event" && one.content.row.id === id);
    }
    return undefined;
  }

  async #events(parent: SessionNode, turn: TurnSummary): Promise<readonly SessionNode[]> {
    const answer = await this.#eventsShown(parent, turn);
    if (answer === undefined) return [];
    // what a filter has found is all shown
    const rows = this.#filter === undefined ? nestRows(answer.rows) : flatRows(answer.rows);
    const nodes = rows.map((row) => this.#nodes.node(rowId(parent, row), parent, row));
    const earlier = answer.rows.length === 0 ? 0 : answer.offset;
    if (earlier > 0)
      nodes.unshift(this.#nodes.node(`${parent.id}/earlier`, parent, { kind: "earlier", remaining: earlier }));
    const remaining = remainingAfter(answer);
    if (remaining > 0) nodes.push(this.#nodes.node(`${parent.id}/more`, parent, { kind: "more", remaining }));
    return this.#nodes.list(parent.id, nodes);
  }

  /** The events of a turn's window; of the turn that is followed those of its end, where the window moves to if need be. */
  async #eventsShown(node: SessionNode, { session, turn }: TurnSummary): Promise<EventsAnswer | undefined> {
    const ask = (window: TurnWindow) => this.#query("events", this.#filtered({ session, turn, ...asked(window) }));
    const window = this.#windowOf(node);
    let answer = await ask(window);
    if (answer === undefined || node.id !== this.#followed) return answer;
    if (window !== lastPage && remainingAfter(answer) === 0) return answer;
    if (window !== lastPage) answer = (await ask(lastPage)) ?? answer;
    this.#windows.set(node.id, growingFrom(answer));
    return answer;
  }

  async #groups(id: number): Promise<readonly Below[]> {
    const details = this.#details;
    const known = details.get(id);
    const detail = known ?? (await this.#query("event", { id }));
    if (detail === undefined) return [];
    details.set(id, detail);
    return belowEvent(detail);
  }

  #below(parent: SessionNode, rows: readonly Below[]): readonly SessionNode[] {
    return this.#nodes.list(
      parent.id,
      rows.map(([id, content]) => this.#nodes.node(`${parent.id}/${id}`, parent, content)),
    );
  }

  #forgotten({ id, content }: SessionNode): void {
    this.#windows.delete(id);
    if (content.kind === "event") this.#details.delete(content.row.id);
  }
}

const rowId = (parent: SessionNode, row: NestedRow): string =>
  row.kind === "event" ? `event/${row.row.id}` : `${parent.id}/noise/${row.rows[0]?.id}`;

const sessionId = (id: string): string => `session/${segment(id)}`;
