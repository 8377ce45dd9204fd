import { describe, expect, test } from "vitest";
import { exposureOf, variablesOf } from "../../../core/exposure/exposure.ts";
import { newlyExposed } from "../../../core/exposure/newlyExposed.ts";
import { readExposure } from "../../../core/exposure/readExposure.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

/** The exposure of the one destination of a policy. */
function exposed(text: string) {
  const { policy, problems } = parsePolicy(`version = 1\n${text}`);
  const destination = policy?.destinations[0];
  if (policy === undefined || destination === undefined) throw new Error(JSON.stringify(problems));
  return exposureOf(policy, destination);
}

interface Parts {
  readonly top?: string;
  readonly classes?: string;
  readonly signals?: string;
  readonly receives?: string;
  readonly when?: string;
  readonly redact?: string;
  readonly forward?: string;
}

const siem = ({
  top = "",
  classes = 'prompt = ["prompt"]\nidentity = ["user.*"]',
  signals = '["logs"]',
  receives = '["codex.*"]',
  when = "[]",
  redact = 'prompt = "drop", identity = "hash", unknown = "mask"',
  forward = 'endpoint = "https://siem.example", protocol = "grpc", headers_env = { Authorization = "SIEM_KEY" }',
}: Parts = {}) =>
  exposed(`${top}
[classes]
${classes}
[destinations.siem]
description = "ours"
signals = ${signals}
receives = ${receives}
when = ${when}
redact = { default = "keep", ${redact} }
forward = { ${forward} }
`);

const before = siem();
const news = (parts: Parts, than: Parts = {}) => newlyExposed(siem(than), siem(parts));

describe("Nothing is newly exposed", () => {
  test("by the same policy, also after it went through JSON", () => {
    expect(newlyExposed(before, siem())).toEqual([]);
    expect(newlyExposed(JSON.parse(JSON.stringify(before)), siem())).toEqual([]);
  });

  test.each<[string, Parts, Parts?]>([
    ["a class that is dropped instead of hashed", { redact: 'prompt = "drop", identity = "drop", unknown = "mask"' }],
    ["a class that is masked instead of kept", { redact: 'prompt = "mask"' }, { redact: 'prompt = "keep"' }],
    ["a shorter cut", { redact: "prompt = { truncate = 5 }" }, { redact: "prompt = { truncate = 6 }" }],
    [
      "a shorter cut of what counts as clear",
      { redact: "prompt = { truncate = 2000 }" },
      { redact: "prompt = { truncate = 3000 }" },
    ],
    [
      "a cut instead of the whole, where both count as clear",
      { redact: "prompt = { truncate = 2000 }" },
      { redact: 'prompt = "keep"' },
    ],
    ["a cut instead of the whole", { redact: "prompt = { truncate = 5 }" }, { redact: 'prompt = "keep"' }],
    [
      "a salted hash instead of a cut",
      { top: '[hashing]\nsalt_env = "S"', redact: 'prompt = "hash", identity = "hash"' },
      { top: '[hashing]\nsalt_env = "S"', redact: 'prompt = { truncate = 5 }, identity = "hash"' },
    ],
    ["fewer events", { receives: '["codex.user_*"]' }],
    ["fewer signals", { signals: '["logs"]' }, { signals: '["logs", "traces"]' }],
    ["one more condition", { when: '[{ attribute = "a", equals = "b" }]' }],
    [
      "one more value that must not be there",
      { when: '[{ attribute = "a", not_equals = ["b", "c"] }]' },
      { when: '[{ attribute = "a", not_equals = "b" }]' },
    ],
    [
      "conditions in another order and nesting",
      { when: '[[{ attribute = "a", exists = true, matches = "x" }], { attribute = "b", equals = [2, 1] }]' },
      {
        when: '[{ attribute = "b", equals = [1, 2] }, { attribute = "a", matches = "x" }, { attribute = "a", exists = true }]',
      },
    ],
    ["fewer headers", { forward: 'endpoint = "https://siem.example", protocol = "grpc"' }],
    ["another protocol to the same endpoint", { forward: 'endpoint = "https://siem.example", protocol = "http-json"' }],
    ["a further secret", { top: '[secrets]\nours = "OUR-[0-9]+"' }],
    ["the built-in secrets, which were off", {}, { top: "built_in_secrets = false" }],
    [
      "a salt that nothing is hashed with",
      { top: '[hashing]\nsalt_env = "DB_PASSWORD"', redact: 'prompt = "drop", identity = "drop", unknown = "mask"' },
    ],
    [
      "a part of a class that is dropped now",
      { classes: 'prompt = ["prompt", "user.name", "user.full*"]\nidentity = ["user.*"]' },
    ],
    ["a class that moved in the file", { classes: 'identity = ["user.*"]\nprompt = ["prompt"]' }],
    [
      "a new class of what was unknown, dropped",
      {
        classes: 'prompt = ["prompt"]\nidentity = ["user.*"]\nnew = ["new.*"]',
        redact: 'prompt = "drop", identity = "hash", unknown = "mask", new = "drop"',
      },
    ],
    ["another description", { top: "", forward: 'protocol = "grpc", endpoint = "https://siem.example"' }],
  ])("by %s", (_, parts, than) => {
    expect(news(parts, than)).toEqual([]);
  });
});

