import { describe, expect, test } from "vitest";
import { type Adoption, adoptionQuestions, mayAdopt } from "../../../../client/forwarding/adoptionQuestions.ts";
import { context } from "../views/samples.ts";
import { workspacePolicy } from "./policies.ts";

const questions = (parts: Partial<Adoption>) =>
  adoptionQuestions(
    { name: "otel-policy.toml", text: workspacePolicy(), inForce: undefined, isTargetOfWorkspace: false, ...parts },
    context.l10n,
  );
const messages = (parts: Partial<Adoption>) => questions(parts).map(({ message }) => message);
const salted = '[hashing]\nsalt_env = "DB_PASSWORD"';
const viewOnly = (top: string) => workspacePolicy({ top }).replace(/^forward = .*$/m, "");
const first = "Send telemetry of Codex to siem.example.com:4317?";
const more = "Send more telemetry of Codex to siem.example.com:4317?";

describe("Before a policy becomes the person's own, it is asked", () => {
  test("for all that it forwards, in the words for a workspace's policy", () => {
    const [question, ...others] = questions({});
    expect(others).toEqual([]);
    expect(question?.message).toBe(first);
    expect(question?.detail.split("\n")).toEqual(
      expect.arrayContaining([
        "Endpoint: https://siem.example.com:4317/",
        "In clear: nothing",
        'The policy "otel-policy.toml" asks for it, for its destination "siem". Once adopted it is your own, and this is not asked again.',
        'Read from your environment and secrets: SIEM_KEY (sent as the header "Authorization")',
      ]),
    );
  });

  test("for what is more than the policy in force sends, and for nothing else", () => {
    const inForce = workspacePolicy();
    expect(messages({ inForce })).toEqual([]);
    expect(messages({ inForce, text: workspacePolicy({ identity: "drop" }) })).toEqual([]);
    expect(messages({ inForce, text: workspacePolicy({ prompt: "keep" }) })).toEqual([more]);
    expect(messages({ inForce, text: workspacePolicy({ variable: "DB_PASSWORD" }) })).toEqual([more]);
    const [question] = questions({ inForce, text: workspacePolicy({ prompt: "keep" }) });
    expect(question?.detail).toContain("• prompts: in clear, was not sent");
  });

  test("for all of a destination that is sent elsewhere, or has another name", () => {
    const inForce = workspacePolicy();
    expect(messages({ inForce, text: workspacePolicy({ endpoint: "https://evil.example" }) })).toEqual([
      "Send telemetry of Codex to evil.example:443?",
    ]);
    expect(messages({ inForce, text: workspacePolicy({ name: "other" }) })).toEqual([first]);
  });

  test("for each destination", () => {
    const [, other = ""] = workspacePolicy({ name: "other", endpoint: "https://evil.example" }).split(/(?=\[dest)/);
    expect(messages({ text: `${workspacePolicy()}${other}` })).toEqual([
      first,
      "Send telemetry of Codex to evil.example:443?",
    ]);
  });

  test("for a salt that is read though nothing is forwarded", () => {
    const [question, ...others] = questions({ text: viewOnly(salted) });
    expect(others).toEqual([]);
    expect(question?.message).toBe("Read DB_PASSWORD from your environment as the salt of hashes?");
    expect(question?.detail).toContain('The policy "otel-policy.toml" asks for it.');
    expect(questions({ text: viewOnly(salted), inForce: workspacePolicy({ top: salted }) })).toEqual([]);
  });

  test("once for a salt that a question about forwarding names", () => {
    const [question, ...others] = questions({ text: workspacePolicy({ top: salted }) });
    expect(others).toEqual([]);
    expect(question?.detail).toContain("DB_PASSWORD (the salt of hashes)");
  });

  test("not for what neither sends nor reads, nor for the built-in policy", () => {
    expect(questions({ text: viewOnly("") })).toEqual([]);
    expect(questions({ text: undefined })).toEqual([]);
  });

  test("not where it stays a policy of the workspace, for which forwarding itself asks", () => {
    expect(questions({ isTargetOfWorkspace: true })).toEqual([]);
  });

  test("without the workspace's words about files that say whom to trust", () => {
    const text = workspacePolicy().replace('protocol = "grpc"', 'protocol = "grpc", tls = { ca_file = "ca.pem" }');
    const [question] = questions({ text });
    expect(question?.detail).toContain('Files that say which authority is trusted and who sends: "ca.pem"');
  });
});

test("A policy of a workspace that is not trusted is not adopted at all", () => {
  expect(mayAdopt({ isOfWorkspace: true }, false)).toBe(false);
  expect(mayAdopt({ isOfWorkspace: true }, true)).toBe(true);
  expect(mayAdopt({ isOfWorkspace: false }, false)).toBe(true);
});
