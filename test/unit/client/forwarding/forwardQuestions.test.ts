import { describe, expect, test } from "vitest";
import { forwardQuestion } from "../../../../client/forwarding/forwardQuestions.ts";
import { hostOf } from "../../../../client/shared/views/endpointHost.ts";
import { eventAttributes, resourceAttributes, spanAttributes } from "../../../../core/events/catalogue.ts";
import { builtInSecrets } from "../../../../core/policy/read/builtInSecrets.ts";
import { context } from "../views/samples.ts";
import { forwardOf, workspacePolicy } from "./policies.ts";

const { l10n } = context;
const question = (...parts: Parameters<typeof forwardOf>) => forwardQuestion(forwardOf(...parts), l10n);

describe("The question", () => {
  test("says where to, of which sessions, what in clear, and whose values are read", () => {
    const { message, detail } = question(workspacePolicy({ top: '[hashing]\nsalt_env = "DB_PASSWORD"' }));
    expect(message).toBe("Send telemetry of Codex to siem.example.com:4317?");
    expect(detail.split("\n")).toEqual([
      "Endpoint: https://siem.example.com:4317/",
      "In clear: nothing",
      "Secrets: replaced where they are found",
      'Hashed: who you are (account, e-mail address), anything in attributes named "user.*". Hashes are salted with the value of DB_PASSWORD; where it is not set they have no salt, and whoever knows a value can look for its hash.',
      expect.stringMatching(
        /^Not sent, or masked: prompts, answers of the model, .*whatever else Codex sends now or later$/,
      ),
      "Of which sessions: all Codex sessions of this machine, in whichever folder. Codex does not say which folder is whose.",
      "",
      'A policy that came with this workspace asks for it, for its destination "siem".',
      'What: logs ("codex.*")',
      'Read from your environment and secrets: DB_PASSWORD (the salt of hashes), SIEM_KEY (sent as the header "Authorization")',
    ]);
  });

  test("calls data what it is, and not as the policy calls it", () => {
    const { detail } = question(`version = 1
[classes]
harmless = ["prompt", "output"]
[destinations.siem]
receives = ["*"]
redact = { harmless = "keep", unknown = "mask" }
forward = { endpoint = "https://siem.example", protocol = "grpc" }
`);
    expect(detail).toContain("In clear: prompts, output of tools (file contents)");
    expect(detail).not.toContain("harmless");
    expect(detail).toContain("Read from your environment and secrets: nothing");
  });

  test("says of data that is cut under one name and hashed without a salt under another both", () => {
    const { detail } = question(`version = 1
[classes]
cut = ["output"]
short = ["arguments"]
hashed = ["tool_output", "tool_arguments", "tool_input", "tool_parameters"]
[destinations.siem]
receives = ["*"]
redact = { cut = { truncate = 60000 }, short = { truncate = 900 }, hashed = "hash" }
forward = { endpoint = "https://siem.example", protocol = "grpc" }
`);
    expect(detail).toContain("In clear: output of tools (file contents)");
    expect(detail).toContain("The first 900 characters, in clear: arguments of tools (whole commands, file contents)");
    expect(detail).toMatch(/Hashed: .*arguments of tools.*output of tools/);
  });

  test("says what is in clear of traces and metrics whatever the classes are", () => {
    const { detail } = question(`version = 1
[destinations.siem]
receives = ["*"]
signals = ["logs", "traces", "metrics"]
redact = { default = "drop" }
forward = { endpoint = "https://siem.example", protocol = "grpc" }
`);
    expect(detail).toContain("Always in clear of traces: names of spans and their events, times");
    expect(detail).toContain("Always in clear of metrics: names, numbers, times");
  });

  describe("of what is cut says how much is left", () => {
    const cut = (bytes: number, more = "drop") =>
      question(workspacePolicy({ identity: more }).replace('prompt = "drop"', `prompt = { truncate = ${bytes} }`))
        .detail;

    test.each([
      [0, "In clear: nothing\n"],
      [200, "In clear: nothing\nThe first 200 characters, in clear: prompts\n"],
      [1000, "In clear: nothing\nThe first 1000 characters, in clear: prompts\n"],
      [1001, "In clear: prompts\n"],
      [Number.MAX_SAFE_INTEGER, "In clear: prompts\n"],
    ])("and that it is in clear where that is more than anybody writes: %i", (bytes, lines) => {
      expect(cut(bytes)).toContain(lines);
    });

    test("for each length", () => {
      const policy = workspacePolicy().replace(
        'prompt = "drop", identity = "hash"',
        "prompt = { truncate = 20 }, identity = { truncate = 300 }",
      );
      expect(question(policy).detail).toContain(
        'The first 300 characters, in clear: who you are (account, e-mail address), anything in attributes named "user.*"\nThe first 20 characters, in clear: prompts\n',
      );
    });
  });

  describe("where it has a glob that keeps", () => {
    const known = [
      ...[...eventAttributes, ...spanAttributes].flatMap(({ name, aliases }) => [name, ...aliases]),
      ...resourceAttributes.map(({ name }) => `resource.${name}`),
      ...["body", "status.message"],
    ];
    const policy = (rest: string, action: string) => `version = 1
[classes]
known = ${JSON.stringify(known)}
hidden = ["hidden.*"]
rest = ${rest}
[destinations.siem]
receives = ["*"]
redact = { known = "drop", hidden = "drop", rest = ${action}, unknown = "drop" }
forward = { endpoint = "https://siem.example", protocol = "grpc" }
`;

    test.each([
      ['["??*"]', '"keep"', 'In clear: anything in attributes named "??*"'],
      ['["p????t"]', '"keep"', 'In clear: anything in attributes named "p????t"'],
      ['["not.known"]', '"keep"', 'In clear: anything in attributes named "not.known"'],
      ['["??*"]', '"hash"', 'Hashed: anything in attributes named "??*".'],
      ['["**"]', '"keep"', "In clear: whatever else Codex sends now or later"],
      [
        '["zz", "abc.*", "a?", "?*", "zzz", "zzzz"]',
        '"keep"',
        'In clear: anything in attributes named "?*", "abc.*", "a?", "zz", "zzz" and 1 other names or patterns',
      ],
    ])("%s, says so of all names that are not known", (rest, action, line) => {
      expect(question(policy(rest, action)).detail).toContain(line);
    });

    test.each(['["hidden.a*"]', '["prompt"]'])("%s, which others take, says that nothing is in clear", (rest) => {
      expect(question(policy(rest, '"keep"')).detail).toContain("In clear: nothing\n");
    });
  });

  test("says that secrets are not looked for, and that hashes have no salt", () => {
    const { detail } = question(workspacePolicy({ top: "built_in_secrets = false" }));
    expect(detail).toContain("Secrets: NOT looked for");
    expect(detail).toContain(
      'Hashed: who you are (account, e-mail address), anything in attributes named "user.*". Hashes have no salt: whoever knows a value can look for its hash.',
    );
  });

  test("says that only the policy's own patterns count, and how many, where the built-in ones do not", () => {
    const { detail } = question(`${workspacePolicy({ top: "built_in_secrets = false" })}
[secrets]
ours = "our-[0-9]+"
github_token = "ghp_none"
`);
    expect(detail).toContain("Secrets: ONLY what 2 patterns of this policy find; other keys and passwords in it are");
  });

  test.each([
    [1, "Secrets: replaced where they are found, but not "],
    [20, `Secrets: 20 of ${builtInSecrets().length} built-in kinds are NOT looked for, among them `],
  ])("says which built-in secrets are not looked for when the policy exchanges %i of them", (count, line) => {
    const names = builtInSecrets().slice(0, count);
    const entries = names.map(({ name }) => `${name} = "never"`).join("\n");
    expect(question(`${workspacePolicy()}\n[secrets]\n${entries}\n`).detail).toContain(
      `${line}${names
        .slice(0, 10)
        .map(({ name }) => `"${name}"`)
        .join(", ")}\n`,
    );
  });

  test("says what is new in front of all that its writer may make long, when the policy shows more than was allowed", () => {
    const allowed = [forwardOf(workspacePolicy())];
    const text = workspacePolicy({ prompt: "keep", top: '[hashing]\nsalt_env = "DB_PASSWORD"' });
    const { message, detail } = question(text, allowed);
    expect(message).toBe("Send more telemetry of Codex to siem.example.com:4317?");
    const lines = detail.split("\n");
    expect(lines.slice(0, 2)).toEqual(["Endpoint: https://siem.example.com:4317/", "In clear: prompts"]);
    const news = lines.indexOf("New against what you have allowed:");
    expect(lines.slice(news - 1, news + 5)).toEqual([
      "",
      "New against what you have allowed:",
      "• prompts: in clear, was not sent",
      "• the value of DB_PASSWORD is read as the salt of hashes",
      "",
      'A policy that came with this workspace asks for it, for its destination "siem".',
    ]);
  });

  test("names the attributes of which it cannot say what they hold", () => {
    const known = forwardOf(workspacePolicy().replace('"prompt"]', '"prompt", "own.*"]'));
    const { detail } = question(workspacePolicy({ prompt: "keep" }).replace('"prompt"]', '"prompt", "own.*"]'), [
      known,
    ]);
    expect(detail).toContain('• "prompt" ("prompt", "own.*"): in clear, was not sent');
  });

  test("does not let what matters drown in what does not", () => {
    const many = Array.from(
      { length: 60 },
      (_, i) => `dull${i} = ["a${i}", "b${i}", "${i === 59 ? "prompt" : `c${i}`}"]`,
    );
    const kept = Array.from({ length: 60 }, (_, i) => `dull${i} = "keep"`);
    const names = Array.from({ length: 60 }, (_, i) => `"a${i}"`);
    const text = (classes: string, redact: string, receives: string) => `version = 1
[classes]
${classes}
[destinations.siem]
receives = [${receives}]
redact = { ${redact}, unknown = "mask" }
forward = { endpoint = "https://siem.example", protocol = "grpc" }
`;
    const hidden = text(many.join("\n"), kept.join(", "), [...names, '"codex.*"'].join(", "));
    const masked = text('prompt = ["prompt"]', 'prompt = "drop"', '"codex.user_prompt"');
    const lines = question(hidden, [forwardOf(masked)]).detail.split("\n");
    expect(lines).toContain("• prompts: in clear, was not sent");
    expect(lines.find((line) => line.startsWith("What: "))).toMatch(/^What: logs \("codex\.\*", .*, …\)$/);
    expect(lines.filter((line) => line.startsWith("• "))).toHaveLength(25);
    expect(lines).toContainEqual(expect.stringMatching(/^• and \d+ more: look at the policy$/));
  });

  test("shows what hides as escapes, and cuts long names", () => {
    const { detail } = question(workspacePolicy({ name: `"${"a".repeat(300)}\\u202e"` }));
    expect(detail).not.toContain("\u202e");
    expect(detail).not.toContain("a".repeat(61));
  });

  test("has names of the policy in quotes, so that they cannot be read as words of ours", () => {
    const fill = "\u00a0".repeat(80);
    const lie = "Endpoint: https://telemetry.openai.com:443";
    const name = JSON.stringify(`siem.${fill}${lie}${fill}In clear: nothing`);
    const glob = JSON.stringify(`x${fill}${lie}`);
    const named = JSON.stringify(`p${fill}${lie}`);
    const policy = (action: string) =>
      workspacePolicy({ name, prompt: "keep" })
        .replace('receives = ["codex.*"]', `receives = ["codex.*", ${glob}]`)
        .replace('prompt = ["prompt"]', `prompt = ["prompt"]\n${named} = ["own.thing"]`)
        .replace("unknown", `${named} = "${action}", unknown`);
    const { message, detail } = question(policy("drop"));
    const again = question(policy("keep"), [forwardOf(policy("drop"))]);
    for (const one of [detail, again.detail]) {
      expect(one).not.toContain("\u00a0");
      expect(one).not.toContain("telemetry.openai.com");
      expect(one.split("\n")[0]).toBe("Endpoint: https://siem.example.com:4317/");
      expect(one.split("\n")[1]).toMatch(/^In clear: prompts(?:, anything in attributes named "own\.thing")?$/);
    }
    expect(message).toBe("Send telemetry of Codex to siem.example.com:4317?");
    expect(detail).toContain('for its destination "siem.\\u{a0}');
    expect(again.detail).toContain('• "p\\u{a0}');
  });

  test("lists every variable, after all else", () => {
    const headers = Array.from({ length: 400 }, (_, i) => `X-${i} = "VARIABLE_${i}"`).join(", ");
    const text = workspacePolicy().replace('Authorization = "SIEM_KEY"', headers);
    const lines = question(text).detail.split("\n");
    expect(lines.at(-1)?.match(/VARIABLE_\d+ \(sent as the header "X-\d+"\)/g)).toHaveLength(400);
    expect(lines.slice(0, -1).join("\n")).not.toContain("VARIABLE_");
  });
});