const forward = (endpoint: string, headers: string) =>
  `endpoint = "${endpoint}", protocol = "grpc", headers_env = { ${headers} }`;

describe("What is newly exposed is told", () => {
  const attributes = (name: string, attribute: string, one: object, other: object) => [
    { kind: "attributes", class: name, attributes: [attribute], before: one, after: other },
  ];
  test.each<[string, Parts, Parts | undefined, unknown]>([
    [
      "a class that is kept now",
      { redact: 'prompt = "keep", identity = "hash", unknown = "mask"' },
      undefined,
      attributes("prompt", "prompt", { kind: "drop" }, { kind: "keep" }),
    ],
    [
      "a longer cut, where both count as clear",
      { redact: "prompt = { truncate = 3000 }" },
      { redact: "prompt = { truncate = 2000 }" },
      attributes("prompt", "prompt", { kind: "truncate", bytes: 2000 }, { kind: "truncate", bytes: 3000 }),
    ],
    [
      "the whole instead of a cut, where both count as clear",
      { redact: 'prompt = "keep"' },
      { redact: "prompt = { truncate = 2000 }" },
      attributes("prompt", "prompt", { kind: "truncate", bytes: 2000 }, { kind: "keep" }),
    ],
    [
      "a class that is not named any more",
      { redact: 'identity = "hash", unknown = "mask"' },
      undefined,
      attributes("prompt", "prompt", { kind: "drop" }, { kind: "keep" }),
    ],
    [
      "that there is something, which was dropped",
      { redact: 'prompt = "mask", identity = "hash", unknown = "mask"' },
      undefined,
      attributes("prompt", "prompt", { kind: "drop" }, { kind: "mask" }),
    ],
    [
      "the beginning of what was hashed",
      { redact: 'prompt = "drop", identity = { truncate = 3 }, unknown = "mask"' },
      undefined,
      attributes("identity", "user.*", { kind: "hash" }, { kind: "truncate", bytes: 3 }),
    ],
    [
      "a hash without a salt of what was cut",
      { redact: 'prompt = "hash", unknown = "mask"' },
      { redact: 'prompt = { truncate = 3 }, identity = "drop", unknown = "mask"' },
      [
        ...attributes("prompt", "prompt", { kind: "truncate", bytes: 3 }, { kind: "hash" }),
        ...attributes("identity", "user.*", { kind: "drop" }, { kind: "keep" }),
      ],
    ],
    [
      "attributes of no class",
      { redact: 'prompt = "drop", identity = "hash"' },
      undefined,
      attributes("unknown", "*", { kind: "mask" }, { kind: "keep" }),
    ],
    [
      "an attribute that was put into a class that is shown",
      { classes: 'shown = ["prompt"]\nprompt = []\nidentity = ["user.*"]' },
      undefined,
      attributes("shown", "prompt", { kind: "drop" }, { kind: "keep" }),
    ],
    [
      "attributes that a glob in front takes away",
      { classes: 'prompt = ["prompt"]\nshown = ["user.e*"]\nidentity = ["user.*"]' },
      undefined,
      attributes("shown", "user.e*", { kind: "hash" }, { kind: "keep" }),
    ],
    ["traces", { signals: '["logs", "traces"]' }, undefined, [{ kind: "signal", signal: "traces" }]],
    ["more events", { receives: '["codex.*", "other"]' }, undefined, [{ kind: "events", receives: "other" }]],
    [
      "a condition that is gone",
      {},
      { when: '[{ attribute = "a", not_equals = "b" }]' },
      [{ kind: "condition", condition: '{"attribute":"a","not_equals":"\\"b\\""}' }],
    ],
    [
      "a condition that says something else",
      { when: '[{ attribute = "a", matches = "^bc?$" }]' },
      { when: '[{ attribute = "a", matches = "^b$" }]' },
      [{ kind: "condition", condition: '{"attribute":"a","matches":"^b$"}' }],
    ],
    [
      "a condition on secrets when these are others",
      { top: '[secrets]\nours = "OUR-[0-9]+"', when: '[{ attribute = "a", has_secret = true }]' },
      { when: '[{ attribute = "a", has_secret = true }]' },
      [{ kind: "condition", condition: '{"attribute":"a","has_secret":true}' }],
    ],
    [
      "all built-in secrets",
      { top: "built_in_secrets = false" },
      undefined,
      [{ kind: "secrets", names: [], all: true }],
    ],
    [
      "a secret of its own that says something else",
      { top: '[secrets]\nours = "OUR-[0-9]{40}"' },
      { top: '[secrets]\nours = "OUR-[0-9]+"' },
      [{ kind: "secrets", names: ["ours"], all: false }],
    ],
    [
      "secrets in another order, for one may hide another",
      { top: '[secrets]\nfront = "OUR-"\nours = "OUR-[0-9]+"' },
      { top: '[secrets]\nours = "OUR-[0-9]+"' },
      [{ kind: "secrets", names: ["ours"], all: false }],
    ],
    [
      "another part of what is cut, behind a secret of its own",
      { top: '[secrets]\nfront = "^.{100}"', redact: "prompt = { truncate = 20 }" },
      { redact: "prompt = { truncate = 20 }" },
      [{ kind: "cuts", names: ["front"] }],
    ],
    [
      "another salt",
      { top: '[hashing]\nsalt_env = "DB_PASSWORD"' },
      { top: '[hashing]\nsalt_env = "SALT"' },
      [{ kind: "salt", before: "SALT", after: "DB_PASSWORD" }],
    ],
    [
      "a salt that is read",
      { top: '[hashing]\nsalt_env = "S"' },
      undefined,
      [{ kind: "salt", before: undefined, after: "S" }],
    ],
    ["no salt any more", {}, { top: '[hashing]\nsalt_env = "S"' }, [{ kind: "salt", before: "S", after: undefined }]],
    [
      "another port, because another protocol has another one where none is written",
      { forward: 'endpoint = "http://127.0.0.1", protocol = "grpc"' },
      { forward: 'endpoint = "http://127.0.0.1", protocol = "http-json"' },
      [{ kind: "endpoint", before: "http://127.0.0.1, port 80", after: "http://127.0.0.1, port 4317" }],
    ],
    [
      "another endpoint",
      { forward: forward("https://evil.example", 'Authorization = "SIEM_KEY"') },
      undefined,
      [{ kind: "endpoint", before: "https://siem.example", after: "https://evil.example" }],
    ],
    [
      "another variable",
      { forward: forward("https://siem.example", 'Authorization = "SIEM_KEY", X = "AWS_SECRET_ACCESS_KEY"') },
      undefined,
      [{ kind: "header", header: "X", variable: "AWS_SECRET_ACCESS_KEY" }],
    ],
  ])("%s", (_, parts, than, expected) => {
    expect(news(parts, than)).toEqual(expected);
  });

  test("a built-in secret that the policy replaces with a pattern of its own", () => {
    expect(news({ top: '[secrets]\ngithub_token = "gh"' })).toEqual([
      { kind: "secrets", names: ["github_token"], all: false },
    ]);
  });

  test("too many names to compare", () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `"a${i}.*"`).join(", ");
    const parts = (n: number): Parts => ({ classes: `prompt = ["prompt", ${many(n)}]\nidentity = ["user.*"]` });
    expect(news(parts(500), parts(500))).toEqual([]);
    expect(news(parts(501), parts(500))).toEqual([{ kind: "classes" }]);
  });

  test("to a destination that was only a view", () => {
    const { forward: _, ...view } = before;
    expect(newlyExposed(view, before)).toEqual([
      { kind: "endpoint", before: undefined, after: "https://siem.example" },
      { kind: "header", header: "Authorization", variable: "SIEM_KEY" },
    ]);
    expect(newlyExposed(before, view)).toEqual([]);
  });
});

