import { parseOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { longestSearched } from "../../core/policy/secrets/answeredTexts.ts";
import { policyOf } from "../unit/policy/policyFixtures.ts";

const policyText = (builtIn: boolean) => `built_in_secrets = ${builtIn}
classes.cut = ["cut"]
secrets.grows_by_far = 'S'
secrets.again = 'Z(?:[^Y]*Y)?'
secrets.ours = 'ours_[a-z]{1,900}'
secrets.last = 'T{40}'
[destinations.keep]
signals = ["logs", "traces"]
receives = ["*"]
redact = { cut = { truncate = 40 }, default = "keep" }
`;

/** A policy whose own patterns are not tried on long values, which keeps everything, or its beginning. */
const ownSecrets: Policy = policyOf(policyText(false));

/** How long a text may be in bytes that is surely looked through. The built-in secrets do not change it. */
const longest = longestSearched(ownSecrets.secrets);

const filled = (start: string, bytes: number, filling = "1"): string =>
  start + filling.repeat((bytes - Buffer.byteLength(start)) / Buffer.byteLength(filling));

export interface LongText {
  readonly text: string;
  /** Whether it is surely looked through, by each of the rules: then an export gives what the preview shows. */
  readonly within: boolean;
}

const texts: readonly LongText[] = [
  // of the second only a piece is there that a secret would have
  ...[
    "",
    "ours_1 ",
    "ours_abc ",
    "Authorization: Bearer abcdefghij0123456789 ours_abc ",
    "\u001b[31mours_abc\u001b[0m ",
  ].flatMap((start) => [
    { text: start, within: true },
    // what is put in may be longer
    { text: filled(start, longest - 30), within: true },
    { text: filled(start, longest), within: !start.includes("abc") },
    { text: filled(start, longest + 1), within: false },
    { text: `${filled(start, longest - 1)}\u00df`, within: false },
    { text: filled(start, 2 * longest, "\u00df"), within: false },
  ]),
  { text: "ours_1 ".repeat(Math.ceil((longest + 1) / 7)), within: false },
  // what is put in makes it too long for the rules behind, or not
  { text: `ours_abc ${"S".repeat(Math.floor(longest / 30))}`, within: true },
  { text: `ours_abc ${"S".repeat(Math.ceil(longest / 10))}`, within: false },
  { text: `ours_abc ${"S ".repeat(Math.ceil(longest / 15))}`, within: false },
  // each occurrence begins a search that reads the whole text
  { text: `${"Z".repeat(2000)} ours_abc ${"T".repeat(45)}`, within: true },
  { text: `${"Z".repeat(2000)} Y ours_abc`, within: true },
  // the Collector marks so what is too long
  { text: "[codex_otel: too long]", within: false },
];

const wire = (stringValue: string) => ({ stringValue });
const list = (...values: object[]) => ({ arrayValue: { values } });
const map = (entries: Record<string, object>) => ({ kvlistValue: { values: attributes(entries) } });
const attributes = (entries: Record<string, object>) => Object.entries(entries).map(([key, value]) => ({ key, value }));

/** Half of a text each: only together they are too long. */
function halves(text: string): readonly [string, string] {
  const characters = [...text];
  const middle = Math.floor(characters.length / 2);
  return [characters.slice(0, middle).join(""), characters.slice(middle).join("")];
}

const itemsOf = (text: string, n: number) => {
  const [one, other] = halves(text);
  return [
    { kept: wire(text), cut: wire(text), other: wire("ours_abc"), n: { intValue: String(n) } },
    { list: list(wire(one), wire(other)), n: { intValue: String(n) } },
    { map: map({ inner: map({ [`name ${one}`]: wire(other) }) }), n: { intValue: String(n) } },
    { cut: list(wire(one), wire(other)), n: { intValue: String(n) } },
  ];
};

/** How many requests there are about each text: four records, in the first of which it stands alone, and a span. */
export const recordsOfText = 5;

/** Requests about a text, with one log record or span each, with its number in `n`. */
const requestsAbout = ({ text }: LongText, n: number): readonly OtlpRequest[] => {
  const resource = { attributes: attributes({ r: wire(text) }) };
  const records = itemsOf(text, n).map((entries) => ({
    resource,
    scopeLogs: [
      {
        scope: { name: "x" },
        logRecords: [{ attributes: attributes({ ...entries, "event.name": wire("codex.x") }), body: wire(text) }],
      },
    ],
  }));
  const span = {
    traceId: "1".repeat(32),
    spanId: "1".repeat(16),
    name: text,
    attributes: attributes({ [`x${text}`]: wire("named"), n: { intValue: String(n) } }),
    status: { message: text },
  };
  return [
    ...records.map((one) => ({ resourceLogs: [one] })),
    { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] },
  ].flatMap((json) => parseOtlpJson(JSON.stringify(json)));
};

/** What is tried: a policy, and requests about texts. */
export interface LongKeptCase {
  readonly policy: Policy;
  readonly texts: readonly LongText[];
  readonly requests: readonly OtlpRequest[];
}

const caseOf = (policy: Policy, texts: readonly LongText[]): LongKeptCase => ({
  policy,
  texts,
  requests: texts.flatMap(requestsAbout),
});

/** Whether built-in secrets are looked for as well makes a difference only where there are some. */
export const longKeptCases: readonly (readonly [string, LongKeptCase])[] = [
  ["only its own secrets", caseOf(ownSecrets, texts)],
  [
    "the built-in secrets as well",
    caseOf(
      policyOf(policyText(true)),
      texts.filter(({ text }) => text.includes("Bearer")),
    ),
  ],
];
