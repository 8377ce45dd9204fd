import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import type { Action } from "../../../../core/policy/actions/action.ts";
import { ActionIndex } from "../../../../core/policy/actions/actionIndex.ts";
import { hash } from "../../../../core/policy/actions/hash.ts";
import { productActions } from "../../../../core/policy/actions/index.ts";
import { diagnosePolicy } from "../../../../core/policy/language/check/diagnosePolicy.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { productVocabulary } from "../../../../core/policy/vocabulary.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { destination, detection, diagnosticsOf, fixesOf, found } from "./policyText.ts";

test("The built-in policy has nothing to complain about, not even a hint", () => {
  expect(found(defaultPolicyText)).toEqual([]);
  expect(found(defaultPolicyText.replaceAll("\n", "\r\n"))).toEqual([]);
});

describe("Names of events", () => {
  test.each([
    ["codex.tool_decisions", "codex.tool_decision"],
    ["codex.tool-decision", "codex.tool_decision"],
    ["tool_decision", "codex.tool_decision"],
    ["Codex.Tool_Decision", "codex.tool_decision"],
    ["codex.tool-*", "codex.tool_*"],
    ["tool_*", "codex.tool_*"],
    ["codex\\\\..*", "codex.*"],
    ["codex..*", "codex.*"],
  ])("%s was meant to be %s", (written, meant) => {
    const text = destination("", `["${written}", "codex.user_prompt"]`);
    expect(found(text)).toEqual([["policy/unknown-event", `"${written}"`]]);
    expect(fixesOf(text, "policy/unknown-event")).toEqual([`Write ${meant}`]);
  });

  test("that are nothing like one of Codex's are said to be unknown, and nothing is proposed", () => {
    const text = destination("", '["billing.invoice_paid", "zz*"]');
    expect(found(text).map(([code]) => code)).toEqual(["policy/unknown-event", "policy/unknown-event"]);
    expect(fixesOf(text, "policy/unknown-event")).toEqual([]);
  });

  test("of the catalogue, and globs that match one, are fine wherever they stand", () => {
    const samples = `when = [{ attribute = "decision", exists = true }]
join = { on = "call_id", event = ["codex.tool_res?lt"] }
samples = [{ title = "t", finds = false, events = [] }]`;
    expect(found(detection(samples, '["*", "codex.*", "codex.plugin_install_*", "codex.user_prompt"]'))).toEqual([]);
  });

  test("of a detection and of its join are looked at too", () => {
    const text = detection('join = { on = "call_id", event = "codex.tool_resutl" }', '"codex.tool_decison"');
    expect(found(text).filter(([code]) => code === "policy/unknown-event")).toEqual([
      ["policy/unknown-event", '"codex.tool_decison"'],
      ["policy/unknown-event", '"codex.tool_resutl"'],
    ]);
  });
});

describe("Names of attributes", () => {
  test.each([
    ["sucess", "success"],
    ["user_email", undefined],
    ["sandbox-policy", "sandbox_policy"],
    ["sandbox_mode", undefined],
    ["resource.host.nam", "resource.host.name"],
    ["resource.env", undefined],
    ["body", undefined],
    ["input_token_counts", "input_token_count"],
  ])("%s: a near miss is named, a name the catalogue knows is not", (written, meant) => {
    const text = destination(`when = [{ not = { attribute = "${written}", exists = true } }]`);
    expect(fixesOf(text, "policy/attribute-misspelt")).toEqual(meant === undefined ? [] : [`Write ${meant}`]);
    expect(found(text).map(([code]) => code)).toEqual(meant === undefined ? [] : ["policy/attribute-misspelt"]);
  });

  test("that only another sender may have are a hint, deep inside of conditions too", () => {
    const text = destination('when = [{ any = [{ not = [{ attribute = "team.color", equals = "blue" }] }] }]');
    expect(found(text)).toEqual([["policy/unknown-attribute", '"team.color"']]);
  });

  test("of a class are looked at, but not globs, and not those that the built-in policy lists for others", () => {
    const text = `version = 1\n[classes]\none = ["prompts", "*secret*", "gen_ai.prompt.0", "team.color", "stdout"]\n`;
    expect(found(text)).toEqual([
      ["policy/attribute-misspelt", '"prompts"'],
      ["policy/unknown-attribute", '"team.color"'],
    ]);
  });

  test("stand in a class under two spellings on purpose, when the right one is there too", () => {
    expect(found('version = 1\n[classes]\none = ["prompts", "prompt"]\n').map(([code]) => code)).toEqual([
      "policy/unknown-attribute",
    ]);
  });
});