test("The variables that are read are those of headers, and of the salt where something is hashed", () => {
  expect(variablesOf(siem({ top: '[hashing]\nsalt_env = "DB_PASSWORD"' }))).toEqual(["DB_PASSWORD", "SIEM_KEY"]);
  expect(variablesOf(siem({ top: '[hashing]\nsalt_env = "DB_PASSWORD"', redact: 'identity = "drop"' }))).toEqual([
    "SIEM_KEY",
  ]);
});

describe("An exposure that was kept", () => {
  test("is read as it was", () => {
    const kept = JSON.parse(
      JSON.stringify(siem({ top: '[secrets]\nours = "x"', when: '[{ attribute = "a", exists = true }]' })),
    );
    expect(readExposure(kept)).toEqual(kept);
  });

  test.each([
    ["of another version", { ...before, version: 2 }],
    ["with something that is not known", { ...before, shape: "ocsf" }],
    [
      "with an action that is not known",
      { ...before, classes: [{ name: "a", attributes: [], action: { kind: "blur" } }] },
    ],
    ["without its secrets", { ...before, secrets: undefined }],
    ["in the form of a former version", '["https://siem.example","SIEM_KEY"]'],
    ["that is nothing", null],
  ])("is none %s", (_, kept) => {
    expect(readExposure(kept)).toBeUndefined();
  });
});

