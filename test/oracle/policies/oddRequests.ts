import { parseOtlpJson } from "../../../core/otlp/json.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";
import { toBase64 } from "../../../core/text/base64.ts";
import { harmless, planted, plantedInContext } from "../../unit/policy/plantedSecrets.ts";
import { coloured, otherWriters } from "../../unit/policy/writtenForms.ts";

export const plantedToken = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

type Value = Record<string, unknown>;
const text = (stringValue: string): Value => ({ stringValue });
const list = (...values: Value[]): Value => ({ arrayValue: { values } });
const map = (entries: Record<string, Value>): Value => ({ kvlistValue: { values: attributes(entries) } });
const attributes = (entries: Record<string, Value>) => Object.entries(entries).map(([key, value]) => ({ key, value }));
const request = (json: object): readonly OtlpRequest[] => parseOtlpJson(JSON.stringify(json));

const codexResource = {
  attributes: attributes({ "service.name": text("codex_exec"), "host.name": text("box"), env: text("dévelopment") }),
};
const record = (entries: Record<string, Value>, rest: object = {}) => ({ attributes: attributes(entries), ...rest });
const logs = (scope: string, resource: object, ...logRecords: object[]) =>
  request({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: scope }, logRecords }] }] });

const conversation = { "conversation.id": text("0198-1") };

/** Records whose name has to be looked for. */
const eventNames = [
  ...logs(
    "codex_otel.log_only",
    codexResource,
    record({ "event.name": text("codex.user_prompt"), prompt: text("abc") }),
    record({ "event.name": text("user_prompt") }),
    record({ event_name: text("codex.tool_result") }),
    record({ "event.name": text("event otel/src/x.rs:5"), decision: text("approved") }),
    record({ "event.name": text("event otel/src/x.rs:5"), ...conversation, duration_ms: text("5"), model: text("m") }),
    record({ "event.name": text(""), event_name: text("codex.user_prompt") }),
    record({}, { eventName: "codex.tool_result" }),
    record({}, { eventName: "tool_decision" }),
    record({}, { body: text("codex.user_prompt") }),
    record({}, { body: text("user_prompt"), eventName: "event a/b.rs:1" }),
    record({ sandbox_mode: text("read-only") }),
    record({ "event.name": {}, prompt: text("x") }),
    record({ prompt: {} }),
    record({ "event.name": { intValue: "7" } }),
    record({
      "event.name": text("😀.emoji"),
      "😀wide": text("one"),
      "é😀de": text("two"),
      "😀de": text("three"),
      xwide: text("four"),
    }),
    record({ "event.name": text("é.emoji") }),
    record({ "event.name": text("😀😀.emoji") }),
    record({}, { eventName: "other.event" }),
    record({}),
  ),
  ...logs(
    "",
    {},
    record({ "event.name": text("user_prompt") }),
    record({ ...conversation, "event.name": text("user_prompt") }),
  ),
  ...logs(
    "",
    {},
    record({ prompt_length: text("3") }),
    record({}, { body: text("Note") }),
    record({}, { eventName: "event x.rs:3" }),
  ),
  ...logs("other", {}, record({ decision: text("approved") }), record({ "event.name": text("event_ends.rs:12") })),
];

