/** A document that is the longer the larger its number is; some of the number's statements, pairs or levels. */
export type Sized = (count: number) => string;

const times = (count: number, one: (index: number) => string, between = "\n") =>
  Array.from({ length: count }, (_, index) => one(index)).join(between);
const lines =
  (one: (index: number) => string, head = ""): Sized =>
  (count) =>
    head + times(count, one);
const items =
  (head: string, one: (index: number) => string, tail: string): Sized =>
  (count) =>
    head + times(count, one, ", ") + tail;
const nested =
  (head: string, open: string, inner: string, close: string): Sized =>
  (count) =>
    head + open.repeat(count) + inner + close.repeat(count);
const long =
  (head: string, one: string, tail = ""): Sized =>
  (count) =>
    head + one.repeat(10 * count) + tail;

const otel = "[otel]\n";
const grpc = '[otel]\nexporter = { otlp-grpc = { endpoint = "https://collector.example:4317", headers = { ';
const http = '[otel]\nexporter = { otlp-http = { protocol = "json", endpoint = "https://';

const exporter = '[otel.exporter.otlp-http]\nendpoint = "https://c.example/v1/logs"\nprotocol = "binary"\n';

/** Configurations that nobody writes and a repository can hold. */
export const hostileConfigs: Readonly<Record<string, Sized>> = {
  "one table again and again": lines(() => "[otel]"),
  "one table with other keys again and again": lines((index) => `[otel]\nkey_${index} = 1`),
  "one key again and again": lines(() => 'environment = "x"', otel),
  "one sub-table again and again": lines(() => '[otel.exporter.otlp-grpc]\nendpoint = "https://x"'),
  "array tables": lines(() => "[[otel]]"),
  "tables with a pair": lines((index) => `[table_${index}]\nx = 1`),
  "servers in tables": lines((index) => `[mcp_servers.s${index}]\ncommand = "x"`),
  "headers that are not closed": lines(() => "[x"),
  "one pair without quotes again and again": lines(() => "a = b"),
  "pairs of other names whose strings are not closed": lines((index) => `a${index} = "`),
  "opened strings over lines, one behind the other": long(`${otel}x = `, '"""'),
  "tables with similar names": lines((index) => `[otel${index}]`),
  "tables below one": lines((index) => `[otel.table_${index}]`),
  "dotted keys": lines((index) => `otel.a${index}.b = 1`),
  "a dotted key of many parts": nested("a", ".a", " = 1", ""),
  "a header of many parts": nested("[otel", ".b", "]\nx = 1", ""),
  "unknown options": lines((index) => `x${index} = 1`, otel),
  "options with a name that is nearly right": lines((index) => `log_user_promp${index} = true`, otel),
  "keys of an exporter that it does not have": lines((index) => `x${index} = 1`, "[otel.exporter.otlp-grpc]\n"),
  headers: items(grpc, (index) => `h${index} = "v"`, " } } }"),
  "headers with names that are none": items(grpc, (index) => `"h ${index}" = "v"`, " } } }"),
  "headers in a list": items(`${exporter}headers = [`, (index) => `"a${index}=b"`, "]"),
  "one header again and again, in a list": items(`${exporter}headers = [`, () => '"a=b"', "]"),
  "headers that are no strings": items(grpc, (index) => `h${index} = ${index}`, " } } }"),
  "headers as variables": items(grpc, (index) => `h${index} = "\${X}"`, " } } }"),
  "headers in a table": lines((index) => `h${index} = "v"`, "[otel.exporter.otlp-grpc.headers]\n"),
  "deep brackets that are never closed": nested("a = ", "[", "", ""),
  "deep brackets": nested("a = ", "[", "", "]"),
  "deep braces that are never closed": nested("a = ", "{a=", "", ""),
  "deep braces": nested("a = ", "{a=", "1", "}"),
  "short tables that are opened on every line": lines(() => "a={"),
  "brackets that are opened on every line": lines(() => "a = ["),
  "braces that are opened on every line": lines(() => "a = {"),
  "strings that are not closed": lines((index) => `a${index} = "x`, otel),
  "a long string over lines that is not closed": long('[otel]\nenvironment = """', "x\n"),
  "one long line": long('[otel]\nenvironment = "', "é", '"'),
  "a long key": long(otel, "k", " = 1"),
  "only line ends": long("", "\n"),
  "only line ends of an old Mac": long("", "\r"),
  "strings over lines, opened and closed": long(`${otel}x = `, '"""\n'),
  "words without an equals sign": lines((index) => `a b${index} c = d`, otel),
  "the same words without an equals sign": lines(() => "a b c = d", otel),
  "a long string in an exporter": long(`${http}x", headers = { a = "`, "A", '" } } }'),
  "a key of many parts in braces": long("x = { y", ".a", " = 1 }"),
  "lines of an old Mac": (count) => times(count, (index) => `a${index} = 1`, "\r"),
  "one table again and again, in lines of an old Mac": (count) => times(count, () => "[otel]", "\r"),
  "broken lines of an old Mac": (count) => times(count, () => "[otel]\r= ", "\r"),
  "only equals signs": lines(() => "="),
  comments: long("", "#\n"),
  quotes: long("", '"'),
  blanks: (count) => `${" ".repeat(10 * count)}x`,
  "colons in place of equals signs": lines((index) => `key_${index}: "v"`, otel),
  "values without quotes": lines((index) => `key_${index} = prod`, otel),
  "escapes that do not exist": lines((index) => `key_${index} = "\\q"`, otel),
  "numbers that are too large": lines((index) => `key_${index} = 99999999999999999999`, otel),
  "a host of many parts": long(http, "a.", '" } }'),
  "an address of percent signs": long(`${http}x/`, "%", '" } }'),
  "variables in a header": long(`${http}x", headers = { a = "`, "${", '" } } }'),
  tracestate: items("[otel]\ntracestate = { ", (index) => `a${index} = { b = "c," }`, " }"),
  "keys of a second table with values": lines((index) => `x${index} = { a = 1, b = "" } # c`, "[otel]\n[otel]\n"),
  "dotted keys in pieces below a second table": lines((index) => `x${index} . b . c = 1`, "[otel]\n[otel]\n"),
  "braces in braces below a second table": nested("[otel]\nx = 1\n[otel]\ny = ", "{ a = ", "1", " }"),
  "escaped quotes in a string that is not closed": long('[otel]\nx = 1\n[otel]\ny = "', '\\"'),
  "one header again and again, in braces": items(grpc, () => 'h = "v"', " } } }"),
  "one name twice in the braces of every line": lines((index) => `x${index} = { a = 1, a = 1 }`, otel),
  "headers beside the headers": lines((index) => `x-${index} = "v"`, `${exporter}headers = { a = "b" }\n`),
  "headers beside a table of headers": (count) =>
    `${exporter}${times(count, (index) => `x-${index} = "v"`)}\n[otel.exporter.otlp-http.headers]\n` +
    times(count, (index) => `b${index} = "v"`),
  "one header in each of many tables": lines(
    (index) => `[[otel.exporter.otlp-http.headers]]\nh${index} = "v"`,
    exporter,
  ),
  "tables below the braces of a long line": (count) =>
    `a = { ${times(count, (index) => `b${index} = 1`, ", ")} }\n${times(count, (index) => `[a.c${index}]\nx = 1`)}`,
  "tables below a long text": (count) =>
    `a = "${"x".repeat(10 * count)}"\n${times(count, (index) => `[a.c${index}]\nx = 1`)}`,
  "profiles with telemetry": lines((index) => `[profiles.p${index}.otel]\nenvironment = "x"`),
};

