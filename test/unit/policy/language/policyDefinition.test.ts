import { describe, expect, test } from "vitest";
import { hoverPolicy } from "../../../../core/policy/language/hoverPolicy.ts";
import { policyDefinition } from "../../../../core/policy/language/policyDefinition.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { marked } from "../../config/language/marked.ts";

const header = 'version = 1\nextends = "built-in@1"\n';

/** The line on which the definition stands, and in which text; `|` is the cursor. */
function definitionOf(text: string): readonly [where: string, line: string] | undefined {
  const { document, offset } = marked(text);
  const found = policyDefinition(document, offset);
  if (found === undefined) return undefined;
  const target = found.base?.text ?? document.text;
  const start = target.lastIndexOf("\n", found.range.start - 1) + 1;
  return [found.base?.name ?? "file", target.slice(start, target.indexOf("\n", start))];
}

describe("What a policy takes over leads to where it really stands", () => {
  test.each([
    ["[destinations.si|em]\n", "[destinations.siem]"],
    ["[destinations.siem.red|act]\n", "[destinations.siem.redact]"],
    ['[destinations.siem.redact]\nident|ity = "drop"\n', "identity = ["],
    ['[destinations.lake]\nsig|nals = ["logs"]\n', 'signals = ["logs", "traces", "metrics"]'],
    ['[classes]\nho|st = ["host.name"]\n', "host = ["],
    ['[remove]\ndestinations = ["siem", "la|ke"]\n', "[destinations.lake]"],
    ['[remove]\nclasses = ["pat|ch"]\n', 'patch = ["patch", "diff", "unified_diff", "changes"]'],
    ['remove = { detections = ["outdated|-codex"] }\n', 'id = "outdated-codex"'],
    ['[[detections]]\nid = "outdated|-codex"\n', 'id = "outdated-codex"'],
    ['[[detections]]\nid = "outdated-codex"\nsev|erity = "high"\n', 'severity = "low"'],
    ['[hashing]\nsalt|_env = "OURS"\n', 'salt_env = "CODEX_OTEL_HASH_SALT"'],
  ])("%s", (text, line) => expect(definitionOf(header + text)).toEqual(["built-in@1", line]));

  test("extends leads to the text itself", () => {
    expect(definitionOf('version = 1\nextends = "built-in|@1"\n')).toEqual([
      "built-in@1",
      defaultPolicyText.slice(0, defaultPolicyText.indexOf("\n")),
    ]);
  });

  test("a class of the file stands in the file, whether it extends another one or not", () => {
    const text = '[classes]\nteam = ["team.name"]\n[destinations.siem.redact]\nte|am = "keep"\n';
    for (const beginning of [header, "version = 1\n"])
      expect(definitionOf(beginning + text)).toEqual(["file", 'team = ["team.name"]']);
  });

  test.each([
    `${header}[destinations.au|dit]\nreceives = ["*"]\n`,
    `${header}[[detections]]\nid = "ou|rs"\n`,
    `${header}[remove]\ndestinations = ["la|kes"]\n`,
    'version = 1\n[destinations.si|em]\nreceives = ["*"]\n',
    'version = 1\nextends = "built-in@|9"\n',
  ])("what is nowhere else leads nowhere: %j", (text) => expect(definitionOf(text)).toBeUndefined());
});

describe("Hover says where it is from", () => {
  const hoverAt = (text: string) => {
    const { document, offset } = marked(header + text);
    return hoverPolicy(document, offset)?.markdown ?? "";
  };
  test.each([
    ['[destinations.siem.redact]\nident|ity = "drop"\n', "The class is from `built-in@1`."],
    ["[destinations.si|em]\n", "What is not written here is as in `built-in@1`."],
    ['[destinations.lake]\nsig|nals = ["logs"]\n', "It takes the place of what `built-in@1` has."],
    ['[remove]\ndestinations = ["la|ke"]\n', "It stands in `built-in@1`."],
  ])("%s", (text, words) => expect(hoverAt(text)).toContain(words));

  test("and shows a destination as it is with what it takes over", () => {
    const markdown = hoverAt('[destinations.si|em]\n[destinations.siem.redact]\nidentity = "drop"\n');
    expect(markdown).toMatch(/- `drop`: .*`identity`/);
    expect(markdown).toMatch(/- `hash`: `host`, `identifier`/);
  });
});
