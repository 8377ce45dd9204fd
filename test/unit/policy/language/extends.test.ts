import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { diagnosticsOf, fixesOf, found } from "./policyText.ts";

const extending = (text: string) => `version = 1\nextends = "built-in@1"\n${text}`;
const forward = 'endpoint = "https://siem.example.com:4317"\nprotocol = "grpc"\n';

describe("A policy that extends the built-in one", () => {
  test.each([
    "",
    "[destinations.siem.redact]\nidentity = 'drop'\n",
    `[destinations.siem.forward]\n${forward}`,
    "[destinations.lake]\nsignals = ['metrics']\n",
    "[remove]\ndetections = ['outdated-codex']\ndestinations = ['lake', 'restricted']\nclasses = ['patch']\n",
    "[[detections]]\nid = 'outdated-codex'\nseverity = 'high'\n",
    "[[detections]]\nid = 'outdated-codex'\nseverity = 'high'\n[remove]\nclasses = ['host']\n",
    "[secrets]\nours = 'o-[0-9]{9}'\n",
  ])("has nothing to complain about for what it takes over: %j", (text) => {
    expect(found(extending(text))).toEqual([]);
  });

  test("is warned of what a destination of the base sends in clear, and can mask it in the file", () => {
    const text = extending(
      `[destinations.restricted]\nsignals = ["logs"]\n[destinations.restricted.forward]\n${forward}`,
    );
    const [diagnostic, ...others] = diagnosticsOf(text);
    expect([diagnostic?.code, others]).toEqual(["policy/sensitive-forwarded", []]);
    const masked = applyEdits(text, diagnostic?.fixes[0]?.edits ?? []);
    expect(masked).toContain('prompt = "mask"');
    expect(found(masked)).toEqual([]);
  });

  test("is told of a class of its own that nobody decides about, where it extends", () => {
    const codes = found(extending("[classes]\nteam = ['team.name']\n")).filter(
      ([code]) => code !== "policy/unknown-attribute",
    );
    expect(codes).toEqual([["policy/class-unmentioned", "team"]]);
  });

  test("has nothing undecided where it says what becomes of what nobody names", () => {
    const text = extending("[classes]\nours = ['ours']\n[destinations.siem.redact]\ndefault = 'mask'\n");
    const codes = found(text).filter(([code]) => code !== "policy/unknown-attribute");
    expect(codes.filter(([, place]) => place?.includes("siem"))).toEqual([]);
    expect(codes.map(([code]) => code)).not.toContain("policy/class-unmentioned");
  });

  test("proves a detection that it changes with the samples of the base", () => {
    const text = extending(
      "[[detections]]\nid = 'outdated-codex'\nwhen = [{ attribute = 'app.version', exists = false }]\n",
    );
    expect(new Set(found(text).map(([code]) => code))).toEqual(new Set(["policy/sample-contradicts"]));
    expect(found(text)[0]?.[1]).toBe("'outdated-codex'");
    expect(diagnosticsOf(text)[0]?.message).toContain('The sample "an old version" of built-in@1: ');
    for (const { fixes } of diagnosticsOf(text)) expect(fixes).toEqual([]);
  });
});

describe("What cannot be resolved", () => {
  test("is offered the versions that there are, which a person chooses", () => {
    const text = 'version = 1\nextends = "built-in@7"\n';
    expect(found(text)).toEqual([["policy/extends-unknown", '"built-in@7"']]);
    expect(fixesOf(text, "policy/extends-unknown")).toEqual(['Write "built-in@1"']);
    expect(diagnosticsOf(text)[0]?.fixes[0]?.preferred).toBe(false);
  });

  test("is not removed and written at once", () => {
    const text = extending("remove = { destinations = ['lake'] }\n[destinations.lake]\nsignals = ['metrics']\n");
    const [diagnostic] = diagnosticsOf(text);
    expect(diagnostic?.code).toBe("policy/remove-conflict");
    expect(found(applyEdits(text, diagnostic?.fixes[0]?.edits ?? []))).toEqual([]);
  });
});