/** So many are compared with each other. */
const mostGlobs = 98;
const forward =
  'version = 1\n[destinations.siem]\nreceives = ["*"]\n[destinations.siem.forward]\nendpoint = "https://x.example"\n';
const destination = 'version = 1\n[destinations.siem]\nreceives = ["*"]\n';
const detection = 'version = 1\n[[detections]]\nid = "d"\nseverity = "low"\nmessage = "m"\nevent = "*"\nwhen = [';

/** A detection of an event, by a glob, with a sample of one name. */
const sampled = (glob: string, name: string) =>
  `version = 1\n[[detections]]\nid = "d"\nseverity = "low"\nmessage = "m"\nevent = ["${glob}"]\n` +
  `[[detections.samples]]\ntitle = "t"\nfinds = false\nevents = [{ "event.name" = "${name}" }]\n`;

/** The same for policies. */
export const hostilePolicies: Readonly<Record<string, Sized>> = {
  classes: lines((index) => `c${index} = ["a${index}*"]`, `${destination}[classes]\n`),
  "attributes of a class": items("version = 1\n[classes]\nc = [", (index) => `"attribute_${index}"`, "]"),
  "classes that do not exist": lines((index) => `c${index} = "keep"`, `${destination}[destinations.siem.redact]\n`),
  "classes with a name that is nearly right": (count) =>
    `version = 1\n[classes]\n${times(count, (index) => `c${index} = []`)}\n[destinations.siem]\nreceives = ["*"]\n` +
    `[destinations.siem.redact]\n${times(count, (index) => `cc${index} = "keep"`)}`,
  "actions that do not exist": lines(
    (index) => `prompt${index} = "kept"`,
    `${destination}[destinations.siem.redact]\n`,
  ),
  destinations: lines((index) => `[destinations.d${index}]\nreceives = ["*"]`, "version = 1\n"),
  "one destination again and again": lines(() => "[destinations.siem]", "version = 1\n"),
  "events that a destination receives": items(
    "version = 1\n[destinations.siem]\nreceives = [",
    (index) => `"codex.*${index}"`,
    "]",
  ),
  "events with a name that is nearly right": items(
    "version = 1\n[destinations.siem]\nreceives = [",
    (index) => `"codex.tool_resul${index}"`,
    "]",
  ),
  "names that no variable can have": lines(
    (index) => `h${index} = "bad name ${index}"`,
    `${forward}[destinations.siem.forward.headers_env]\n`,
  ),
  "variables with a sign in front": items(`${forward}headers_env = { `, (index) => `"h ${index}" = "$X${index}"`, " }"),
  "headers that name no variable": items(`${forward}headers_env = { `, (index) => `h${index} = ${index}`, " }"),
  "classes, each of which is kept": (count) =>
    `${destination}[destinations.siem.redact]\n${times(count, (index) => `c${index} = "keep"`)}\n[classes]\n` +
    times(count, (index) => `c${index} = ["a${index}"]`),
  "one detection again and again below its version": lines(
    () => '[[detections]]\nid = "d"\nseverity = "low"\nmessage = "m"\nevent = "*"',
    "version = 1\n",
  ),
  detections: lines((index) => `[[detections]]\nid = "d${index}"\nseverity = "low"\nmessage = "m"\nevent = "*"`),
  "detections with one id": lines(() => '[[detections]]\nid = "d"\nseverity = "low"\nmessage = "m"\nevent = "*"'),
  "empty detections": lines(() => "[[detections]]", "version = 1\n"),
  conditions: items(detection, (index) => `{ attribute = "attribute_${index}", equals = "x" }`, "]"),
  "empty conditions": items(detection, () => "{}", "]"),
  "keys of a condition that it does not have": items(`${detection}{ `, (index) => `equal${index} = "x"`, " }]"),
  "alternatives, side by side": items(`${detection}{ any = [`, () => '{ attribute = "prompt", exists = true }', "] }]"),
  "deep negations": nested(detection, "{ not = ", '{ attribute = "a" }', " }]"),
  "patterns that are none": lines((index) => `s${index} = "a(${index}"`, "version = 1\n[secrets]\n"),
  patterns: lines((index) => `s${index} = "ours${index}[0-9]+"`, "version = 1\n[secrets]\n"),
  "a long pattern": long("version = 1\n[secrets]\na = '", "ab|", "x'"),
  "unknown tables": lines((index) => `[table_${index}]\nx = 1`, destination),
  "classes of one attribute": lines((index) => `class_${index} = ["attribute_${index}"]`, `${destination}[classes]\n`),
  "classes that do not exist beside one that does": (count) =>
    `${destination}[destinations.siem.redact]\n${times(count, (index) => `unknown_${index} = "mask"`)}\n` +
    '[classes]\nprompt = ["prompt"]\n',
  "unknown keys": lines((index) => `destination${index} = 1`, "version = 1\n"),
  "a long name": long("version = 1\n[destinations.", "a", "]"),
  "a long glob and a long name": (count) => sampled(`*${"a".repeat(5 * count)}b`, "a".repeat(10 * count)),
  "a glob of any characters and a long name": (count) => sampled(`*a${"?".repeat(5 * count)}b`, "a".repeat(10 * count)),
  "a glob of stars and a long name": (count) => sampled(`${"*a".repeat(3 * count)}b`, "a".repeat(10 * count)),
  "a glob and a long name": (count) => sampled(`*${"a?".repeat(100)}b*`, "a".repeat(10 * count)),
  "globs of a class": items(`${destination}[classes]\nc = [`, (index) => `"*a${index}*b*"`, "]"),
  "globs, and names of events": (count) =>
    sampled(
      times(count, (index) => `*a${index}*b`, '", "'),
      "a",
    ) +
    times(
      count,
      (index) => `[[detections.samples]]\ntitle = "t"\nfinds = false\nevents = [{ "event.name" = "a${index}" }]`,
    ),
  "detections with samples": lines(
    (index) =>
      `[[detections]]\nid = "d${index}"\nseverity = "low"\nmessage = "m"\nevent = "a"\n[[detections.samples]]\ntitle = "t"\nfinds = true\nevents = [{ "event.name" = "a" }]`,
    "version = 1\n",
  ),
  "long globs of a class, and destinations that forward": (count) =>
    `version = 1\n[classes]\nc = [${times(Math.min(count, mostGlobs), (index) => `"*${"ab".repeat(26)}${index}*b"`, ", ")}]\n` +
    times(
      count,
      (index) =>
        `[destinations.d${index}]\nreceives = ["*"]\nredact = { c = "keep" }\n[destinations.d${index}.forward]\nendpoint = "https://x.example"`,
    ),
  "entries that are removed again and again": (count) =>
    `version = 1\nextends = "built-in@1"\n[remove]\ndetections = [${times(count, () => '"prompt-logging"', ", ")}]\n` +
    times(count, (index) => `[[detections]]\nid = "d${index}"\nseverity = "low"\nmessage = "m"\nevent = "*"`),
  "a long text in a condition": long(`${destination}when = [{ attribute = "a", equals = "`, "x", '" }]'),
  "alternatives, each with a value": items(
    `${destination}when = [{ any = [`,
    (index) => `{ attribute = "a", equals = "a${index}" }`,
    "] }]",
  ),
};

