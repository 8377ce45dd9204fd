import type { DeliveryStatistics } from "../../core/policy/deliver/deliveryStatistics.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import type { DestinationFilter } from "../../listener/protocol/eventFilter.ts";
import { totalOf } from "../../listener/relay/signalCounts.ts";
import { type ForwardingState, forwardingItem, restingItem } from "../forwarding/views/deliveryItem.ts";
import type { Query } from "../sessions/sessionsModel.ts";
import { safeToShow, type ViewContext, type ViewItem } from "../shared/views/viewItem.ts";
import {
  classItem,
  type DestinationSummary,
  deliveredItem,
  destinationItem,
  redactionsItem,
  secretItem,
  withheldItem,
  withholdingRuleItem,
} from "./views/destinationItem.ts";

type DestinationContent =
  | { readonly kind: "destination" | "forwarding" | "delivered" | "withheld" | "redactions" }
  | { readonly kind: "resting"; readonly status: RelayStatus }
  | { readonly kind: "rule"; readonly rule: DeliveryStatistics["withheld"][number] }
  | { readonly kind: "class"; readonly redaction: DeliveryStatistics["redactions"][number] }
  | { readonly kind: "secret"; readonly secret: DeliveryStatistics["secrets"][number] };

/** A row of the view. */
export interface DestinationNode {
  readonly id: string;
  readonly parent: DestinationNode | undefined;
  /** Name of its destination; empty when it is not known. */
  readonly destination: string;
  readonly content: DestinationContent;
}

/** The events that a row counts; undefined for one that counts none. */
export function countedBy({ destination: name, content }: DestinationNode): DestinationFilter | undefined {
  switch (content.kind) {
    case "delivered":
      return { name, decision: "deliver" };
    case "withheld":
      return { name, decision: "withhold" };
    case "rule":
      return { name, decision: "withhold", rule: content.rule.rule.slice(content.rule.rule.lastIndexOf(".") + 1) };
    case "class":
      return { name, decision: "deliver", redacted: content.redaction.class };
    case "secret":
      return { name, decision: "deliver", redacted: content.secret.name };
    default:
      return undefined;
  }
}

/** Tells whether the policy forwards to a destination of that name. */
export type Forwarded = () => Promise<{ has(destination: string): boolean }>;

/** What the policy does for each destination, as far as the listener has counted it. */
export class DestinationsModel {
  readonly #query: Query;
  readonly #forwarded: Forwarded;
  readonly #nodes = new Map<string, DestinationNode>();
  #summaries: ReadonlyMap<string, DestinationSummary> = new Map();
  /** Queues into which nothing goes any more, and in which something is left. */
  #resting: readonly RelayStatus[] = [];
  #complete = true;

  constructor(query: Query, forwarded: Forwarded) {
    this.#query = query;
    this.#forwarded = forwarded;
  }

