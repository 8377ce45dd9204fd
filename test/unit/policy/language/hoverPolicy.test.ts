import { describe, expect, test } from "vitest";
import { eventAttributes, events } from "../../../../core/events/catalogue.ts";
import { hoverPolicy } from "../../../../core/policy/language/hoverPolicy.ts";
import { builtInSecrets, builtInSecretsText } from "../../../../core/policy/read/builtInSecrets.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { marked } from "../../config/language/marked.ts";

const hoverAt = (text: string) => {
  const { document, offset } = marked(text);
  const found = hoverPolicy(document, offset);
  return found && { ...found, text: document.text.slice(found.range.start, found.range.end) };
};

/** The built-in policy with more behind it; `|` is the cursor. */
const inDefault = (text: string) => hoverAt(`${defaultPolicyText.replaceAll("|", "!")}\n${text}`)?.markdown ?? "";

describe("Hover on a class", () => {
  test("says which attributes it covers and what each destination makes of it", () => {
    const found = hoverAt(`version = 1
[classes]
pro|mpt = ["prompt", "gen_ai.prompt*"]
[destinations.siem]
receives = ["*"]
redact = { prompt = "drop" }
[destinations.lake]
receives = ["*"]
`);
    expect(found?.text).toBe("prompt");
    expect(found?.markdown).toContain("`gen_ai.prompt*`");
    expect(found?.markdown).toContain("- `siem`: `drop`");
    expect(found?.markdown).toContain("- `lake`: `mask`, for `redact` does not name it");
  });
  test("in redact says what this destination does first, also for unknown", () => {
    const text = "version = 1\n[destinations.siem]\nreceives = ['*']\nredact = { unk|nown = { truncate = 5 } }\n";
    expect(hoverAt(text)?.markdown).toMatch(/`siem` gets it with `\{ truncate = 5 \}`.*new version of Codex/s);
  });
  test("works while another line is broken", () => {
    expect(hoverAt("[classes]\npro|mpt = ['prompt']\nx = [\n[destinations.d]\nreceives = 5")?.markdown).toContain(
      "`prompt`",
    );
  });
});

describe("Hover on an attribute", () => {
  test.each([
    "when = [{ attribute = 'pro|mpt', exists = true }]",
    "when = [{ not = { any = [{ attribute = 'pro|mpt' }] } }]",
  ])("in %s says what it holds, its class, and what each destination gets", (line) => {
    const markdown = inDefault(`[destinations.mine]\nreceives = ['*']\n${line}`);
    expect(markdown).toContain("What the person typed");
    expect(markdown).toContain("Class under this policy: `prompt`");
    expect(markdown).toContain("- `siem`: `drop`");
    expect(markdown).toContain("- `restricted`: `keep`");
  });
  test("works in classes, joins and samples, for aliases, resources and the body", () => {
    expect(hoverAt("[classes]\na = ['user.em|ail']")?.markdown).toContain("E-mail address");
    expect(hoverAt("[[detections]]\njoin = { on = 'call|_id' }")?.markdown).toContain("ties a decision");
    expect(hoverAt("[[detections]]\nsamples = [{ events = [{ 'conversation|.id' = '1' }] }]")?.markdown).toContain(
      "session",
    );
    expect(hoverAt("[classes]\na = ['sandbox_m|ode']")?.markdown).toContain("Also called `sandbox_policy`");
    expect(hoverAt("[classes]\na = ['resource.host.|name']")?.markdown).toContain("Name of the machine");
    expect(hoverAt("[classes]\na = ['bo|dy']")?.markdown).toContain("log record");
  });
  test("says so when the catalogue or the policy does not know it", () => {
    expect(hoverAt("[classes]\na = ['x']\n[destinations.d]\nwhen = [{ attribute = 'zeb|ra' }]")?.markdown).toMatch(
      /does not have it.*`unknown`/s,
    );
  });
  test("exists for every attribute of the catalogue", () => {
    for (const { name, description } of eventAttributes)
      expect(hoverAt(`[classes]\na = ['${name}|']`)?.markdown).toContain(description);
  });
});