describe("What can never happen is said", () => {
  test.each([
    [
      "an attribute that none of the events carries",
      '{ attribute = "sandbox_policy", equals = "read-only" }',
      '"sandbox_policy"',
    ],
    ["a value of what is absent", '{ attribute = "decision", exists = false, equals = "x" }', undefined],
    ["a number above and below", '{ attribute = "decision", greater_than = 5, less_than = 5 }', undefined],
    ["alternatives of which none can hold", '{ any = [{ attribute = "prompt", exists = true }] }', '"prompt"'],
  ])("%s", (_, condition, place) => {
    const text = destination(`when = [${condition}]`, '["codex.tool_decision"]');
    expect(found(text)).toEqual([["policy/condition-never-holds", place ?? condition]]);
  });

  test.each([
    ["its absence", '{ attribute = "sandbox_policy", exists = false }'],
    ["another value", '{ attribute = "sandbox_policy", not_equals = "read-only" }'],
    ["the opposite", '{ not = { attribute = "sandbox_policy", equals = "read-only" } }'],
    [
      "one alternative that can",
      '{ any = [{ attribute = "sandbox_policy", exists = true }, { attribute = "decision", exists = true }] }',
    ],
    ["a resource", '{ attribute = "resource.env", equals = "prod" }'],
    ["an alias", '{ attribute = "tool.name", equals = "shell" }'],
    ["what every event has", '{ attribute = "model", equals = "gpt" }'],
  ])("but not of %s", (_, condition) => {
    expect(found(destination(`when = [${condition}]`, '["codex.tool_decision"]'))).toEqual([]);
  });

  test("a signal in which none of the events comes", () => {
    const withTraces = (signals: string, receives?: string) =>
      found(
        `${destination(`signals = ${signals}\nredact.ids = "keep"`, receives)}[classes]\nids = ["trace_id", "span_id"]\n`,
      );
    expect(withTraces('["logs", "traces", "metrics"]', '["codex.tool_decision"]')).toEqual([
      ["policy/signal-without-event", '"traces"'],
    ]);
    expect(withTraces('["logs", "traces"]')).toEqual([]);
    expect(found(destination('signals = ["logs"]', '["codex.tool_call_received"]'))).toEqual([
      ["policy/signal-without-event", '"logs"'],
    ]);
  });
});

