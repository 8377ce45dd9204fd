import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { events } from "../../../../core/events/catalogue.ts";
import { completePolicy } from "../../../../core/policy/language/completePolicy.ts";
import type { CompletionItem } from "../../../../core/toml/language/completionItem.ts";
import { plainText } from "../../../../core/toml/language/snippetText.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { marked } from "../../config/language/marked.ts";

const proposals = (text: string): readonly CompletionItem[] => {
  const { document, offset } = marked(text);
  return completePolicy(document, offset).toSorted((one, other) => (one.sortText < other.sortText ? -1 : 1));
};

const labels = (text: string): readonly string[] => proposals(text).map(({ label }) => label);

/** The text once a proposal is taken and nothing is filled in. */
function taken(text: string, label: string): string {
  const item = proposals(text).find((one) => one.label === label);
  if (item === undefined) throw new Error(`${label} is not among ${labels(text)}`);
  const { range, newText } = item;
  return applyEdits(text.replace("|", ""), [{ range, newText: item.snippet ? plainText(newText) : newText }]);
}

describe("In an empty policy", () => {
  test("the version, the tables and whole destinations and detections are proposed", () => {
    expect(labels("|")).toEqual([
      "version",
      "extends",
      "built_in_secrets",
      "[classes]",
      "[secrets]",
      "[hashing]",
      "[destinations.…]",
      "[[detections]]",
    ]);
    expect(taken("|", "version")).toBe("version = 1");
  });

  test("a snippet can be found by typing its name, and is a sound table", () => {
    const text = taken("version = 1\ndest|", "[destinations.…]");
    expect(text).toMatch(/^version = 1\n\[destinations\.siem\]\n/);
    expect(parseToml(text).errors).toEqual([]);
    expect(proposals("dest|").find(({ label }) => label.startsWith("[dest"))?.filterText).toBe("destinations");
    expect(taken("version = 1\r\n|", "[[detections]]").replaceAll("\r\n", "")).not.toContain("\n");
  });

  test("what stands already is not proposed again", () => {
    expect(labels("version = 1\n[classes]\n[hashing]\nsalt_env = 'X'\n|")).toEqual([
      "[secrets]",
      "[destinations.…]",
      "[[detections]]",
    ]);
  });
});

describe("Between brackets", () => {
  test("the tables that may be opened are proposed", () => {
    expect(labels("[|")).toEqual(["classes", "secrets", "hashing", "destinations.…"]);
    expect(labels("[classes]\n[destinations.siem]\nreceives = ['*']\n[|]")).toEqual([
      "secrets",
      "hashing",
      "destinations.…",
      "destinations.siem.redact",
      "destinations.siem.forward",
      "destinations.siem.forward.headers_env",
      "destinations.siem.forward.tls",
    ]);
  });
  test("samples and a join are proposed inside of a detection only", () => {
    expect(labels("[[|]]")).toEqual(["detections"]);
    expect(labels("[[detections]]\nid = 'a'\n[[|]]")).toEqual(["detections", "detections.samples"]);
    expect(labels("[[detections]]\nid = 'a'\n[|]")).toContain("detections.join");
    expect(labels("[[detections]]\nid = 'a'\n[detections.join]\non = 'x'\n[|]")).not.toContain("detections.join");
  });
});

