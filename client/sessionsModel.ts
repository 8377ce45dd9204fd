import type { AccountStep, AttributeAccount, DetectionAccount } from "../core/policy/explain.ts";
import type { Finding, Redaction } from "../core/policy/outcome.ts";
import type {
  AttributeRow,
  EventDetail,
  EventFilter,
  EventRow,
  ListenerMethod,
  ListenerRequests,
  RouteRow,
  SessionSummary,
  TurnSummary,
} from "../listener/protocol.ts";
import { detectionItem, keptGroupItem, keptItem, keptOf, stepItem } from "./views/accountItem.ts";
import { attributeItem } from "./views/attributeItem.ts";
import { eventItem, moreItem } from "./views/eventItem.ts";
import { findingItem } from "./views/findingItem.ts";
import { type GroupName, groupItem, groupsOf, othersOf } from "./views/groupItem.ts";
import { safeToShow, type ViewContext, type ViewItem } from "./views/item.ts";
import { redactionItem, routeItem, ruleItem } from "./views/routeItem.ts";
import { sessionItem } from "./views/sessionItem.ts";
import { turnItem } from "./views/turnItem.ts";

/** What a node of the tree shows. */
export type NodeContent =
  | { readonly kind: "session"; readonly session: SessionSummary; readonly expanded: boolean }
  | { readonly kind: "turn"; readonly turn: TurnSummary }
  | { readonly kind: "event"; readonly row: EventRow }
  | { readonly kind: "more"; readonly session: string; readonly turn: number; readonly remaining: number }
  | { readonly kind: "group"; readonly group: GroupName; readonly detail: EventDetail }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "attribute"; readonly row: AttributeRow }
  | { readonly kind: "route"; readonly route: RouteRow; readonly detail: EventDetail }
  | { readonly kind: "rule"; readonly route: RouteRow }
  | { readonly kind: "step"; readonly step: AccountStep }
  | { readonly kind: "keptGroup"; readonly route: RouteRow }
  | { readonly kind: "kept"; readonly account: AttributeAccount; readonly route: RouteRow }
  | { readonly kind: "detection"; readonly detection: DetectionAccount }
  | {
      readonly kind: "redaction";
      readonly redaction: Redaction;
      readonly route: RouteRow;
      readonly detail: EventDetail;
    };

/** One node. The object stays the same while its content changes, so that the editor can be told what to refresh. */
export interface SessionNode {
  readonly id: string;
  readonly parent: SessionNode | undefined;
  content: NodeContent;
}

/** Asks the listener; undefined when there is none. */
export type Query = <M extends ListenerMethod>(
  method: M,
  parameters: ListenerRequests[M]["parameters"],
) => Promise<ListenerRequests[M]["result"] | undefined>;

/** Events of a turn that are shown at first, and by which "Show more…" grows the list. */
export const pageSize = 200;

/** Ids are paths; a name from telemetry may hold anything, so its slashes are escaped. */
const segment = (name: string): string => name.replace(/[/%]/g, encodeURIComponent);

/**
 * The tree of sessions, asked for from the listener only as far as it is expanded. Nodes keep their identity, so that
 * selection and expansion survive every refresh.
 */
export class SessionsModel {
  readonly #query: Query;
  readonly #nodes = new Map<string, SessionNode>();
  /** How many events of a turn are shown, by the turn's node id. */
  readonly #limits = new Map<string, number>();
  /** Node ids of the sessions that are shown. */
  #shown: ReadonlySet<string> = new Set();

  /** Only events that pass are shown, and only the sessions and turns that have some. */
  filter: EventFilter | undefined;

  constructor(query: Query) {
    this.#query = query;
  }