describe("Forwarding", () => {
  const forward = (headers: string, endpoint = "https://o.example.com:4317") =>
    destination(
      `forward = { endpoint = "${endpoint}", protocol = "grpc", headers_env = { Authorization = "${headers}" } }`,
    );

  test.each(["MONAD_AUTHORIZATION", "siem_token", "_X", "Path", "HEADER_2024", "OTEL_EXPORTER_OTLP_HEADERS_SIEM"])(
    "%s is the name of a variable",
    (name) => expect(found(forward(name))).toEqual([]),
  );

  test.each([
    "Bearer abc",
    "ApiKey mk_0123456789abcdef",
    "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "AKIAIOSFODNN7EXAMPLE",
    `sk-ant-${"a1B2c3D4".repeat(4)}`,
    "9f86d081884c7d659a2feaa0c55ad015",
    "glc_eyJrIjoiNGIwM2Y2MTYifQ1x2y3z",
  ])("%s is a credential: the message does not repeat it, and no fix is made without being asked", (value) => {
    const [diagnostic, ...others] = diagnosticsOf(forward(value));
    expect(others).toEqual([]);
    expect(diagnostic?.code).toBe("policy/credential-written");
    expect(JSON.stringify([diagnostic?.message, diagnostic?.fixes])).not.toContain(value);
    expect(diagnostic?.fixes.map(({ preferred }) => preferred)).toEqual([false]);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is what people write who know shells
  test.each([
    ["$MONAD_TOKEN", "MONAD_TOKEN"],
    ["${MONAD_TOKEN}", "MONAD_TOKEN"],
    ["$env:MONAD_TOKEN", "MONAD_TOKEN"],
    ["%MONAD_TOKEN%", "MONAD_TOKEN"],
    [" MONAD_TOKEN ", "MONAD_TOKEN"],
    ["MONAD-TOKEN", "MONAD_TOKEN"],
    ["", "D_AUTHORIZATION"],
  ])("%j is no name, %s is", (written, name) => {
    expect(found(forward(written)).map(([code]) => code)).toEqual(["policy/environment-name"]);
    expect(fixesOf(forward(written), "policy/environment-name").join()).toContain(name);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

  test.each([
    ["https://o.example.com:4317", []],
    ["http://127.0.0.1:4317", []],
    ["http://localhost:4318/v1/logs", []],
    ["http://[::1]:4318", []],
    ["http://o.example.com:4317", ["policy/endpoint-plaintext"]],
    ["o.example.com:4317", ["policy/endpoint-scheme"]],
    ["localhost:4317", ["policy/endpoint-scheme"]],
    ["grpc://o.example.com:4317", ["policy/endpoint-scheme"]],
    ["", ["policy/endpoint-scheme"]],
    ["https://app.monad.com@evil.example", ["policy/endpoint-disguised"]],
    ["user:pass@o.example.com", ["policy/endpoint-disguised"]],
    ["https://o.example .com", ["policy/endpoint-disguised"]],
  ])("The endpoint %j", (endpoint, codes) => {
    expect(found(forward("TOKEN", endpoint)).map(([code]) => code)).toEqual(codes);
  });

  const withTls = (tls: string, endpoint = "https://o.example.com:4317") =>
    destination(`forward = { endpoint = "${endpoint}", protocol = "grpc", tls = { ${tls} } }`);

  test.each([
    ["ca_file = 'ca.pem'", "https://o.example.com:4317", []],
    ["cert_file = '~/c.pem', key_file = '/c.key'", "https://o.example.com:4317", []],
    ["ca_file = 'ca.pem'", "http://127.0.0.1:4317", ["policy/tls-without-https"]],
    ["cert_file = 'c.pem'", "https://o.example.com:4317", ["policy/missing-key"]],
    ["ca = 'ca.pem'", "https://o.example.com:4317", ["policy/unknown-key"]],
  ])("The certificates { %s } of %s", (tls, endpoint, codes) => {
    expect(found(withTls(tls, endpoint)).map(([code]) => code)).toEqual(codes);
  });

  test("A key that stands in place of its path is told, and not repeated", () => {
    const text = withTls("cert_file = 'c.pem', key_file = '-----BEGIN PRIVATE KEY-----nobody'");
    const [diagnostic, ...others] = diagnosticsOf(text);
    expect(diagnostic?.code).toBe("policy/credential-written");
    expect(JSON.stringify([diagnostic?.message, diagnostic?.fixes])).not.toContain("nobody");
    expect(others).toEqual([]);
  });

  test("A truncation that leaves whatever Codex sends is told", () => {
    const cut = (bytes: number) =>
      found(`version = 1
[destinations.d]
receives = ["codex.*"]
redact = { unknown = { truncate = ${bytes} } }
`);
    expect(cut(65_536)).toEqual([]);
    expect(cut(65_537)).toEqual([["policy/truncation-cuts-nothing", "65537"]]);
  });
});

describe("Patterns", () => {
  test.each([
    ["'a(?=b)'", "(?="],
    ["'(?<!x)a'", "(?<!"],
    ['"a\\\\1"', "\\\\1"],
    ['"\\u0061\\tb\\\\1"', "\\\\1"],
    ["'''\na\n(?>b)'''", "(?>"],
    ['"""\r\na\r\nb\\\r\n  (?>c)"""', "(?>"],
    ['"\\x41\\U0001F600(?>b)"', "(?>"],
    ["'a{3,2}'", "{3,2}"],
    ["'ab('", "ab("],
  ])("%s is wrong at %s", (pattern, place) => {
    expect(found(`version = 1\n[secrets]\na = ${pattern}\n`)[0]).toEqual(["policy/pattern-invalid", place]);
  });

  test("in a condition are looked at as well, and say what RE2 does not have", () => {
    const text = destination("when = [{ attribute = 'model', matches = 'x(?!y)' }]");
    expect(found(text)).toEqual([["policy/pattern-invalid", "(?!"]]);
    expect(diagnosticsOf(text)[0]?.message).toContain("no look-ahead");
  });
});

describe("Samples", () => {
  const sample = (finds: boolean, decision: string) =>
    `[[detections.samples]]\ntitle = "t"\nfinds = ${finds}\nevents = [{ "event.name" = "codex.tool_decision", decision = "${decision}" }]\n`;
  const rule = detection('when = [{ attribute = "decision", equals = "denied" }]');

  test("that contradict their detection are found at once", () => {
    const text = `${rule}${sample(true, "denied")}${sample(false, "approved")}${sample(true, "approved")}`;
    expect(found(text)).toEqual([["policy/sample-contradicts", "true"]]);
    expect(found(`${rule}${sample(false, "denied")}`)).toEqual([["policy/sample-contradicts", "false"]]);
  });

  test("that take too long together are not run from there on, and that is said", () => {
    const costly = detection("when = [{ attribute = 'source', matches = 'x[a-f]{950}[g-z]{950}' }]");
    const long = (title: string) =>
      `[[detections.samples]]\ntitle = "${title}"\nfinds = false\nevents = [{ "event.name" = "codex.tool_decision", source = "${"y".repeat(2000)}" }]\n`;
    const other = rule.replace("version = 1\n", "").replace('id = "a"', 'id = "b"');
    expect(found(`${costly}${long("one")}${long("two")}${other}${sample(true, "approved")}`)).toEqual([
      ["policy/samples-not-run", '"two"'],
    ]);
    expect(found(`${rule}${long("one")}${long("two")}`).map(([code]) => code)).not.toContain("policy/samples-not-run");
  });

  test("are missed, as a hint", () => expect(found(rule)).toEqual([["policy/detection-unproven", '"a"']]));

  test("are left alone while something is wrong with their detection, or with themselves", () => {
    const broken = `${rule.replace('"low"', '"mild"')}${sample(true, "approved")}`;
    expect(found(broken).map(([code]) => code)).toEqual(["policy/unknown-word"]);
    const incomplete = `${rule}${sample(true, "approved").replace("finds = true\n", "")}`;
    expect(found(incomplete).map(([code]) => code)).toEqual(["policy/missing-key"]);
  });

  test("of one detection are looked at although another one is broken", () => {
    const other =
      '[[detections]]\nid = "b"\nseverity = 5\nmessage = "m"\nevent = "*"\nsamples = [{ title = "t", finds = false, events = [] }]\n';
    expect(found(`${rule}${sample(true, "approved")}${other}`).map(([code]) => code)).toEqual([
      "policy/sample-contradicts",
      "policy/wrong-type",
    ]);
  });
});

describe("While a line is being typed", () => {
  test("only the line is complained about, not what may stand in it", () => {
    expect(found('version = 1\n[destinations.d]\nreceives = ["codex.*"\n').map(([code]) => code)).toEqual([
      "policy/syntax",
    ]);
    expect(
      found(
        "version = \n[classes]\nprompt = [\"prompt\"\n[destinations.d]\nreceives = ['*']\nredact = { prompt = 'drop' }\n",
      ).every(([code]) => code === "policy/syntax"),
    ).toBe(true);
  });

  test("a name defined twice is said to be so, and the repetition can go", () => {
    const text = 'version = 1\n[classes]\nprompt = ["prompt"]\nprompt = ["content"]\n';
    expect(found(text)).toEqual([["policy/syntax", "prompt"]]);
    expect(fixesOf(text, "policy/syntax")).toContain("Remove this line");
  });

  test("a key that is misspelt is not missed as well", () => {
    expect(found("version = 1\n[destinations.d]\nreceive = ['*']\nredact.unknown = 'mask'\n")).toEqual([
      ["policy/unknown-key", "receive"],
    ]);
    expect(found(destination("when = [{ attribute = 'model', equal = 'x' }]"))).toEqual([
      ["policy/unknown-key", "equal"],
    ]);
  });
});

describe("What is underlined", () => {
  test("of a table that lacks a key is its header, not all of its lines", () => {
    const text = 'version = 1\n[[detections]]\nseverity = "low"\nmessage = "m"\nevent = "*"\n';
    expect(found(text)).toEqual([["policy/missing-key", "[[detections]]"]]);
  });
});

describe("Hashes without a salt", () => {
  const text = 'version = 1\n\n# broad\n[destinations.d]\nreceives = ["*"]\nredact = { unknown = "hash" }\n';
  test("are told once, and not where a salt is", () => {
    expect(found(text)).toEqual([["policy/hash-without-salt", '"hash"']]);
    expect(found(`${text}[hashing]\nsalt_env = "SALT"\n`)).toEqual([]);
  });
  test.each([
    'redact = { unknown = "mask", default = "hash" }',
    'redact.unknown = "hash"',
    "redact = { unknown = { short_hash = 8 } }",
    "redact.unknown = { short_hash = 8 }",
    "redact.unknown.short_hash = 8",
    '[destinations.d.redact]\nunknown = "hash"',
    "[destinations.d.redact.unknown]\nshort_hash = 8",
  ])("are told in every form in which an action is written: %s", (redact) => {
    const shortHash: Action = { ...hash, kind: "short_hash", proposedBytes: 8 };
    const vocabulary = { ...productVocabulary, actions: new ActionIndex([...productActions.all, shortHash]) };
    const told = (more: string) =>
      diagnosePolicy(parseToml(`version = 1\n[destinations.d]\nreceives = ["*"]\n${redact}\n${more}`), vocabulary).map(
        ({ code }) => code,
      );
    expect(told("")).toContain("policy/hash-without-salt");
    expect(told('[hashing]\nsalt_env = "SALT"\n')).not.toContain("policy/hash-without-salt");
  });

  test("are told where the destination is to forward, but cannot", () => {
    const broken = `${text}forward = { endpoint = "https://o.example" }\n`;
    expect(found(broken).map(([code]) => code)).toContain("policy/hash-without-salt");
  });

  test("can get the usual one, in front of the comment of what follows", () => {
    const [diagnostic] = diagnosticsOf(text);
    const edits = diagnostic?.fixes[0]?.edits ?? [];
    expect(applyEdits(text, edits)).toContain(
      '[hashing]\nsalt_env = "CODEX_OTEL_HASH_SALT"\n\n# broad\n[destinations.d]',
    );
    expect(found(applyEdits(text, edits))).toEqual([]);
  });
});
