import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { defaultPolicyText } from "../../../../core/policy/read/defaultPolicy.ts";
import { diagnosticsOf } from "./policyText.ts";

const code = "policy/trace-ids-dropped";
const told = (text: string) => diagnosticsOf(text).filter((one) => one.code === code);

const policy = (
  redact: string,
  { signals = '["logs", "traces"]', classes = 'identifier = ["trace_id", "span_id"]' } = {},
) =>
  `version = 1
[classes]
${classes}
[destinations.lake]
signals = ${signals}
receives = ["*"]
redact = { ${redact} }
`;

describe("A destination that takes traces without the ids that hold them together", () => {
  test.each(['"drop"', '"mask"', "{ truncate = 8 }"])(
    "is a warning that says why, and what keeps them: %s",
    (action) => {
      const text = policy(`identifier = ${action}`);
      const [diagnostic, ...others] = told(text);
      expect(others).toEqual([]);
      expect(diagnostic).toMatchObject({
        severity: "warning",
        message: `For lake the trace_id and span_id of spans are dropped (identifier = ${action.replaceAll('"', "")}): an id cannot be masked or cut, and without it nothing tells which spans belong together. With "hash" it becomes another id of the same size, and the tree of a trace stays whole.`,
      });
      expect(text.slice(diagnostic?.range.start, diagnostic?.range.end)).toBe(action);
      expect(diagnostic?.fixes).toMatchObject([{ title: 'Write "hash" for identifier', preferred: false }]);
      expect(told(applyEdits(text, diagnostic?.fixes[0]?.edits ?? []))).toEqual([]);
    },
  );

  test("is told of the one id that goes", () => {
    const text = policy('one = "hash", other = "drop"', { classes: 'one = ["trace_id"]\nother = ["span_id"]' });
    expect(told(text).map(({ message }) => message.split(" of spans")[0])).toEqual(["For lake the span_id"]);
  });

  test("is told where redact does not name the class, and where no class names the ids", () => {
    const unnamed = policy('unknown = "mask"');
    expect(told(unnamed)[0]?.message).toContain("(identifier = mask)");
    expect(told(applyEdits(unnamed, told(unnamed)[0]?.fixes[0]?.edits ?? []))).toEqual([]);
    const unknown = policy('unknown = "drop"', { classes: 'prompt = ["prompt"]' });
    const [diagnostic] = told(unknown);
    expect(diagnostic?.message).toContain("(unknown = drop)");
    expect(diagnostic?.fixes.map(({ title }) => title)).toEqual(['Add a class trace for them, and write "hash"']);
    const fixed = applyEdits(unknown, diagnostic?.fixes[0]?.edits ?? []);
    expect(fixed).toContain('trace = ["trace_id", "span_id"]');
    expect(fixed).toContain('unknown = "drop", trace = "hash"');
    expect(told(fixed)).toEqual([]);
  });

  test("is none without traces, and none where they are hashed or kept", () => {
    expect(told(policy('identifier = "drop"', { signals: '["logs", "metrics"]' }))).toEqual([]);
    for (const action of ["hash", "keep"]) expect(told(policy(`identifier = "${action}"`))).toEqual([]);
    expect(told(policy('default = "hash"'))).toEqual([]);
    expect(told(defaultPolicyText)).toEqual([]);
  });

  test("is told where a policy that extends the built-in one changes it so", () => {
    const text = 'version = 1\nextends = "built-in@1"\n[destinations.lake.redact]\nidentifier = "mask"\n';
    const [diagnostic, ...others] = told(text);
    expect(others).toEqual([]);
    expect(text.slice(diagnostic?.range.start, diagnostic?.range.end)).toBe('"mask"');
    expect(told(applyEdits(text, diagnostic?.fixes[0]?.edits ?? []))).toEqual([]);
    expect(told('version = 1\nextends = "built-in@1"\n')).toEqual([]);
  });
});
