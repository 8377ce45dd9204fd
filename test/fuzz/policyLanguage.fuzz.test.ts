import { expect, test } from "vitest";
import { applyPreferredFixes } from "../../core/diagnostics/applyFixes.ts";
import { diagnosePolicy } from "../../core/policy/language/check/diagnosePolicy.ts";
import { completePolicy } from "../../core/policy/language/completePolicy.ts";
import { hoverPolicy } from "../../core/policy/language/hoverPolicy.ts";
import { policyDefinition } from "../../core/policy/language/policyDefinition.ts";
import { policySymbols } from "../../core/policy/language/policySymbols.ts";
import { defaultPolicyText } from "../../core/policy/read/defaultPolicy.ts";
import type { OffsetRange } from "../../core/text/range.ts";
import type { DocumentSymbol } from "../../core/toml/language/documentSymbols.ts";
import { foldingRanges } from "../../core/toml/language/foldingRanges.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { policyExamples } from "../unit/docs/policyExamples.ts";
import { diagnosticsOf } from "../unit/policy/language/policyText.ts";
import fc from "../unit/seededCheck.ts";
import { every, tries } from "./effort.ts";

/** A policy with everything that a policy can have, shorter than the built-in one. */
const whole = `# é😀
version = 1
[classes]
prompt = ["prompt", "gen_ai.*"]
"odd name" = ["resource.host.*", 'body']
[secrets]
token = "gh[pousr]_\\u0041{36,}"
other = '''
x-[0-9]+'''
[hashing]
salt_env = "SALT"
[destinations.siem]
description = "d"
signals = ["logs", "traces"]
receives = ["codex.*", "codex.tool_decision"]
when = [{ attribute = "success", equals = ["false", 1, true] }, { any = [{ attribute = "model", matches = '(?i)x' }, [{ attribute = "body", exists = true }]] }, { not = { attribute = "duration_ms", greater_than = 5 } }]
redact = { prompt = "drop", unknown = { truncate = 64 } }
forward = { endpoint = "https://app.monad.com:4317", protocol = "grpc", headers_env = { Authorization = "MONAD" } }
[[detections]]
id = "a"
severity = "low"
message = "m"
event = "codex.tool_decision"
when = [{ attribute = "decision", equals = "denied" }]
[detections.join]
on = "call_id"
event = ["codex.tool_result"]
[[detections.samples]]
title = "t"
finds = false
events = [{ "event.name" = "codex.tool_decision", decision = "denied" }]
`;

/** One that takes most of it over from another one. */
const extending = `version = 1
extends = "built-in@1"
remove = { destinations = ["lake"], classes = ["patch"], detections = ["outdated-codex"] }
[classes]
host = ["host.name"]
terminal = ["terminal.type"]
[destinations.siem]
signals = ["logs"]
redact = { identity = "drop", terminal = "keep" }
[destinations.restricted.forward]
endpoint = "https://app.monad.com:4317"
protocol = "grpc"
[[detections]]
id = "burst-of-denials"
repeats = { times = 3, within = 60 }
`;

/** Everything that is asked about a text answers, and with ranges inside of it. */
function check(text: string, offsets: readonly number[]): void {
  const document = parseToml(text);
  const inside = ({ start, end }: OffsetRange) => {
    if (!(0 <= start && start <= end && end <= text.length)) throw new Error(`${start}–${end} of ${text.length}`);
  };
  for (const { range, fixes } of diagnosePolicy(document)) {
    inside(range);
    for (const { edits } of fixes) for (const edit of edits) inside(edit.range);
  }
  for (const offset of offsets) {
    for (const { range, newText } of completePolicy(document, offset)) {
      inside(range);
      expect(newText).not.toBe("");
    }
    const hovered = hoverPolicy(document, offset);
    if (hovered) inside(hovered.range);
    const defined = policyDefinition(document, offset);
    if (defined) inside(defined.origin);
    if (defined) expect(defined.range.end).toBeLessThanOrEqual((defined.base?.text ?? text).length);
  }
  const visit = ({ range, selectionRange, children, name }: DocumentSymbol) => {
    inside(range);
    expect(name).not.toBe("");
    expect(selectionRange.start).toBeGreaterThanOrEqual(range.start);
    expect(selectionRange.end).toBeLessThanOrEqual(range.end);
    for (const child of children) {
      expect(child.range.start).toBeGreaterThanOrEqual(range.start);
      expect(child.range.end).toBeLessThanOrEqual(range.end);
      visit(child);
    }
  };
  policySymbols(document).forEach(visit);
  for (const { startLine, endLine } of foldingRanges(document)) {
    expect(startLine).toBeLessThan(endLine);
    expect(endLine).toBeLessThan(document.lines.lineCount);
  }
}

test("A policy that is cut off answers", () => {
  for (const source of [whole, extending])
    for (let length = 0; length <= source.length; length += every(5)) check(source.slice(0, length), [length]);
});

test("The built-in policy cut off anywhere answers", () => {
  for (let length = 0; length <= defaultPolicyText.length; length += every(2545))
    check(defaultPolicyText.slice(0, length), [length, Math.floor(length / 2)]);
});

test("The characters of a policy have their completion and hover, or none", () => {
  const step = every(4);
  for (const source of [whole, extending])
    check(
      source,
      [...Array(source.length + 1).keys()].filter((offset) => offset % step === 0),
    );
});

const scrap = fc.oneof(
  fc.constantFrom(
    "",
    "=",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "'''",
    ",",
    ".",
    "\n",
    "\r\n",
    "#",
    "|",
    "\\",
    "*",
    "é",
    "😀",
    "\ufeff",
    "\0",
  ),
  fc.constantFrom(
    "any",
    "not",
    "when = ",
    "[[detections]]\n",
    "attribute = ",
    "truncate",
    "-1",
    "1e400",
    "1979-05-27",
    "__proto__ = 1",
    "constructor",
  ),
  fc.string({ maxLength: 8 }),
);

const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat(60), text: scrap }), { minLength: 1, maxLength: 4 });

test("A policy with random edits answers wherever the cursor stands", () => {
  const sources = [whole, whole.replaceAll("\n", "\r\n"), extending, ...Object.values(policyExamples)];
  fc.assert(
    fc.property(fc.constantFrom(...sources), edits, fc.array(fc.nat(), { maxLength: 4 }), (source, made, cursors) => {
      let text = source;
      for (const { at, cut, text: added } of made) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + added + text.slice(start + cut);
      }
      const last = (made.at(-1)?.at ?? 0) % (text.length + 1);
      check(text, [last, ...cursors.map((cursor) => cursor % (text.length + 1))]);
    }),
    { numRuns: tries(80) },
  );
});

test("Fixing a policy with random edits ends, and a second run changes nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(whole, extending, ...Object.values(policyExamples)), edits, (source, made) => {
      let text = source;
      for (const { at, cut, text: added } of made) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + added + text.slice(start + cut);
      }
      const once = applyPreferredFixes(text, diagnosticsOf);
      expect(applyPreferredFixes(once, diagnosticsOf)).toBe(once);
    }),
    { numRuns: tries(60) },
  );
});

test("Random characters answer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.nat(200), (text, offset) => {
      check(text, [offset % (text.length + 1)]);
    }),
    { numRuns: tries(60) },
  );
});
