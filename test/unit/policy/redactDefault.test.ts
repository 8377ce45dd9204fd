import { describe, expect, test } from "vitest";
import { exposureOf } from "../../../core/exposure/exposure.ts";
import { newlyExposed } from "../../../core/exposure/newlyExposed.ts";
import { unnamedAction } from "../../../core/policy/evaluate/classAction.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../../core/policy/evaluate/evaluate.ts";
import { explainEvent } from "../../../core/policy/evaluate/explain.ts";
import { monadPipeline } from "../../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig } from "../../../core/policy/export/otelcol/collectorConfig.ts";
import { hoverPolicy } from "../../../core/policy/language/hoverPolicy.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { marked } from "../config/language/marked.ts";
import { anyValue, event, policyOf } from "./policyFixtures.ts";

const text = (redact: string) => `[classes]
prompt = ["prompt"]
usage = ["input_count"]
host = ["resource.host.name"]
[destinations.d]
receives = ["*"]
${redact}
`;

const received = event(
  "codex.user_prompt",
  { prompt: "plan", input_count: 5n, brand_new: "x" },
  { resource: { "host.name": "vm" }, body: "text" },
);

const redacted = (redact: string) => evaluateFor(compilePolicy(policyOf(text(redact))), "d", received)?.redacted;

const masked = anyValue("[REDACTED]");

describe("A class that redact does not name", () => {
  test.each(["", "redact = {}", 'redact = { host = "mask" }'])("is masked, as is what no class names: %s", (redact) => {
    expect(redacted(redact)).toEqual({
      attributes: new Map([
        ["prompt", masked],
        ["input_count", masked],
        ["brand_new", masked],
      ]),
      resource: new Map([["host.name", masked]]),
      body: masked,
    });
  });

  test("gets what redact.default says, and only such a class", () => {
    const { attributes, resource, body } = redacted('redact = { default = "keep", prompt = "drop" }') ?? {};
    expect(Object.fromEntries(attributes ?? [])).toEqual({ input_count: anyValue(5n), brand_new: anyValue("x") });
    expect(resource?.get("host.name")).toEqual(anyValue("vm"));
    expect(body).toEqual(anyValue("text"));
    expect(redacted('redact = { default = { truncate = 2 }, unknown = "drop" }')?.attributes).toEqual(
      new Map([
        ["prompt", anyValue("pl")],
        ["input_count", anyValue("5")],
      ]),
    );
  });

  test("is explained by the rule of the default, be it written or not", () => {
    for (const redact of ["", 'redact.default = "mask"', 'redact.default = "keep"']) {
      const account = explainEvent(compilePolicy(policyOf(text(redact))), received, []).destinations[0];
      const rules = new Set(account?.attributes.map(({ rule }) => rule));
      expect([...rules]).toEqual(["destinations.d.redact.default"]);
    }
  });

  test("is said in hovers to be masked because nothing names it", () => {
    const hover = (policy: string) => {
      const { document, offset } = marked(policy);
      return hoverPolicy(document, offset)?.markdown;
    };
    expect(hover(text("").replace("pro", "pro|"))).toContain("- `d`: `mask`, for `redact` does not name it");
    expect(hover(text('redact.default = "keep"').replace("pro", "pro|"))).toContain(
      "- `d`: `keep`, by `redact.default`",
    );
    expect(hover(text('redact.defa|ult = "keep"'))).toContain("every class that `redact` does not name");
  });
});

describe("No class", () => {
  test("has the name of the default", () => {
    const { policy, problems } = parsePolicy('version = 1\n[classes]\ndefault = ["prompt"]\n');
    expect(policy).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(["policy/name-invalid"]);
  });
});

describe("What somebody has consented to", () => {
  const exposed = (policy: Policy) => {
    const [destination] = policy.destinations;
    if (destination === undefined) throw new Error("no destination");
    return exposureOf(policy, destination);
  };
  const of = (redact: string) => exposed(policyOf(text(redact)));
  /** As consents were written down while such a class was kept. */
  const old = {
    ...of(""),
    classes: of("").classes.map((one) => ({ ...one, action: { kind: "keep" } })),
  };

  test("while such a class was kept still covers a policy that masks it, and one that keeps it in so many words", () => {
    expect(newlyExposed(old, of(""))).toEqual([]);
    expect(newlyExposed(old, of('redact.default = "keep"'))).toEqual([]);
  });

  test("while it was masked does not cover a default that keeps it", () => {
    expect(newlyExposed(of(""), of('redact.default = "keep"'))).toContainEqual({
      kind: "attributes",
      class: "prompt",
      attributes: ["prompt"],
      before: unnamedAction,
      after: { kind: "keep" },
    });
  });

  test("without a word about attributes of no class does not cover those", () => {
    const silent = { ...old, classes: old.classes.filter(({ name }) => name !== "unknown") };
    expect(newlyExposed(silent, of('redact.default = "keep"'))).toContainEqual(
      expect.objectContaining({ kind: "attributes", class: "unknown", before: { kind: "drop" } }),
    );
  });
});

test.each([
  ["otelcol", collectorConfig],
  ["monad", monadPipeline],
] as const)("The export for %s is the same whether the default is written or not", (_, exported) => {
  expect(exported(policyOf(text('redact.default = "mask"'))).text).toBe(exported(policyOf(text(""))).text);
  expect(exported(policyOf(text('redact.default = "keep"'))).text).not.toBe(exported(policyOf(text(""))).text);
});