describe("Keys", () => {
  test("of a destination: the required one first, without those that stand there", () => {
    expect(labels("[destinations.siem]\ndescription = ''\n|").slice(0, 5)).toEqual([
      "receives",
      "signals",
      "when",
      "redact",
      "forward",
    ]);
    expect(labels("[destinations.siem]\n[destinations.siem.redact]\n[destinations.lake]\n|")).toContain("redact");
    expect(labels("[destinations.lake.redact]\n[destinations.lake]\n|")).not.toContain("redact");
  });
  test("of each detection count for themselves", () => {
    const text = "[[detections]]\nid = 'a'\n|\n[[detections.samples]]\ntitle = 't'\n[[detections]]\nseverity = 'low'\n";
    expect(labels(text).slice(0, 3)).toEqual(["severity", "message", "event"]);
    expect(labels(text)).not.toContain("samples");
    expect(
      labels("[[detections]]\n[[detections.samples]]\ntitle = 't'\n[[detections.samples]]\n|").slice(0, 3),
    ).toEqual(["title", "finds", "events"]);
  });
  test("of a condition: first what it is about, then the tests", () => {
    const condition = (inside: string) => `[destinations.d]\nreceives = ['*']\nwhen = [{ ${inside} }]`;
    expect(labels(condition("|"))[0]).toBe("attribute");
    expect(labels(condition("attribute = 'x', |"))).toEqual([
      "equals",
      "not_equals",
      "matches",
      "exists",
      "greater_than",
      "less_than",
      "has_secret",
      "version_below",
    ]);
    expect(labels(condition("attribute = 'x', equals = 1, ex|"))).not.toContain("equals");
    expect(labels(condition("any = [], |"))).toEqual([]);
    expect(labels(condition("not = { any = [ { | } ] }"))).toContain("attribute");
    expect(taken(condition("attribute = 'decision', |"), "equals")).toContain('equals = "approved"');
  });
  test("of classes are those of the catalogue, with the attributes that Codex sends", () => {
    expect(taken("[classes]\n|", "prompt")).toBe('[classes]\nprompt = ["prompt"]');
    expect(taken("[classes]\n|", "identity")).toContain(
      '["user.account_id", "user.id", "user.email", "resource.team.name"]',
    );
    expect(labels("[classes]\nprompt = []\n|")).not.toContain("prompt");
  });
  test("of redact are the policy's own classes, unknown and the default", () => {
    const text = "[classes]\nmine = ['prompt']\nyours = ['model']\n[destinations.d]\nredact = { yours = 'drop', | }";
    expect(labels(text)).toEqual(["mine", "unknown", "default"]);
    expect(taken(text, "unknown")).toContain('unknown = "mask"');
    expect(taken(text, "default")).toContain('default = "mask"');
  });
  test("of secrets are those of the built-in policy, with their patterns", () => {
    expect(taken("[secrets]\n|", "aws_access_key_id")).toBe(
      "[secrets]\naws_access_key_id = '(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T[A-Z0-9])[A-Z0-9]{16}'",
    );
  });
  test("of headers_env are the headers of the backend, with the name of a variable and never a value", () => {
    const text = "[destinations.siem.forward]\nendpoint = 'https://app.monad.com:4317'\nheaders_env = { | }";
    expect(labels(text)).toEqual(["Authorization", "Monad-Pipeline-Id"]);
    expect(taken(text, "Monad-Pipeline-Id")).toContain('Monad-Pipeline-Id = "SIEM_MONAD_PIPELINE_ID"');
  });
  test("of a sample's event: its name first, then what the detection's events carry", () => {
    const text = "[[detections]]\nevent = 'codex.tool_decision'\n[[detections.samples]]\nevents = [{ | }]";
    expect(labels(text).slice(0, 6)).toEqual([
      "event.name",
      "tool_name",
      "tool_namespace",
      "call_id",
      "decision",
      "source",
    ]);
    expect(taken(text, "event.name")).toContain('"event.name" = "codex.tool_decision"');
    expect(taken(text, "conversation.id")).toContain('"conversation.id" = ""');
  });
  test("get no second = where one stands", () => {
    expect(taken("[destinations.d]\nrec| = ['*']", "receives")).toBe("[destinations.d]\nreceives = ['*']");
  });
});