  /** Whether everything that was received has been counted. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Asks the listener anew. */
  async refresh(): Promise<void> {
    const [destinations, count, relays, forwarded] = await Promise.all([
      this.#query("destinations", undefined),
      this.#query("deliveries", {}),
      this.#query("relays", undefined),
      this.#forwarded(),
    ]);
    this.#complete = count?.complete ?? true;
    this.#resting = (relays ?? []).filter(({ isCurrent }) => !isCurrent);
    this.#summaries = new Map(
      (destinations ?? []).map(({ name, description, salt }) => {
        const status = relays?.find(({ destination, isCurrent }) => destination === name && isCurrent);
        const forwarding: ForwardingState =
          status !== undefined ? { kind: "on", status } : { kind: forwarded.has(name) ? "off" : "none" };
        const statistics = count?.destinations.find(({ destination }) => destination === name);
        const atRest = this.#restingOf(name).reduce((sum, { items }) => sum + totalOf(items.atRest), 0);
        return [name, { name, description, statistics, forwarding, salt, atRest }];
      }),
    );
  }

  /**
   * The children of a row, or the destinations in the order of the policy, and behind them what is left for those that it
   * does not have.
   */
  children(parent?: DestinationNode): DestinationNode[] {
    if (parent === undefined)
      return [
        ...[...this.#summaries.keys()].map((name) => this.#node(name, undefined, name, { kind: "destination" })),
        ...this.#resting
          .filter(({ destination }) => !this.#summaries.has(destination))
          .map((status) => this.#restingNode(undefined, status)),
      ];
    const { destination, id } = parent;
    const statistics = this.#summaries.get(destination)?.statistics;
    const below = (name: string, content: DestinationContent) =>
      this.#node(`${id}\n${name}`, parent, destination, content);
    switch (parent.content.kind) {
      case "destination":
        return [
          below("forwarding", { kind: "forwarding" }),
          ...this.#restingOf(destination).map((status) => this.#restingNode(parent, status)),
          ...(statistics === undefined
            ? []
            : (["delivered", "withheld", "redactions"] as const).map((kind) => below(kind, { kind }))),
        ];
      case "withheld":
        return (statistics?.withheld ?? []).map((rule) => below(rule.rule, { kind: "rule", rule }));
      case "redactions":
        return [
          ...(statistics?.redactions ?? []).map((redaction) =>
            below(`${redaction.class} ${redaction.action}`, { kind: "class", redaction }),
          ),
          ...(statistics?.secrets ?? []).map((secret) => below(`secret ${secret.name}`, { kind: "secret", secret })),
        ];
      default:
        return [];
    }
  }

  /** Words and icon of a row, safe to show. */
  itemOf(node: DestinationNode, context: ViewContext): ViewItem {
    return safeToShow(this.#rawItemOf(node, context));
  }

  #rawItemOf({ destination, content }: DestinationNode, context: ViewContext): ViewItem {
    const summary = this.#summaries.get(destination) ?? {
      name: destination,
      description: "",
      statistics: undefined,
      forwarding: { kind: "none" },
      salt: undefined,
      atRest: 0,
    };
    const nothing = { events: 0, bytes: 0 };
    const statistics = summary.statistics ?? {
      destination,
      received: nothing,
      delivered: nothing,
      withheld: [],
      redactions: [],
      secrets: [],
    };
    switch (content.kind) {
      case "destination":
        return destinationItem(summary, context);
      case "forwarding":
        return forwardingItem(summary.forwarding, context);
      case "resting":
        return restingItem(content.status, context);
      case "delivered":
        return deliveredItem(statistics, context);
      case "withheld":
        return withheldItem(statistics, context);
      case "redactions":
        return redactionsItem(statistics, context);
      case "rule":
        return withholdingRuleItem(content.rule, context);
      case "class":
        return classItem(content.redaction, summary.salt, context);
      case "secret":
        return secretItem(content.secret, context);
    }
  }

  /** The queues that a row's commands are about: its own, or those of its destination. */
  queuesOf({ destination, content }: DestinationNode): readonly RelayStatus[] {
    if (content.kind === "resting") return [content.status];
    const forwarding = this.#summaries.get(destination)?.forwarding;
    return [...(forwarding?.kind === "on" ? [forwarding.status] : []), ...this.#restingOf(destination)];
  }

  #restingOf(name: string): readonly RelayStatus[] {
    return this.#resting.filter(({ destination }) => destination === name);
  }

  #restingNode(parent: DestinationNode | undefined, status: RelayStatus): DestinationNode {
    const { destination, queue } = status;
    return this.#node(`${destination}\nresting ${queue}`, parent, destination, { kind: "resting", status });
  }

  /** Leaves keep no state; the others stay the same, so that the editor keeps them expanded. */
  #node(
    id: string,
    parent: DestinationNode | undefined,
    destination: string,
    content: DestinationContent,
  ): DestinationNode {
    const isLeaf = "status" in content || "rule" in content || "redaction" in content || "secret" in content;
    const known = this.#nodes.get(id);
    if (known !== undefined && !isLeaf) return known;
    const node = { id, parent, destination, content };
    this.#nodes.set(id, node);
    return node;
  }
}
