import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { eventAttributes, resourceAttributes, spanAttributes } from "../../../../core/events/catalogue.ts";
import { diagnosePolicy } from "../../../../core/policy/language/check/diagnosePolicy.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const remote = "https://siem.example.com:4317";
const forwardTo = (endpoint: string) => `forward = { endpoint = "${endpoint}", protocol = "grpc" }`;

interface Parts {
  readonly redact?: string;
  readonly receives?: string;
  readonly signals?: string;
  readonly forward?: string;
  readonly classes?: string;
  readonly top?: string;
}

const usualClasses = `prompt = ["prompt"]
answer = ["response", "content", "rationale"]
arguments = ["arguments"]
output = ["output"]
who = ["user.*"]
credential = ["*token"]`;

const withheld = `prompt = "drop", answer = "drop", arguments = "drop", output = "drop", who = "drop", credential = "mask"`;

const policy = ({
  redact = withheld,
  receives = '["codex.*"]',
  signals = '["logs"]',
  forward = forwardTo(remote),
  classes = usualClasses,
  top = "",
}: Parts) => `version = 1
${top}
[classes]
${classes}

[destinations.siem]
signals = ${signals}
receives = ${receives}
redact = { unknown = "mask", ${redact} }
${forward}
`;

const guards = ["policy/sensitive-forwarded", "policy/unsalted-forwarded", "policy/hash-without-salt"];
const found = (text: string) => diagnosePolicy(parseToml(text)).filter(({ code }) => guards.includes(code));
const told = (parts: Parts) => found(policy(parts)).map(({ severity, message }) => `${severity}: ${message}`);

/** The policy in which a class of `withheld` gets another action. */
const withAction = (name: string, action: string) =>
  withheld.replace(new RegExp(`\\b${name} = "\\w+"`), `${name} = ${action}`);

