import { readFileSync } from "node:fs";

interface Attribute {
  readonly key: string;
  readonly value?: { readonly stringValue?: string };
}

interface LogRecord {
  readonly attributes: readonly Attribute[];
  readonly observedTimeUnixNano?: string;
}

interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly resource: unknown;
    readonly scopeLogs: readonly { readonly scope: unknown; readonly logRecords: readonly LogRecord[] }[];
  }[];
}

const capture = new URL("../../fixtures/captures/many-turns.logs.otlp.jsonl", import.meta.url);
const eventsPerRequest = 50;

const textOf = (record: LogRecord, key: string): string | undefined =>
  record.attributes.find((attribute) => attribute.key === key)?.value?.stringValue;

const withTexts = (record: LogRecord, texts: Readonly<Record<string, string>>): LogRecord => ({
  ...record,
  attributes: record.attributes.map((attribute) => {
    const text = texts[attribute.key];
    return text === undefined ? attribute : { ...attribute, value: { stringValue: text } };
  }),
});

/**
 * A session of as many events as are asked for: what the real Codex sent, again and again, through the listener's port for
 * HTTP. The endpoint of a request to the model tells how many events of the session came before it: `/event/7`.
 */
export class LongSession {
  readonly #httpPort: number;
  readonly #id = crypto.randomUUID();
  readonly #envelope: LogsRequest["resourceLogs"][number];
  readonly #prompt: LogRecord;
  readonly #records: readonly LogRecord[];
  /** Milliseconds since 1970. */
  #time = 0;
  #sent = 0;
  readonly #requests: number[] = [];

  constructor(httpPort: number) {
    this.#httpPort = httpPort;
    const requests = readFileSync(capture, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LogsRequest);
    const records = requests.flatMap(({ resourceLogs }) =>
      resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
    );
    const [envelope] = requests[0]?.resourceLogs ?? [];
    const prompt = records.find((record) => textOf(record, "event.name") === "codex.user_prompt");
    if (envelope === undefined || prompt === undefined) throw new Error("the capture has no prompt");
    this.#envelope = envelope;
    this.#prompt = prompt;
    const ofTurns = new Set(["codex.api_request", "codex.sse_event", "codex.tool_decision", "codex.tool_result"]);
    this.#records = records.filter((record) => ofTurns.has(textOf(record, "event.name") ?? ""));
  }

  /** How many events were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The endpoint of the first request to the model after so many events. */
  requestAfter(events: number): string {
    return `/event/${this.#requests.find((number) => number >= events)}`;
  }

  /** The endpoint of the newest request to the model. */
  get newestRequest(): string {
    return `/event/${this.#requests.at(-1)}`;
  }

  /** Begins a turn. */
  prompt(text: string): Promise<void> {
    this.#time = Math.max(this.#time, Date.now());
    return this.#send([this.#fresh(this.#prompt, { prompt: text })]);
  }

  /** So many events of the turn, one request after the other. */
  async events(count: number): Promise<void> {
    for (let left = count; left > 0; left -= eventsPerRequest) {
      const records = Array.from({ length: Math.min(left, eventsPerRequest) }, () => this.#next());
      await this.#send(records);
    }
  }

  /** Every fifth result is a failure, every seventh decision a denial. */
  #next(): LogRecord {
    const record = this.#records[this.#sent % this.#records.length] as LogRecord;
    if (textOf(record, "endpoint") !== undefined) this.#requests.push(this.#sent);
    const success = String(this.#sent % 5 > 0);
    const decision = this.#sent % 7 > 0 ? "approved" : "denied";
    return this.#fresh(record, { endpoint: `/event/${this.#sent}`, success, decision });
  }

  #fresh(record: LogRecord, texts: Readonly<Record<string, string>>): LogRecord {
    this.#sent++;
    this.#time += 10;
    const shared = { "conversation.id": this.#id, "event.timestamp": new Date(this.#time).toISOString() };
    return { ...withTexts(record, { ...shared, ...texts }), observedTimeUnixNano: `${this.#time}000000` };
  }

  async #send(logRecords: readonly LogRecord[]): Promise<void> {
    const { resource, scopeLogs } = this.#envelope;
    const body = { resourceLogs: [{ resource, scopeLogs: [{ scope: scopeLogs[0]?.scope, logRecords }] }] };
    const headers = { "content-type": "application/json" };
    const url = `http://127.0.0.1:${this.#httpPort}/v1/logs`;
    const { status } = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`The listener answered ${status}`);
  }
}