describe("Values", () => {
  test("of receives are all events of the catalogue with their documentation, and globs", () => {
    const found = proposals("[destinations.d]\nreceives = [ | ]");
    for (const { name, title } of events) {
      const item = found.find(({ label }) => label === JSON.stringify(name));
      expect(item?.documentation).toContain(title);
    }
    expect(labels("[destinations.d]\nreceives = [ | ]")).toContain('"codex.*"');
  });
  test("are not proposed twice in a list, and replace what is typed with its quotes", () => {
    const text = "[destinations.d]\nreceives = ['codex.user_prompt', 'codex.|']";
    expect(labels(text)).not.toContain('"codex.user_prompt"');
    expect(taken(text, '"codex.api_request"')).toBe(
      "[destinations.d]\nreceives = ['codex.user_prompt', \"codex.api_request\"]",
    );
    expect(proposals(text)[0]?.filterText).toMatch(/^'codex\..*'$/);
  });
  test("of a list bring the brackets where these are missing", () => {
    expect(taken("[destinations.d]\nsignals = |", '"traces"')).toContain('signals = ["traces"]');
    expect(taken("[[detections]]\nevent = |", '"codex.user_prompt"')).toContain('event = "codex.user_prompt"');
  });
  test("of an attribute are those of the events that are spoken of first, then all others", () => {
    const found = labels("[destinations.d]\nreceives = ['codex.tool_decision']\nwhen = [{ attribute = '|' }]");
    expect(found.slice(0, 5)).toEqual(['"tool_name"', '"tool_namespace"', '"call_id"', '"decision"', '"source"']);
    expect(found).toContain('"prompt"');
    expect(found).toContain('"resource.host.name"');
    expect(found).toContain('"body"');
  });
  test("of a join's attribute are identifiers first", () => {
    const text = "[[detections]]\nevent = 'codex.tool_decision'\njoin = { on = |, event = 'codex.tool_result' }";
    expect(labels(text)[0]).toBe('"call_id"');
  });
  test("of a class are attributes that none has yet, those of the catalogue's class first", () => {
    const found = labels("[classes]\nprompt = ['prompt']\nidentity = [|]");
    expect(found.slice(0, 2)).toEqual(['"user.account_id"', '"user.id"']);
    expect(found).not.toContain('"prompt"');
  });
  test("of a comparison are those that the attribute is known to have", () => {
    const at = (inside: string) => `[destinations.d]\nwhen = [{ any = [{ attribute = 'sandbox_mode', ${inside} }] }]`;
    const known = ['"read-only"', '"workspace-write"', '"danger-full-access"'];
    expect(labels(at("equals = |"))).toEqual(known);
    expect(labels(at("not_equals = ['|']"))).toEqual(known);
    expect(labels(at("greater_than = |"))).toEqual([]);
    expect(labels(at("exists = |"))).toEqual(["true", "false"]);
  });
  test("of a redaction are the actions, truncate only where no quotes are", () => {
    const at = (value: string) => `[classes]\nprompt = []\n[destinations.d.redact]\nprompt = ${value}`;
    expect(labels(at("|"))).toEqual(['"drop"', '"mask"', '"hash"', "{ truncate = … }", '"keep"']);
    expect(labels(at('"|"'))).not.toContain("{ truncate = … }");
    expect(taken(at("|"), "{ truncate = … }")).toContain("prompt = { truncate = 64 }");
    expect(labels(at("{ | }"))).toEqual(["truncate"]);
  });
  test("of severities, protocols and samples are the words that exist", () => {
    expect(labels("[[detections]]\nseverity = '|'")).toEqual(['"low"', '"medium"', '"high"', '"critical"']);
    expect(labels("[destinations.d.forward]\nprotocol = |")).toEqual(['"grpc"', '"http-protobuf"', '"http-json"']);
    expect(labels("[[detections]]\n[[detections.samples]]\nevents = [{ 'event.name' = '|' }]")).toContain(
      '"codex.tool_result"',
    );
  });
  test("of conditions are their forms", () => {
    const text = "[destinations.d]\nreceives = ['*']\nwhen = [ | ]";
    expect(labels(text)).toContain("{ any = [ … ] }");
    for (const label of labels(text)) expect(parseToml(taken(text, label)).errors).toEqual([]);
  });
  test("of headers_env are names of variables", () => {
    expect(labels("[destinations.my-lake.forward.headers_env]\nX-Team = '|'")).toEqual(['"MY_LAKE_X_TEAM"']);
    expect(labels("[hashing]\nsalt_env = |")).toEqual(['"CODEX_OTEL_HASH_SALT"']);
  });
  test("are not proposed in comments, in free text and in patterns", () => {
    for (const text of ["# |", "[destinations.d]\ndescription = '|'", "[secrets]\na = '|'", "zebra = |"])
      expect(labels(text)).toEqual([]);
  });
});

describe("In a policy that extends the built-in one", () => {
  const extending = (text: string) => `version = 1\nextends = "built-in@1"\n${text}`;

  test("the versions that there are can be chosen", () => {
    expect(labels("version = 1\nextends = |")).toEqual(['"built-in@1"']);
    expect(taken("extends = |", '"built-in@1"')).toBe('extends = "built-in@1"');
  });

  test("its names are proposed where they can be changed", () => {
    expect(labels(extending("[|]"))).toEqual(expect.arrayContaining(["remove", "destinations.siem.redact"]));
    expect(labels(extending("[destinations.siem.redact]\n|"))).toEqual(expect.arrayContaining(["identity", "host"]));
    expect(labels(extending('[[detections]]\nid = "|"'))).toContain('"outdated-codex"');
  });

  test("its names are proposed where they can be removed, each once", () => {
    expect(labels(extending("[remove]\n|")).filter((label) => !label.startsWith("["))).toEqual([
      "destinations",
      "detections",
      "classes",
      "secrets",
    ]);
    expect(labels(extending('[remove]\ndestinations = ["lake", |]'))).toEqual(['"siem"', '"restricted"']);
    expect(labels(extending("remove = { classes = [|] }"))).toContain('"patch"');
  });

  test("nothing of it is proposed elsewhere", () => {
    expect(labels("version = 1\n[|]")).not.toContain("remove");
    expect(labels("version = 1\n[destinations.siem.redact]\n|")).not.toContain("identity");
    expect(labels('version = 1\n[[detections]]\nid = "|"')).toEqual([]);
  });
});