describe("What a destination forwards in clear", () => {
  test.each([
    ["prompt", "prompts"],
    ["answer", "answers of the model"],
    ["arguments", "arguments of tools (whole commands, file contents)"],
    ["output", "output of tools (file contents)"],
    ["who", "who you are (account, e-mail address)"],
    ["credential", "credentials"],
  ])("is a warning that names it: the class %s", (name, words) => {
    expect(told({ redact: withAction(name, '"keep"') })).toEqual([
      `warning: siem sends to siem.example.com in clear: ${words}.`,
    ]);
    for (const action of ['"drop"', '"mask"', "{ truncate = 0 }"])
      expect(told({ redact: withAction(name, action) })).toEqual([]);
  });

  test("is told once for a destination, with all that it is", () => {
    const redact = withAction("who", '"keep"').replace('prompt = "drop"', 'prompt = "keep"');
    expect(told({ redact })).toEqual([
      "warning: siem sends to siem.example.com in clear: prompts, who you are (account, e-mail address).",
    ]);
  });

  test("counts where only its beginning is left", () => {
    expect(told({ redact: withAction("prompt", "{ truncate = 64 }") })).toEqual([
      "warning: siem sends to siem.example.com in clear: the first 64 bytes of prompts.",
    ]);
  });

  test.each([
    [1000, "the first 1000 bytes of prompts"],
    [1001, "prompts"],
  ])("is told like the whole where more is left than people write: %i bytes", (bytes, words) => {
    expect(told({ redact: withAction("prompt", `{ truncate = ${bytes} }`) })).toEqual([
      `warning: siem sends to siem.example.com in clear: ${words}.`,
    ]);
  });

  test.each([
    ["**", "attributes that no class names"],
    ["??*", 'anything in attributes named "??*"'],
    ["?*", 'anything in attributes named "?*"'],
  ])("counts where a class keeps names that nobody knows: %s", (glob, words) => {
    const known = [...eventAttributes, ...spanAttributes].flatMap(({ name, aliases }) => [name, ...aliases]);
    const text = `version = 1
[classes]
known = ${JSON.stringify(known)}
raw = ["body", "status.message"]
others = ["${glob}"]
[destinations.siem]
receives = ["codex.*"]
redact = { unknown = "mask", known = "drop", raw = "drop", others = "keep" }
${forwardTo(remote)}
`;
    const [diagnostic, ...others] = found(text);
    expect([diagnostic?.message, others]).toEqual([`siem sends to siem.example.com in clear: ${words}.`, []]);
    expect(found(applyEdits(text, diagnostic?.fixes[0]?.edits ?? []))).toEqual([]);
  });

  test("counts under whatever class the policy gives it", () => {
    const classes = usualClasses.replace("prompt =", "words =");
    expect(told({ classes, redact: withheld.replace('prompt = "drop"', 'words = "keep"') })).toEqual([
      "warning: siem sends to siem.example.com in clear: prompts.",
    ]);
  });

  test("is no prompt where only attributes of no class are kept", () => {
    const text = policy({}).replace('unknown = "mask"', 'unknown = "keep"');
    expect(found(text).map(({ message }) => message)).toEqual([
      "siem sends to siem.example.com in clear: raw payloads, attributes that no class names.",
    ]);
  });

  test("is what no class of its own is said of, where redact.default keeps it, and not where it is masked", () => {
    expect(told({ redact: 'credential = "mask"' })).toEqual([]);
    expect(told({ redact: 'credential = "mask", default = "mask"' })).toEqual([]);
    const redact = `${withheld.replace(', output = "drop"', "")}, default = "keep"`;
    expect(told({ redact })).toEqual([
      "warning: siem sends to siem.example.com in clear: output of tools (file contents).",
    ]);
    const text = policy({ redact });
    const masked = applyEdits(text, found(text)[0]?.fixes[0]?.edits ?? []);
    expect(masked).toContain('default = "keep", output = "mask"');
    expect(found(masked)).toEqual([]);
  });

  test.each([
    ["nothing that carries a prompt", { receives: '["codex.api_request"]' }],
    ["metrics alone", { signals: '["metrics"]' }],
    ["traces alone", { signals: '["traces"]' }],
    ["nothing that is sent on", { forward: "" }],
  ])("is not told of a destination that receives %s", (_, parts) => {
    expect(told({ redact: withAction("prompt", '"keep"'), ...parts })).toEqual([]);
  });

  test.each(["http://127.0.0.1:4317", "http://localhost:4317", "https://[::1]:4317"])(
    "is said in other words where the receiver is on this machine: %s",
    (endpoint) => {
      const [, host] = /:\/\/(\[.*\]|[^:]*)/.exec(endpoint) ?? [];
      expect(told({ redact: withAction("prompt", '"keep"'), forward: forwardTo(endpoint) })).toEqual([
        `warning: siem hands to a receiver on this machine (${host}) in clear: prompts. They leave the machine as soon as that receiver sends them on.`,
      ]);
    },
  );

  test("stands at forward, and can be masked by hand; that is never done unasked", () => {
    const text = policy({ redact: withAction("prompt", '"keep"').replace('who = "drop"', "who = { truncate = 9 }") });
    const [diagnostic] = found(text);
    expect(diagnostic && text.slice(diagnostic.range.start, diagnostic.range.end)).toBe("forward");
    const [fix, ...others] = diagnostic?.fixes ?? [];
    expect([fix?.title, fix?.preferred, others]).toEqual(['Write "mask" for prompt, who', false, []]);
    const masked = applyEdits(text, fix?.edits ?? []);
    expect(masked).toContain('prompt = "mask"');
    expect(masked).toContain('who = "mask"');
    expect(found(masked)).toEqual([]);
  });

  test("under the built-in policy is told of the restricted destination alone", () => {
    for (const name of ["siem", "lake", "restricted"]) {
      const text = defaultPolicyText.replace(
        `[destinations.${name}]\n`,
        `[destinations.${name}]\n${forwardTo(remote)}\n`,
      );
      expect(found(text).map(({ code }) => code)).toEqual(name === "restricted" ? ["policy/sensitive-forwarded"] : []);
    }
  });

  test("is not judged while a line cannot be read", () => {
    expect(found(`${policy({ redact: withAction("prompt", '"keep"') })}[broken\n`)).toEqual([]);
  });
});

