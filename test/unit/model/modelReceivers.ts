import type { PartialSuccess } from "../../../core/otlp/requests.ts";
import type { openSender } from "../../../listener/send/otlpSender.ts";
import { OtlpSendError } from "../../../listener/send/sender.ts";
import type { SendFailure } from "../../../listener/send/sendFailure.ts";
import type { Coverage } from "./coverage.ts";
import { type Host, hosts } from "./modelPolicy.ts";
import { itemsIn, type ModelItem } from "./modelTelemetry.ts";
import type { SeededRandom } from "./seededRandom.ts";
import type { SimulatedProcess } from "./simulatedProcess.ts";
import type { VirtualTime } from "./virtualWorld.ts";

export type Mood = "good" | "away" | "busy" | "refuses the key" | "chaos";

const moods: readonly Mood[] = [
  "good",
  "good",
  "away",
  "busy",
  "refuses the key",
  "refuses the key",
  "chaos",
  "chaos",
  "chaos",
];

const failure = (kind: SendFailure) => new OtlpSendError("no", kind);
const reset = () => failure({ kind: "unreachable", reason: "ECONNRESET" });
const thrown = (error: Error): never => {
  throw error;
};

/** The receivers of all hosts: what each took, and how it behaves. */
export class ModelReceivers {
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #coverage: Coverage;
  readonly #moods = new Map<Host, Mood>();
  /** What each has taken, as often as it did. */
  readonly taken = new Map<Host, ModelItem[]>(hosts.map((host) => [host, []]));
  /** How many of those it said it had left out. */
  readonly rejected = new Map<Host, number>();

  constructor(time: VirtualTime, random: SeededRandom, coverage: Coverage) {
    this.#time = time;
    this.#random = random;
    this.#coverage = coverage;
  }

  changeMood(): void {
    this.#moods.set(this.#random.pick(hosts), this.#random.pick(moods));
  }

  allGood(): void {
    this.#moods.clear();
  }

  /** Senders of one process. `hears` is told of what goes on the wire. */
  opener(
    process: SimulatedProcess,
    isAlive: () => boolean,
    hears: (host: Host, items: readonly ModelItem[]) => void,
  ): typeof openSender {
    return (url) => {
      const host = url.hostname as Host;
      let close = (): void => undefined;
      const closed = new Promise<never>((_, reject) => {
        close = () => reject(reset());
      });
      closed.catch(() => undefined);
      return {
        send: async (request) => {
          // a process that was killed sends nothing, and hears of nothing
          if (!isAlive()) return new Promise(() => undefined);
          const items = itemsIn(request);
          hears(host, items);
          if (this.#random.chance(0.2)) {
            const wait = this.#random.below(40_000);
            this.#coverage.note(wait > 30_000 ? "answer: none in time" : "answer: slow");
            await Promise.race([this.#time.sleep(process, wait), closed]);
            if (wait > 30_000) throw failure({ kind: "timeout" });
          }
          return this.#answer(host, items);
        },
        close,
      };
    };
  }

  #answer(host: Host, items: readonly ModelItem[]): PartialSuccess | undefined {
    const mood = this.#moods.get(host) ?? "good";
    if (mood !== "good" && items.some(({ isPoison }) => isPoison)) throw this.#says(400);
    switch (mood) {
      case "good":
        this.#coverage.note("answer: taken");
        return this.#take(host, items);
      case "away":
        this.#coverage.note("answer: the connection is reset");
        throw reset();
      case "busy":
        throw this.#says(
          this.#random.pick([429, 503]),
          this.#random.chance(0.7) ? this.#random.below(60_000) : undefined,
        );
      case "refuses the key":
        throw this.#says(this.#random.pick([401, 403]));
      case "chaos":
        return this.#chaos(host, items);
    }
  }

  #chaos(host: Host, items: readonly ModelItem[]): PartialSuccess | undefined {
    const [answer, give] = this.#random.pick(this.#misbehaviors);
    if (answer !== "") this.#coverage.note(`answer: ${answer}`);
    return give(host, items);
  }

  readonly #misbehaviors: readonly (readonly [
    answer: string,
    give: (host: Host, items: readonly ModelItem[]) => PartialSuccess | undefined,
  ])[] = [
    ["", () => thrown(this.#says(500))],
    ["", () => thrown(this.#says(503))],
    ["", () => thrown(this.#says(404))],
    ["", () => thrown(this.#says(413))],
    // the sender follows none
    ["a redirect", () => thrown(this.#says(307))],
    ["garbage", () => thrown(failure({ kind: "protocol", reason: "Parse Error" }))],
    [
      "half of one, of what was taken",
      (host, items) => {
        this.#take(host, items);
        throw reset();
      },
    ],
    [
      "taken in part",
      (host, items) => {
        const rejected = this.#random.below(items.length + 2);
        this.#take(host, items);
        this.rejected.set(host, (this.rejected.get(host) ?? 0) + Math.min(items.length, rejected));
        return { rejected, message: "some" };
      },
    ],
    [
      "a huge one, of what was taken",
      (host, items) => {
        this.#take(host, items);
        throw new OtlpSendError("no", { kind: "http", status: 500, words: "x".repeat(100_000), contentType: "" });
      },
    ],
    ["an error that nobody has thought of", () => thrown(new TypeError("what nobody has thought of"))],
    ["taken", (host, items) => this.#take(host, items)],
  ];

  #says(status: number, retryAfterMilliseconds?: number): OtlpSendError {
    this.#coverage.note(`answer: ${status}`);
    return new OtlpSendError("no", { kind: "http", status, words: "", contentType: "" }, retryAfterMilliseconds);
  }

  #take(host: Host, items: readonly ModelItem[]): undefined {
    this.taken.get(host)?.push(...items);
    return undefined;
  }
}