const fragments = [
  ...["[otel]", "[[otel]]", "[otel.exporter]", "[otel.exporter.otlp-http]", "[classes]", "[[detections]]", "[a.b.#]"],
  ...[
    "environment = 'x'",
    'exporter = "none"',
    "key# = 1",
    "key#: 1",
    "otel.a# = {",
    "a# = [",
    "}",
    "]",
    'b = """',
    "'''",
  ],
  ...[
    'endpoint = "https://x.#"',
    'headers = { a# = "b" }',
    "receives = ['#*']",
    "redact = { # = 'keep' }",
    "= #",
    "# c",
    "",
  ],
  ...[
    "id = 'd#'",
    "when = [{ attribute = 'a#', matches = '(a|b)*#' }]",
    "any = [{ not = {",
    "\\u00e9 = “x”",
    "x = 1 y = 2",
  ],
];
const betweens = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", ", ", " ", ""];

/** A document made of some random fragments that come again and again, each time with another number, or the same. */
export function randomDocument(random: (below: number) => number): { readonly name: string; readonly sized: Sized } {
  const chosen = Array.from({ length: 1 + random(4) }, () => fragments[random(fragments.length)] ?? "");
  const between = betweens[random(betweens.length)] ?? "\n";
  const numbered = random(3) > 0;
  const one = (index: number) =>
    chosen.map((text) => text.replaceAll("#", numbered ? String(index) : "7")).join(between);
  return { name: JSON.stringify([chosen, between, numbered]), sized: (count) => times(count, one, between) };
}