/** Values of every kind, and such as are compared or cut. */
const values = [
  ...logs(
    "codex",
    codexResource,
    record(
      {
        "event.name": text("codex.tool_result"),
        success: { boolValue: true },
        duration_ms: { doubleValue: 7.25 },
        attempt: { intValue: "0" },
      },
      { body: { intValue: "3" } },
    ),
    record(
      {
        "event.name": text("codex.tool_result"),
        success: text("Yes"),
        duration_ms: text("1500.5"),
        attempt: text("+0"),
      },
      { body: text("go on") },
    ),
    record(
      { "event.name": text("codex.tool_result"), duration_ms: text("1.5e3"), attempt: text("-0.0") },
      { body: { boolValue: true } },
    ),
    record(
      { "event.name": text("codex.tool_result"), duration_ms: text("0x10"), busy_ns: text("20000000000000000000000") },
      { body: { doubleValue: 0.1 } },
    ),
    record({
      "event.name": text("codex.tool_result"),
      duration_ms: text("six"),
      busy_ns: { intValue: "9007199254740993" },
    }),
    ...[
      "9007199254740992",
      "9007199254740993",
      "+9007199254740994",
      "9223372036854775806",
      "9223372036854775807",
    ].flatMap((one) => [
      record({ "event.name": text("codex.tool_result"), attempt: text(one) }),
      record({ "event.name": text("codex.tool_result"), max_total: { intValue: one.replace("+", "") } }),
      record({ "event.name": text("codex.tool_result"), max_total: text(one) }),
      record({ "event.name": text("codex.tool_result"), idle_ns: text(`-${one.replace("+", "")}`) }),
    ]),
    record({ "event.name": text("codex.tool_result"), attempt: { intValue: "-9223372036854775808" } }),
    record({ "event.name": text("codex.tool_result"), max_total: text("9223372036854775808") }),
    record({ "event.name": text("codex.tool_result"), idle_ns: text("-9223372036854775809") }),
    record({
      "event.name": text("codex.api_request"),
      "http.response.status_code": text("0401"),
      tool_name: text("APPLY_PATCH"),
      source: text("CONFIG"),
    }),
    record({
      "event.name": text("codex.api_request"),
      "http.response.status_code": { doubleValue: 401 },
      tool_name: { intValue: "1" },
    }),
    record({
      "event.name": text("codex.tool_result"),
      tool_name: { boolValue: true },
      arguments: text('echo "$HOME"'),
    }),
    record({
      "event.name": text("codex.tool_result"),
      arguments: text('{"cmd":"rm x"}'),
      "event.kind": text("response.completed"),
    }),
    record({
      prompt: text("aé€😀z"),
      "short.a": text("aé€😀zaé€😀z"),
      "short.b": text("exactly 12 b"),
      arguments: text(""),
    }),
    record({
      prompt: text("€uro"),
      slug: text("😀"),
      "a.b.c": text("x"),
      "a.b.kept": text("x"),
      "a.b.d": text("x"),
      "a.x": { intValue: "5" },
    }),
    record({
      "short.n": { intValue: "-9223372036854775808" },
      "short.d": { doubleValue: 1e21 },
      "short.e": { doubleValue: 1.5e-7 },
      "short.f": { boolValue: false },
    }),
    record({
      hashed: { doubleValue: 100 },
      x_id: { boolValue: true },
      model1: { intValue: "12" },
      call_id: {},
      masked: {},
      "short.x": {},
    }),
    record({
      tool_name: text(`x ${plantedToken} y ${plantedToken}`),
      arguments: text(`price: $5 ${plantedToken}`),
      output: text("one\ntwo LIST THE FILES"),
    }),
    record({ tool_name: text("price: $12 one\ntwo") }, { body: text(`list the Files ${plantedToken}`) }),
    record({
      "line\nbreak.path": text("x"),
      "": text("y"),
      ünïcode: text("z"),
      'quote"d': text('"q"'),
      $HOME: text("$1"),
    }),
  ),
  ...request({
    resourceLogs: [
      {
        resource: codexResource,
        schemaUrl: "https://opentelemetry.io/schemas/1.37.0",
        scopeLogs: [
          {
            scope: {
              name: plantedToken,
              version: plantedToken,
              attributes: attributes({ cwd: text("/x"), tool_name: text("t"), "a.x": text("v") }),
            },
            schemaUrl: `https://example.org/${plantedToken}`,
            logRecords: [
              record(
                { [`key ${plantedToken}`]: text("v"), tool_name: text("t") },
                { severityText: plantedToken, eventName: `x ${plantedToken}`, severityNumber: 9 },
              ),
            ],
          },
        ],
      },
    ],
  }),
];

