import { encodeRequest } from "../../otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../../otlp/requests.ts";
import type { CompiledPolicy } from "../evaluate/compilePolicy.ts";
import { type Signal, signals } from "../model/policyModel.ts";
import { deliverRequest } from "./deliverRequest.ts";

/** Spans or metric points with what surrounds them; bytes are those of OTLP protobuf. */
export interface SignalAmount {
  readonly items: number;
  readonly bytes: number;
}

/** Log records are counted as events. */
type OtherSignal = Exclude<Signal, "logs">;

/** What became of the spans and metric points on their way to a destination. */
export interface SignalStatistics {
  readonly destination: string;
  readonly signals: readonly {
    readonly signal: OtherSignal;
    readonly received: SignalAmount;
    readonly delivered: SignalAmount;
  }[];
}

const none: SignalAmount = { items: 0, bytes: 0 };
const isOther = (signal: Signal): signal is OtherSignal => signal !== "logs";

/** Counts what a policy does to spans and metric points, whole requests at a time. Log records are counted as events. */
export class SignalStatisticsCounter {
  readonly #policy: CompiledPolicy;
  readonly #received = new Map<string, SignalAmount>();
  readonly #delivered = new Map<string, SignalAmount>();

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
  }

  add(request: OtlpRequest): void {
    if (request.signal === "logs") return;
    add(this.#received, request.signal, request);
    for (const { definition } of this.#policy.destinations) {
      const { request: delivered } = deliverRequest(this.#policy, definition.name, request);
      if (delivered !== undefined) add(this.#delivered, keyOf(definition.name, request.signal), delivered);
    }
  }

  /** What was counted so far, in the order of the policy. Signals of which nothing was received are not there. */
  result(): readonly SignalStatistics[] {
    return this.#policy.destinations.map(({ definition: { name } }) => ({
      destination: name,
      signals: signals.filter(isOther).flatMap((signal) => {
        const received = this.#received.get(signal);
        return received ? [{ signal, received, delivered: this.#delivered.get(keyOf(name, signal)) ?? none }] : [];
      }),
    }));
  }
}

const keyOf = (destination: string, signal: string): string => `${signal} ${destination}`;

function add(amounts: Map<string, SignalAmount>, key: string, request: OtlpRequest): void {
  const { items, bytes } = amounts.get(key) ?? none;
  amounts.set(key, { items: items + countItems(request), bytes: bytes + encodeRequest(request).length });
}