  /** The children of a node, or the sessions, newest first. */
  async children(parent?: SessionNode): Promise<SessionNode[]> {
    if (parent === undefined) return this.#sessions();
    const { content } = parent;
    switch (content.kind) {
      case "session":
        return this.#turns(parent, content.session.id);
      case "turn":
        return this.#events(parent, content.turn);
      case "event":
        return this.#groups(parent, content.row.id);
      case "group":
        return this.#inGroup(parent, content.group, content.detail);
      case "route":
        return this.#inRoute(parent, content.route, content.detail);
      case "rule":
        return content.route.steps
          .filter(({ outcome }) => outcome !== "not-asked")
          .map((step, index) => this.#node(`${parent.id}/${index}`, parent, { kind: "step", step }));
      case "keptGroup":
        return keptOf(content.route).map((account, index) =>
          this.#node(`${parent.id}/${index}`, parent, { kind: "kept", account, route: content.route }),
        );
      default:
        return [];
    }
  }

  /** The node as the editor knows it; undefined when it was never shown. */
  session(id: string): SessionNode | undefined {
    return this.#nodes.get(sessionId(id));
  }

  /** Fetches the newest summaries of known sessions; tells whether other sessions are to be shown than are. */
  async refreshSummaries(): Promise<{ readonly unknown: boolean }> {
    const sessions = (await this.#query("sessions", this.#filtered({}))) ?? [];
    const ids = new Set(sessions.map(({ id }) => sessionId(id)));
    const gone = [...this.#shown].some((id) => !ids.has(id));
    let unknown = gone;
    for (const session of sessions) {
      const node = this.session(session.id);
      if (node?.content.kind === "session") node.content = { ...node.content, session };
      unknown ||= !this.#shown.has(sessionId(session.id));
    }
    return { unknown };
  }

  /** Shows one page more of the turn that a "Show more…" node ends; answers with the turn's node. */
  showMore(more: SessionNode): SessionNode | undefined {
    const turn = more.parent;
    if (turn === undefined || more.content.kind !== "more") return undefined;
    this.#limits.set(turn.id, (this.#limits.get(turn.id) ?? pageSize) + pageSize);
    return turn;
  }

  /** Forgets all nodes, after the listener forgot all events. */
  clear(): void {
    this.#nodes.clear();
    this.#limits.clear();
    this.#shown = new Set();
  }

  /** The node of the newest session; undefined when there is none. */
  async newest(): Promise<SessionNode | undefined> {
    const [first] = await this.#sessions();
    return first?.content.kind === "session" && first.content.session.id !== "" ? first : undefined;
  }

  /**
   * The node of an event, with all nodes above it, so that it can be revealed; its turn shows so many events that it is among
   * them. undefined when the event is not kept, or does not pass the filter.
   */
  async locate(row: Pick<EventRow, "id" | "session" | "turn">): Promise<SessionNode | undefined> {
    await this.#sessions();
    const session = this.session(row.session);
    if (session === undefined) return undefined;
    const turn = (await this.#turns(session, row.session)).find(
      ({ content }) => content.kind === "turn" && content.turn.turn === row.turn,
    );
    if (turn?.content.kind !== "turn") return undefined;
    const position = await this.#positionOf(row);
    const pages = Math.floor(position / pageSize) + 1;
    this.#limits.set(turn.id, Math.max(this.#limits.get(turn.id) ?? pageSize, pages * pageSize));
    return (await this.#events(turn, turn.content.turn)).find(
      ({ content }) => content.kind === "event" && content.row.id === row.id,
    );
  }

  /** How many events of its turn come before an event: ids grow, so a few questions tell. */
  async #positionOf({ id, session, turn }: Pick<EventRow, "id" | "session" | "turn">): Promise<number> {
    const at = async (offset: number) =>
      this.#query("events", { session, turn, offset, limit: 1, ...this.#filtered({}) });
    let low = 0;
    let high = (await at(0))?.total ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = (await at(middle))?.rows[0];
      if (found === undefined || found.id >= id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #filtered<T extends object>(parameters: T): T & { readonly filter?: EventFilter } {
    return this.filter === undefined ? parameters : { ...parameters, filter: this.filter };
  }

  async #sessions(): Promise<SessionNode[]> {
    const sessions = (await this.#query("sessions", this.#filtered({}))) ?? [];
    const ordered = [...sessions].sort(
      (a, b) => Number(a.id === "") - Number(b.id === "") || b.startUnixMilliseconds - a.startUnixMilliseconds,
    );
    const first = this.#nodes.size === 0;
    this.#shown = new Set(ordered.map(({ id }) => sessionId(id)));
    return ordered.map((session, index) => {
      const known = this.session(session.id)?.content;
      const expanded = known?.kind === "session" ? known.expanded : first && index === 0;
      return this.#node(sessionId(session.id), undefined, { kind: "session", session, expanded });
    });
  }

  async #turns(parent: SessionNode, session: string): Promise<SessionNode[]> {
    const turns = (await this.#query("turns", this.#filtered({ session }))) ?? [];
    return turns.map((turn) => this.#node(`${parent.id}/turn/${turn.turn}`, parent, { kind: "turn", turn }));
  }

  async #events(parent: SessionNode, { session, turn }: TurnSummary): Promise<SessionNode[]> {
    const limit = this.#limits.get(parent.id) ?? pageSize;
    const page = await this.#query("events", this.#filtered({ session, turn, offset: 0, limit }));
    if (page === undefined) return [];
    const nodes = page.rows.map((row) => this.#node(`event/${row.id}`, parent, { kind: "event", row }));
    const remaining = page.total - page.rows.length;
    if (remaining > 0) {
      nodes.push(this.#node(`${parent.id}/more`, parent, { kind: "more", session, turn, remaining }));
    }
    return nodes;
  }

  async #groups(parent: SessionNode, id: number): Promise<SessionNode[]> {
    const detail = await this.#query("event", { id });
    if (detail === undefined) return [];
    return groupsOf(detail).map((group) =>
      this.#node(`${parent.id}/${group}`, parent, { kind: "group", group, detail }),
    );
  }

  #inGroup(parent: SessionNode, group: GroupName, detail: EventDetail): SessionNode[] {
    switch (group) {
      case "findings":
        return detail.findings.map((finding, index) =>
          this.#node(`${parent.id}/${index}/${segment(finding.id)}`, parent, { kind: "finding", finding }),
        );
      case "routing":
        return detail.routes.map((route) =>
          this.#node(`${parent.id}/${segment(route.destination)}`, parent, { kind: "route", route, detail }),
        );
      case "detections":
        return othersOf(detail).map((detection, index) =>
          this.#node(`${parent.id}/${index}/${segment(detection.id)}`, parent, { kind: "detection", detection }),
        );
      case "attributes":
      case "resource":
        return detail[group].map((row, index) =>
          this.#node(`${parent.id}/${index}/${segment(row.name)}`, parent, { kind: "attribute", row }),
        );
    }
  }

  #inRoute(parent: SessionNode, route: RouteRow, detail: EventDetail): SessionNode[] {
    const rule = this.#node(`${parent.id}/rule`, parent, { kind: "rule", route });
    if (route.decision === "withhold") return [rule];
    const redactions = route.redactions.map((redaction, index) =>
      this.#node(`${parent.id}/redaction/${index}`, parent, { kind: "redaction", redaction, route, detail }),
    );
    const kept =
      keptOf(route).length === 0
        ? []
        : [this.#node(`${parent.id}/kept`, parent, { kind: "keptGroup", route } satisfies NodeContent)];
    return [rule, ...redactions, ...kept];
  }

  #node(id: string, parent: SessionNode | undefined, content: NodeContent): SessionNode {
    const known = this.#nodes.get(id);
    if (known !== undefined && known.parent === parent) {
      known.content = content;
      return known;
    }
    const node: SessionNode = { id, parent, content };
    this.#nodes.set(id, node);
    return node;
  }
}

const sessionId = (id: string): string => `session/${segment(id)}`;

/** The words and the icon of a node, safe to show. */
export const itemOf = (node: SessionNode, context: ViewContext): ViewItem => safeToShow(rawItemOf(node, context));

function rawItemOf({ content }: SessionNode, context: ViewContext): ViewItem {
  switch (content.kind) {
    case "session":
      return sessionItem(content.session, content.expanded, context);
    case "turn":
      return turnItem(content.turn, context);
    case "event":
      return eventItem(content.row, context);
    case "more":
      return moreItem(content.remaining, context);
    case "group":
      return groupItem(content.group, content.detail, context);
    case "finding":
      return findingItem(content.finding, context);
    case "attribute":
      return attributeItem(content.row, context);
    case "route":
      return routeItem(content.route, context);
    case "rule":
      return ruleItem(content.route, context);
    case "step":
      return stepItem(content.step, context);
    case "keptGroup":
      return keptGroupItem(content.route, context);
    case "kept":
      return keptItem(content.account, content.route, context);
    case "detection":
      return detectionItem(content.detection, context);
    case "redaction":
      return redactionItem(content.redaction, content.route, content.detail, context);
  }
}