describe("Hover on an event", () => {
  test("says what it carries and who receives it", () => {
    const markdown = inDefault(
      "[destinations.mine]\nreceives = ['codex.tool_re|sult']\nwhen = [{ attribute = 'success', exists = true }]",
    );
    expect(markdown).toContain("`arguments`");
    expect(markdown).toContain("- `siem`: not received");
    expect(markdown).toContain("- `lake`: received\n");
    expect(markdown).toContain("- `mine`: received when its conditions hold");
  });
  test("exists for every event, in detections and samples too", () => {
    for (const { name, description } of events)
      expect(hoverAt(`[[detections]]\nevent = '${name}|'`)?.markdown).toContain(description);
    expect(
      hoverAt("[[detections]]\nsamples = [{ events = [{ 'event.name' = 'codex.user_|prompt' }] }]")?.markdown,
    ).toContain("Prompt");
  });
  test("on a glob says what it matches", () => {
    expect(hoverAt("[destinations.d]\nreceives = ['codex.plugin|_*']")?.markdown).toMatch(
      /2 events.*`codex.plugin_install_suggestion`/s,
    );
    expect(hoverAt("[destinations.d]\nreceives = ['zeb|ra*']")?.markdown).toContain("Matches no event");
    expect(hoverAt("[classes]\na = ['*_token|_count']")?.markdown).toContain("`input_token_count`");
    expect(hoverAt("[classes]\nfirst = ['auth.mode']\nsecond = ['auth.|*']")?.markdown).toContain(
      "another class to `auth.mode`",
    );
  });
});

describe("Hover on the language itself", () => {
  test.each([
    ["ver|sion = 1", "understands `1`"],
    ["[des|tinations.d]", "do not influence each other"],
    ["[destinations.d]\nrece|ives = []", "Required"],
    ["[destinations.d]\nsignals = ['tra|ces']", "Spans"],
    ["[destinations.d.redact]\nunknown = 'ha|sh'", "SHA-256"],
    ["[destinations.d.redact]\nunknown = { trun|cate = 5 }", "bytes of UTF-8"],
    ["[destinations.d]\nwhen = [{ attribute = 'a', not_|equals = 1 }]", "also holds where the attribute is absent"],
    ["[destinations.d]\nwhen = [{ a|ny = [] }]", "At least one"],
    ["[[detections]]\nseverity = 'crit|ical'", "look at it now"],
    ["[[detections.samples]]\nfin|ds = true", "must find something"],
    ["[destinations.d.forward]\nheaders_|env = {}", "environment variable"],
    ["[destinations.d.forward]\nheaders_env = { Autho|rization = 'X' }", "environment variable"],
  ])("%j", (text, expected) => expect(hoverAt(text)?.markdown).toContain(expected));

  test("on a destination sums it up", () => {
    const at = defaultPolicyText.indexOf("[destinations.siem]") + 16;
    const markdown = hoverPolicy(parseToml(defaultPolicyText), at)?.markdown;
    expect(markdown).toContain("Signals: `logs`");
    expect(markdown).toMatch(/- `drop`: `prompt`/);
  });

  test("is silent on comments, empty lines, free names and unknown keys", () => {
    for (const text of ["# |", "|", "zeb|ra = 1", "[destinations.d]\nzeb|ra = 1", "[destinations.d]\n|"])
      expect(hoverAt(text)).toBeUndefined();
  });
});

test("Hover never shows a pattern of a secret, nor what stands in place of a variable's name", () => {
  const document = parseToml(builtInSecretsText);
  for (const { name, pattern } of builtInSecrets()) {
    const at = builtInSecretsText.indexOf(`\n${name} = '`) + 2;
    expect(hoverPolicy(document, at)?.markdown).toContain(`[SECRET:${name}]`);
    for (const offset of [at, at + name.length + 5])
      expect(hoverPolicy(document, offset)?.markdown ?? "").not.toContain(pattern);
  }
  expect(hoverAt("[destinations.d.forward]\nheaders_env = { A = 'ApiKey s3|cr3t' }")?.markdown).not.toContain("s3cr3t");
  expect(hoverAt("[hashing]\nsalt_env = 's3|cr3t'")?.markdown).not.toContain("s3cr3t");
});

test("Names out of the file are harmless in Markdown", () => {
  const markdown = hoverAt('[classes]\n"`](command:x)\\u202e|" = []\n')?.markdown ?? "";
  expect(markdown).not.toContain("\u202e");
  expect(markdown).not.toContain("``");
});

describe("Hover on a hash", () => {
  const text = (salt: string) => `version = 1
${salt}
[destinations.si|em]
receives = ["*"]
redact = { unknown = "h!ash" }
`;
  const onAction = (salt: string) => hoverAt(text(salt).replace("|", "").replace("!", "|"))?.markdown;
  const onDestination = (salt: string) => hoverAt(text(salt).replace("!", ""))?.markdown;

  test.each([onAction, onDestination])("says that it has no salt, or which one where that is set", (hover) => {
    expect(hover("")).toContain("Hashes have no salt: whoever knows a value can look for its hash.");
    const salted = hover('[hashing]\nsalt_env = "TEAM_SALT"')?.replaceAll("\\", "");
    expect(salted).toContain("Hashes are salted with the value of TEAM_SALT; where it is not set they have no salt");
  });

  test("is silent about salts where nothing is hashed", () => {
    expect(hoverAt(text("").replace("h!ash", "mask"))?.markdown).not.toContain("salt");
  });
});
