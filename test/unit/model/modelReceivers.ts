import type { PartialSuccess } from "../../../core/otlp/requests.ts";
import { OtlpSendError, type openSender } from "../../../listener/send/otlpSender.ts";
import { type Host, hosts } from "./modelPolicy.ts";
import { itemsIn, type ModelItem } from "./modelTelemetry.ts";
import type { SeededRandom } from "./seededRandom.ts";
import type { VirtualTime } from "./virtualWorld.ts";

export type Mood = "good" | "away" | "busy" | "refuses the key" | "chaos";

const moods: readonly Mood[] = ["good", "good", "away", "busy", "refuses the key", "chaos", "chaos"];

const http = (status: number, retryAfterMilliseconds?: number) =>
  new OtlpSendError("no", { kind: "http", status, words: "", contentType: "" }, retryAfterMilliseconds);
const away = () => new OtlpSendError("no", { kind: "unreachable", reason: "ECONNRESET" });

/** The receivers of all hosts: what each took, and how it behaves. */
export class ModelReceivers {
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #moods = new Map<Host, Mood>();
  /** What each has taken, as often as it did. */
  readonly taken = new Map<Host, ModelItem[]>(hosts.map((host) => [host, []]));
  /** Items that it said it had not taken of what it took. */
  readonly rejected = new Map<Host, number>();

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  changeMood(): void {
    this.#moods.set(this.#random.pick(hosts), this.#random.pick(moods));
  }

  allGood(): void {
    this.#moods.clear();
  }

  /** Senders of one process. `hears` is told of what goes on the wire. */
  opener(
    process: object,
    isAlive: () => boolean,
    hears: (host: Host, items: readonly ModelItem[]) => void,
  ): typeof openSender {
    return (url) => {
      const host = url.hostname as Host;
      let close = (): void => undefined;
      const closed = new Promise<never>((_, reject) => {
        close = () => reject(away());
      });
      closed.catch(() => undefined);
      return {
        send: async (request) => {
          // a process that was killed sends nothing, and hears of nothing
          if (!isAlive()) return new Promise(() => undefined);
          const items = itemsIn(request);
          hears(host, items);
          const slow = this.#random.chance(0.2);
          if (slow) {
            const wait = this.#random.below(40_000);
            await Promise.race([new Promise<void>((resolve) => void this.#time.after(process, wait, resolve)), closed]);
            if (wait > 30_000) throw new OtlpSendError("no", { kind: "timeout" });
          }
          return this.#answer(host, items);
        },
        close,
      };
    };
  }

  #answer(host: Host, items: readonly ModelItem[]): PartialSuccess | undefined {
    const mood = this.#moods.get(host) ?? "good";
    if (mood !== "good" && items.some(({ isPoison }) => isPoison)) throw http(400);
    switch (mood) {
      case "good":
        return this.#take(host, items);
      case "away":
        throw away();
      case "busy":
        throw http(this.#random.pick([429, 503]), this.#random.chance(0.7) ? this.#random.below(60_000) : undefined);
      case "refuses the key":
        throw http(this.#random.pick([401, 403]));
      case "chaos":
        return this.#chaos(host, items);
    }
  }

  #chaos(host: Host, items: readonly ModelItem[]): PartialSuccess | undefined {
    switch (this.#random.below(9)) {
      case 0:
        throw http(500);
      case 1:
        throw http(503);
      case 2:
        throw http(404);
      case 3:
        throw http(413);
      case 4:
        throw new OtlpSendError("no", { kind: "protocol", reason: "Parse Error" });
      case 5:
        // taken, and the answer never arrives
        this.#take(host, items);
        throw away();
      case 6: {
        const rejected = this.#random.below(items.length + 2);
        this.#take(host, items);
        this.rejected.set(host, (this.rejected.get(host) ?? 0) + Math.min(items.length, rejected));
        return { rejected, message: "some" };
      }
      case 7:
        throw new TypeError("what nobody has thought of");
      default:
        return this.#take(host, items);
    }
  }

  #take(host: Host, items: readonly ModelItem[]): undefined {
    this.taken.get(host)?.push(...items);
    return undefined;
  }
}