/** Values with an inside: without secrets the Collector passes them as they are. */
const nested = logs(
  "codex",
  codexResource,
  record(
    {
      tool_name: list(text("a"), { intValue: "1" }, map({ b: { boolValue: true } })),
      hashed: map({ z: text("<a>&b"), a: list({ doubleValue: 2 }, {}) }),
      masked: list(),
      "short.m": map({ path: text("one"), "two words": { intValue: "2" } }),
      output: map({}),
      model: text("m"),
    },
    { body: map({ said: text("hello"), n: { intValue: "1" } }) },
  ),
  record({ tool_name: text("t") }, { body: list(text("a"), text("b")) }),
);

const span = (entries: Record<string, Value>, rest: object = {}) => ({
  traceId: "0123456789abcdef0123456789abcdef",
  spanId: "0123456789abcdef",
  name: "s",
  attributes: attributes(entries),
  ...rest,
});

const spans = request({
  resourceSpans: [
    {
      resource: codexResource,
      scopeSpans: [
        {
          scope: { name: "codex_exec", attributes: attributes({ "a.x": text("v"), tool_name: text("n") }) },
          spans: [
            span(
              { "code.line": { intValue: "5" }, cwd: text("/home"), new: text("n") },
              { status: { code: 2, message: `failed ${plantedToken} list the files` } },
            ),
            span(
              { success: text("true") },
              { name: `x ${plantedToken}`, traceState: `a=${plantedToken}`, status: { message: "short" } },
            ),
            span(
              { tool_name: text("t"), success: { boolValue: true }, kind: text("noise") },
              {
                events: [
                  { name: "e", attributes: attributes({ prompt: text("abcdef"), call_id: text("c") }) },
                  { name: plantedToken },
                ],
              },
            ),
          ],
        },
      ],
    },
  ],
});