describe("Certificates", () => {
  const trusting = (tls: string) =>
    siem({ forward: `${forward("https://siem.example", 'Authorization = "SIEM_KEY"')}${tls && `, tls = { ${tls} }`}` });
  const own = trusting('ca_file = "ca.pem"');

  test("of the same files are nothing new, also after they went through JSON", () => {
    expect(newlyExposed(own, trusting('ca_file = "ca.pem"'))).toEqual([]);
    expect(readExposure(JSON.parse(JSON.stringify(own)))).toEqual(own);
  });

  test.each([
    ["another authority that is trusted", own, trusting('ca_file = "other.pem"'), ["other.pem"]],
    ["an authority in place of the usual ones", trusting(""), own, ["ca.pem"]],
    ["the usual authorities in place of one", own, trusting(""), []],
    [
      "a certificate of the sender",
      own,
      trusting('ca_file = "ca.pem", cert_file = "me.pem", key_file = "me.key"'),
      ["ca.pem", "me.pem", "me.key"],
    ],
  ])("are asked about: %s", (_, older, newer, files) => {
    expect(newlyExposed(older, newer)).toEqual([{ kind: "certificates", files }]);
  });

  test("of a form that is not known allow nothing", () => {
    const odd = { ...own, forward: { ...own.forward, tls: { caFile: "ca.pem", insecure: "yes" } } };
    expect(readExposure(odd)).toBeUndefined();
  });
});