describe("The host in the question", () => {
  const long = `${"otlp-ingest-eu-west-1.".repeat(10)}evil.example`;
  test.each([
    ["https://siem.example.com", "siem.example.com:443", undefined],
    ["http://127.0.0.1:4318", "127.0.0.1:4318", undefined],
    ["https://[::1]:4317", "[::1]:4317", undefined],
    // a Cyrillic а
    ["https://аpp.monad.com:4317", "xn--pp-6kc.monad.com:4317", "аpp.monad.com"],
    ["https://xn--pp-6kc.monad.com:4317", "xn--pp-6kc.monad.com:4317", "аpp.monad.com"],
    ["https://ａｐｐ.monad.com", "app.monad.com:443", undefined],
    [`https://${long}/v1/logs`, `${long}:443`, undefined],
    ["https://0x7f.1", "127.0.0.1:443", undefined],
    ["siem", "siem", undefined],
    ["siem.example:4317", "siem.example:4317", undefined],
  ])("of %s is %s, never cut", (endpoint, ascii, unicode) => {
    expect(hostOf(endpoint, "grpc")).toEqual({ ascii, unicode });
    expect(question(workspacePolicy({ endpoint })).message).toBe(`Send telemetry of Codex to ${ascii}?`);
  });

  test.each([
    ["grpc", "http://127.0.0.1", "127.0.0.1:4317"],
    ["http-protobuf", "http://127.0.0.1", "127.0.0.1:80"],
    ["http-json", "http://127.0.0.1", "127.0.0.1:80"],
    ["grpc", "https://siem.example.com", "siem.example.com:443"],
    ["http-json", "https://siem.example.com", "siem.example.com:443"],
    ["grpc", "http://127.0.0.1:80", "127.0.0.1:4317"],
  ])("has the port that %s really connects to where %s leaves it open", (protocol, endpoint, host) => {
    const { message, detail } = question(workspacePolicy({ endpoint, protocol }));
    expect(message).toBe(`Send telemetry of Codex to ${host}?`);
    expect(detail.split("\n")[0]).toBe(`Endpoint: ${new URL(endpoint).protocol}//${host}/`);
  });

  test("is said to look like another one when its letters are beyond ASCII", () => {
    const { detail } = question(workspacePolicy({ endpoint: "https://аpp.monad.com:4317" }));
    expect(detail).toContain(
      "Careful: the host is written аpp.monad.com, in letters that may look like those of another host. It is xn--pp-6kc.monad.com:4317.",
    );
  });

  test("cannot be covered by user information: such a policy asks for nothing", () => {
    const hidden = `https://app.monad.com:4317;${"otlp-ingest-eu-west-1.".repeat(10)}@evil.example/v1`;
    expect(() => question(workspacePolicy({ endpoint: hidden }))).toThrow("forwards nothing");
  });
});