const point = (entries: Record<string, Value>, rest: object = {}) => ({
  attributes: attributes(entries),
  asInt: "1",
  timeUnixNano: "5",
  ...rest,
});
const exemplars = [
  {
    timeUnixNano: "4",
    asInt: "1",
    filteredAttributes: attributes({ call_id: text("c"), cwd: text("/x"), new: text("n") }),
  },
];
const metrics = request({
  resourceMetrics: [
    {
      resource: codexResource,
      scopeMetrics: [
        {
          scope: { name: "codex" },
          metrics: [
            {
              name: "sum",
              unit: plantedToken,
              description: "d",
              metadata: attributes({ cwd: text("/x"), tool_name: text("t"), new: text("n") }),
              sum: {
                aggregationTemporality: 1,
                isMonotonic: true,
                dataPoints: [
                  point({ success: text("true"), prompt: text("abcdef") }, { exemplars }),
                  point({ success: text("no") }),
                ],
              },
            },
            { name: "gauge", gauge: { dataPoints: [point({ kind: text("noise"), model1: text("m") })] } },
            {
              name: "histogram",
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    attributes: attributes({ success: { boolValue: true } }),
                    count: "2",
                    sum: 3,
                    bucketCounts: ["1", "1"],
                    explicitBounds: [1],
                    exemplars,
                  },
                ],
              },
            },
            {
              name: "exponential",
              exponentialHistogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    attributes: attributes({ slug: text("€uro") }),
                    count: "1",
                    scale: 1,
                    positive: { offset: 1, bucketCounts: ["1"] },
                  },
                ],
              },
            },
            {
              name: "summary",
              summary: {
                dataPoints: [
                  {
                    attributes: attributes({ duration_ms: text("7") }),
                    count: "1",
                    sum: 2,
                    quantileValues: [{ quantile: 0.5, value: 1 }],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
});

/** Attributes of the same name: of those the last counts, at the first place. */
const repeated = request({
  resourceLogs: [
    {
      resource: {
        attributes: [...attributes({ "host.name": text("hidden") }), ...attributes({ "host.name": text("seen") })],
      },
      scopeLogs: [
        {
          scope: { name: "codex" },
          logRecords: [
            {
              attributes: [
                ...attributes({ cwd: text("/1"), masked: text("1"), output: text("1") }),
                ...attributes({ cwd: text("/2"), masked: text("2"), output: text("2") }),
              ],
            },
          ],
        },
      ],
    },
  ],
});

const secrets = [...Object.values(planted), ...Object.values(plantedInContext).flat()];

/** Texts with every planted secret in every form, and texts that only look like it: what the engines of patterns differ in. */
const texts = [
  ...secrets.flatMap(({ text, secret }) => [
    text,
    JSON.stringify({ cmd: `echo ${text}\ntrue` }),
    JSON.stringify({ input: JSON.stringify({ cmd: text }) }),
    ...Object.values(otherWriters).map((written) => written(text)),
    coloured(text, secret),
    JSON.stringify({ output: coloured(`first\n${text}`, secret) }),
  ]),
  ...harmless,
  "someplace where it hides where not, and someplace where it hides",
  "\x1b[1m\x1b[31merror\x1b[0m: \\u001b[31m no such file",
  "\u212a\u017f é 😀 PA\u017f\u017fWORD=hunter2hunter2",
  'PASSWORD="abc\\"defghij" and PASSWORD=\'it"s long\'',
  String.raw`{"cmd":"PASSWORD=\"abc\\\"defghij\" make","u":"\u001B[1m\\u001b[1m"}`,
];

const withTexts = texts.flatMap((one, i) =>
  logs(
    "codex",
    codexResource,
    record({
      "event.name": text("codex.tool_result"),
      arguments: text(one),
      output: text(`Wall time: 0.1\nOutput:\n${one}\n`),
      "error.message": text(one),
      note: list(text("in someplace where it stands")),
      [i % 8 === 0 ? `name ${one}` : "tool_name"]: list(text("\x1b[1mnested"), { intValue: "1" }),
    }),
  ),
);

/** Requests as no capture has them, which the Collector treats just as `route` does. */
export const oddRequests: readonly OtlpRequest[] = [
  ...eventNames,
  ...values,
  ...nested,
  ...spans,
  ...metrics,
  ...repeated,
  ...withTexts,
];

/** Records that can be told apart by their times. */
const numbered = (...records: object[]) => records.map((one, i) => ({ ...one, timeUnixNano: String(1000 + i) }));

/** Requests of which the Collector lets through less: secrets inside of values, bytes, links. */
export const hiddenSecrets: readonly OtlpRequest[] = [
  ...logs(
    "codex",
    codexResource,
    ...numbered(
      record({ tool_name: list(text(plantedToken)), model: text("visible") }),
      record({ tool_name: map({ [plantedToken]: text("x") }), model: text("visible") }),
      record({ tool_name: map({ deep: list(map({ er: list(list(text(`"${plantedToken}"`))) })) }) }),
      record({ tool_name: { bytesValue: toBase64(new TextEncoder().encode(plantedToken)) }, model: text("visible") }),
      record({ tool_name: list({ bytesValue: toBase64(new TextEncoder().encode(plantedToken)) }) }),
      record({
        duration_ms: list(text(plantedToken)),
        "short.a": map({ a: { bytesValue: toBase64(new TextEncoder().encode(plantedToken)) } }),
      }),
      record({}, { body: map({ said: text(plantedToken) }) }),
      record({}, { body: { bytesValue: toBase64(new TextEncoder().encode(plantedToken)) } }),
      record({ tool_name: { doubleValue: "NaN" }, other: text(plantedToken) }),
      record({ "tool_name.0": text("x"), tool_name: list(text(plantedToken)) }),
      record({ tool_name: list(text(`\x1b[1m${plantedToken.slice(0, 9)}\x1b[m${plantedToken.slice(9)}`)) }),
    ),
  ),
  ...request({
    resourceSpans: [
      {
        resource: { attributes: attributes({ "service.name": list(text(plantedToken)) }) },
        scopeSpans: [
          {
            spans: [
              span(
                { tool_name: list(text(plantedToken)) },
                {
                  links: [
                    {
                      traceId: "0123456789abcdef0123456789abcdef",
                      spanId: "0123456789abcdef",
                      attributes: attributes({ cwd: text(plantedToken) }),
                    },
                  ],
                },
              ),
            ],
          },
        ],
      },
    ],
  }),
];