describe("Hashes without a salt that are forwarded", () => {
  const redact = withAction("who", '"hash"');
  test("are a warning that names what they are of", () => {
    expect(told({ redact })).toEqual([
      "warning: siem sends to siem.example.com as hashes: who you are (account, e-mail address). Hashes have no salt: whoever knows a value can look for its hash. Name a variable for it in [hashing] salt_env.",
    ]);
    expect(told({ redact, top: '[hashing]\nsalt_env = "SALT"\n' })).toEqual([]);
  });

  test("are told of also where redact.default hashes", () => {
    expect(told({ redact: `${withheld.replace(', who = "drop"', "")}, default = "hash"` })).toEqual([
      expect.stringContaining("siem sends to siem.example.com as hashes: who you are (account, e-mail address). "),
    ]);
  });

  const sends = (what: string) =>
    `warning: siem sends to siem.example.com as hashes: ${what}. Hashes have no salt: whoever knows a value can look for its hash. Name a variable for it in [hashing] salt_env.`;
  const withOthers = (globs: string) => `${usualClasses}\nothers = ${globs}`;

  test.each([
    ['["badge", "badge.*"]', 'anything in attributes named "badge.*", "badge"'],
    ['["?*"]', 'anything in attributes named "?*"'],
    ['["**"]', "attributes that no class names"],
    [
      '["a1", "b2", "c3", "d4", "e5", "f6", "g7"]',
      'anything in attributes named "a1", "b2", "c3", "d4", "e5" and 2 other names or patterns',
    ],
  ])("are told by their names where nobody knows what they hold: %s", (globs, words) => {
    const all = [
      ...[...eventAttributes, ...spanAttributes].flatMap(({ name, aliases }) => [name, ...aliases]),
      ...resourceAttributes.map(({ name }) => `resource.${name}`),
    ];
    const classes = `${withOthers(globs)}\nrest = ${JSON.stringify([...all, "body", "status.message"].filter((name) => !usualClasses.includes(`"${name}"`)))}`;
    expect(told({ classes, redact: `${withheld}, rest = "drop", others = "hash"` })).toEqual([sends(words)]);
    expect(told({ classes, redact: `${withheld}, rest = "drop", others = "mask"` })).toEqual([]);
  });

  test("are told by a glob that takes any name beside what it is known to take", () => {
    expect(told({ classes: withOthers('["?*"]'), redact: `${withheld}, others = "hash"` })[0]).toMatch(
      /as hashes: .*name of this machine, .*anything in attributes named "\?\*"\. Hashes/,
    );
  });

  test("are not told by all names of a class of which it is known what it holds", () => {
    const classes = usualClasses.replace('["user.*"]', '["user.*", "badge"]');
    expect(told({ classes, redact: withAction("who", '"hash"') })).toEqual([
      sends("who you are (account, e-mail address)"),
    ]);
  });

  test("can get the usual salt, which is for a person to choose", () => {
    const text = policy({ redact });
    const [fix] = found(text)[0]?.fixes ?? [];
    expect(fix?.preferred).toBe(false);
    const salted = applyEdits(text, fix?.edits ?? []);
    expect(salted).toContain('[hashing]\nsalt_env = "CODEX_OTEL_HASH_SALT"\n');
    expect(found(salted)).toEqual([]);
  });

  test("are mere information where they are only shown here", () => {
    expect(told({ redact, forward: "" }).map((text) => text.split(":")[0])).toEqual(["information"]);
  });
});
