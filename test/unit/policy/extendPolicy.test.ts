import { describe, expect, test } from "vitest";
import { classAction, unnamedAction } from "../../../core/policy/evaluate/classAction.ts";
import { pinnedPolicy } from "../../../core/policy/read/extend/builtInVersions.ts";
import { extendPolicy } from "../../../core/policy/read/extend/extendPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { TomlReader } from "../../../core/policy/read/tomlReader.ts";
import type { TomlTable, TomlValue } from "../../../core/toml/document.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** A value without its places. */
function plain(value: TomlValue | undefined): unknown {
  if (value?.kind === "table")
    return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry.value)]));
  if (value?.kind === "array") return value.elements.map(plain);
  return value?.kind === "integer" ? Number(value.value) : value?.value;
}

interface Plain {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly hashing: Readonly<Record<string, string>>;
  readonly destinations: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly detections: readonly Readonly<Record<string, unknown>>[];
}

function extended(text: string) {
  const file = `version = 1\nextends = "built-in@1"\n${text}`;
  const reader = new TomlReader();
  const { root, base } = extendPolicy(reader, parseToml(file).root);
  const problems = reader.problems.map(({ code, range }) => [code, file.slice(range.start, range.end)]);
  return { policy: plain(root) as Plain, root, base, problems, file };
}

const builtIn = plain(pinnedPolicy("built-in@1")?.document.root) as Plain;
const detection = ({ detections }: Plain, id: string) => detections.find((one) => one.id === id);

test("A policy that only extends is the pinned one", () => {
  const { policy, problems } = extended("");
  expect(problems).toEqual([]);
  expect(policy).toEqual({ ...builtIn, extends: "built-in@1" });
  expect(Object.keys(policy.classes)).toEqual(Object.keys(builtIn.classes));
});

test("A policy that extends nothing stays as it is", () => {
  const { root } = parseToml("version = 1\n");
  const reader = new TomlReader();
  expect(extendPolicy(reader, root)).toEqual({ root, base: undefined });
  expect(reader.problems).toEqual([]);
});

describe("A destination", () => {
  test("keeps everything that the file does not say, each redaction too", () => {
    const { policy } = extended('[destinations.siem.redact]\nidentity = "drop"\nerror = "drop"\n');
    expect(policy.destinations.siem).toEqual({
      ...builtIn.destinations.siem,
      redact: { ...(builtIn.destinations.siem?.redact as object), identity: "drop", error: "drop" },
    });
    expect(policy.destinations.lake).toEqual(builtIn.destinations.lake);
  });

  test("does what the file says of the classes that neither names, and with each other what the base says", () => {
    const { policy } = parsePolicy(
      'version = 1\nextends = "built-in@1"\nclasses.ours = ["ours"]\ndestinations.siem.redact.default = "hash"\n',
    );
    const [siem, lake] = policy?.destinations ?? [];
    expect(siem && classAction(siem, "ours")).toEqual({ kind: "hash" });
    expect(siem && classAction(siem, "prompt")).toEqual({ kind: "drop" });
    expect(siem && classAction(siem, "unknown")).toEqual({ kind: "mask" });
    expect(lake && classAction(lake, "ours")).toEqual(unnamedAction);
  });

  test("takes each other key from the file as a whole", () => {
    const { policy } = extended('[destinations.siem]\nreceives = ["codex.user_prompt"]\n');
    expect(policy.destinations.siem).toEqual({ ...builtIn.destinations.siem, receives: ["codex.user_prompt"] });
  });

  test.each([
    '[destinations.siem.forward]\nendpoint = "https://a.example"\nprotocol = "grpc"\n',
    '[destinations.siem]\nforward = { endpoint = "https://a.example", protocol = "grpc" }\n',
    '[destinations]\nsiem.forward.endpoint = "https://a.example"\nsiem.forward.protocol = "grpc"\n',
    'destinations.siem = { forward = { endpoint = "https://a.example", protocol = "grpc" } }\n',
  ])("can be written in any form: %j", (text) => {
    const forward = { endpoint: "https://a.example", protocol: "grpc" };
    expect(extended(text).policy.destinations.siem).toEqual({ ...builtIn.destinations.siem, forward });
  });

  test("is added with another name", () => {
    const { policy } = extended('[destinations.audit]\nreceives = ["*"]\n');
    expect(Object.keys(policy.destinations)).toEqual(["siem", "lake", "restricted", "audit"]);
    expect(policy.destinations.audit).toEqual({ receives: ["*"] });
  });

  test("is removed by name", () => {
    const { policy, problems } = extended('[remove]\ndestinations = ["lake"]\n');
    expect(problems).toEqual([]);
    expect(Object.keys(policy.destinations)).toEqual(["siem", "restricted"]);
  });
});

describe("A class", () => {
  test("of the file comes first, and takes its attributes out of those of the base", () => {
    const { policy } = extended('[classes]\nmachine = ["resource.host.*", "app.version"]\n');
    expect(Object.keys(policy.classes)[0]).toBe("machine");
    expect(policy.classes.host).not.toContain("resource.host.*");
    expect(policy.classes.metadata).not.toContain("app.version");
    expect(policy.classes.prompt).toEqual(builtIn.classes.prompt);
  });

  test("of the same name takes the place of that of the base", () => {
    const { policy } = extended('[classes]\nhost = ["host.name"]\n');
    expect(policy.classes.host).toEqual(["host.name"]);
    expect(Object.keys(policy.classes)).toHaveLength(Object.keys(builtIn.classes).length);
  });

  test("that is removed is gone from the redactions of the base too", () => {
    const { policy, problems } = extended('remove = { classes = ["host", "patch"] }\n');
    expect(problems).toEqual([]);
    for (const { redact } of Object.values(policy.destinations)) {
      expect(redact).not.toHaveProperty("host");
      expect(redact).not.toHaveProperty("patch");
      expect(redact).toHaveProperty("identity");
    }
    expect(policy.classes).not.toHaveProperty("host");
  });
});

describe("A detection", () => {
  test("is changed by its id, key by key", () => {
    const { policy } = extended('[[detections]]\nid = "outdated-codex"\nseverity = "high"\n');
    expect(policy.detections).toHaveLength(builtIn.detections.length);
    expect(detection(policy, "outdated-codex")).toEqual({ ...detection(builtIn, "outdated-codex"), severity: "high" });
  });

  test("has the file's correlation in place of any other", () => {
    const { policy } = extended(
      '[[detections]]\nid = "burst-of-denials"\nthen = { event = "codex.tool_result", within = 5 }\n',
    );
    const changed = detection(policy, "burst-of-denials");
    expect(changed).toHaveProperty("then");
    expect(changed).not.toHaveProperty("repeats");
  });

  test("is added behind those of the base, and removed by its id", () => {
    const { policy } = extended('[remove]\ndetections = ["outdated-codex"]\n[[detections]]\nid = "ours"\n');
    expect(detection(policy, "outdated-codex")).toBeUndefined();
    expect(policy.detections.at(-1)).toEqual({ id: "ours" });
  });
});

test("Secrets and hashing are taken over by name, and what stands once by the file", () => {
  const { policy } = extended(
    "built_in_secrets = false\n[secrets]\nours = 'o-[0-9]{9}'\n[hashing]\nsalt_env = \"TEAM_SALT\"\n",
  );
  expect(policy).toMatchObject({
    built_in_secrets: false,
    secrets: { ours: "o-[0-9]{9}" },
    hashing: { salt_env: "TEAM_SALT" },
  });
});

test("The version is never taken over", () => {
  const reader = new TomlReader();
  const { root } = extendPolicy(reader, parseToml('extends = "built-in@1"\n').root);
  expect(root.entries.has("version")).toBe(false);
});

describe("What cannot be resolved is an error at its very place", () => {
  const problemsOf = (file: string) => {
    const reader = new TomlReader();
    const { base } = extendPolicy(reader, parseToml(file).root);
    return { base, problems: reader.problems.map(({ code, range }) => [code, file.slice(range.start, range.end)]) };
  };

  test.each([
    "built-in",
    "built-in@2",
    "built-in@1 ",
    "",
    "./ours.toml",
    "https://example.com/policy.toml",
    "__proto__",
  ])("extends = %j", (name) => {
    const text = `extends = ${JSON.stringify(name)}\n`;
    expect(problemsOf(text)).toEqual({ base: undefined, problems: [["policy/extends-unknown", JSON.stringify(name)]] });
  });

  test.each(["1", '["built-in@1"]', "true", '{ version = "built-in@1" }'])("extends = %s", (value) => {
    expect(problemsOf(`extends = ${value}\n`)).toEqual({ base: undefined, problems: [["policy/wrong-type", value]] });
  });

  test.each([
    ['destinations = ["siem", "lakes"]', "policy/remove-unknown", '"lakes"'],
    ['classes = ["__proto__"]', "policy/remove-unknown", '"__proto__"'],
    ['detections = ["burst_of_denials"]', "policy/remove-unknown", '"burst_of_denials"'],
    ['secrets = ["aws_key"]', "policy/remove-unknown", '"aws_key"'],
    ["destinations = [1]", "policy/wrong-type", "1"],
    ["destinations = 1", "policy/wrong-type", "1"],
    ['destination = ["siem"]', "policy/unknown-key", "destination"],
    ['destinations = ["siem"]\n[destinations.siem]\nreceives = ["*"]', "policy/remove-conflict", '"siem"'],
    [
      'detections = ["outdated-codex"]\n[[detections]]\nid = "outdated-codex"',
      "policy/remove-conflict",
      '"outdated-codex"',
    ],
  ])("[remove] %s", (text, code, place) => {
    expect(extended(`[remove]\n${text}\n`).problems).toEqual([[code, place]]);
  });

  test("remove = true", () => expect(extended("remove = true\n").problems).toEqual([["policy/wrong-type", "true"]]));

  test("remove without extends", () => {
    expect(problemsOf('[remove]\ndestinations = ["siem"]\n').problems).toEqual([
      ["policy/remove-without-extends", "remove"],
    ]);
  });
});

test("What is from the base stands where extends does, and what is from the file where it is written", () => {
  const { root, base, file } = extended('[destinations.siem.redact]\nidentity = "drop"\n');
  const at = (table: TomlTable, ...path: readonly string[]): TomlValue =>
    path.reduce<TomlValue>((value, name) => {
      const entry = value.kind === "table" ? value.entries.get(name) : undefined;
      if (entry === undefined) throw new Error(`no ${name}`);
      return entry.value;
    }, table);
  const written = ({ range }: TomlValue) => file.slice(range.start, range.end);
  expect(written(at(root, "destinations", "siem", "redact", "identity"))).toBe('"drop"');
  expect(written(at(root, "destinations", "siem", "redact", "host"))).toBe('"built-in@1"');
  expect(written(at(root, "classes", "prompt"))).toBe('"built-in@1"');
  expect(base?.name).toBe("built-in@1");
});
