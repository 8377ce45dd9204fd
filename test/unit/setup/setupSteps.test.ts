import { describe, expect, it } from "vitest";
import type { SetupFacts } from "../../../core/setup/setupFacts.ts";
import { type SetupStepId, setupStepIds } from "../../../core/setup/setupStepIds.ts";
import { setupSteps } from "../../../core/setup/setupSteps.ts";
import { troubleshoot } from "../../../core/setup/troubleshooting.ts";
import { plainLocalizer } from "../../../core/text/localizer.ts";
import { emptySetup, wholeSetup } from "./facts.ts";

const steps = (facts: SetupFacts) => setupSteps(facts, plainLocalizer);
const step = (id: SetupStepId, changes: Partial<SetupFacts>) => {
  const found = steps({ ...wholeSetup, ...changes }).find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no step ${id}`);
  return found;
};
const configuration = (changes: Partial<SetupFacts["configuration"]>): Partial<SetupFacts> => ({
  configuration: { ...wholeSetup.configuration, ...changes },
});
const problem = (code: string, severity: "error" | "warning") =>
  ({ code, severity, verdict: severity === "error" ? "fatal" : "dropped", message: "Wrong.", line: 2 }) as const;

describe("the steps of the setup", () => {
  it("are all done when everything is true, in their order", () => {
    expect(steps(wholeSetup).map(({ id, state }) => [id, state])).toEqual(setupStepIds.map((id) => [id, "done"]));
  });

  it("are all open for a person who begins, and each says what to do or what it waits for", () => {
    const begun = steps(emptySetup);
    expect(begun.map(({ state }) => state)).toEqual(setupStepIds.map(() => "open"));
    for (const { id, detail } of begun) expect(detail, id).not.toBe("");
    expect(begun[0]?.action).toEqual({ kind: "point-codex-here" });
  });

  it("name the line at which Codex refuses the configuration, and open it there", () => {
    const found = step("exporter", configuration({ problems: [problem("otel/exporter-needs-table", "error")] }));
    expect(found).toMatchObject({
      state: "failed",
      detail: "Line 3: Wrong.",
      action: { kind: "open-file", path: "/home/me/.codex/config.toml", line: 2 },
    });
  });

  it.each([
    ["unset", "nowhere"],
    ["off", "sends no logs"],
    ["vendor", "vendor"],
  ] as const)("leave the exporter open while it is %s", (kind, words) => {
    const found = step("exporter", configuration({ exporter: { kind } }));
    expect(found.state).toBe("open");
    expect(found.detail).toContain(words);
  });

  it("leave the exporter open while no Codex is installed that could accept it", () => {
    const found = step("exporter", { codex: { ...wholeSetup.codex, installedVersion: undefined } });
    expect(found.state).toBe("open");
    expect(found.detail).toContain("PATH");
  });

  it.each(["otel/backend-header-missing", "otel/header-name-invalid", "otel/header-placeholder"])(
    "fail the headers for %s",
    (code) => {
      expect(step("headers", configuration({ problems: [problem(code, "warning")] })).state).toBe("failed");
    },
  );

  it("leave the exporter open while it is only another Codex than the installed one that accepts it", () => {
    const found = step("exporter", { codex: { ...wholeSetup.codex, judgedVersion: "0.150.0" } });
    expect(found).toMatchObject({ state: "open", detail: "Codex 0.150.0 would accept it, but 0.169.0 is installed." });
  });

  it("name the headers that Codex sends", () => {
    const exporter = { ...wholeSetup.configuration.exporter, headers: ["authorization", "monad-pipeline-id"] };
    expect(step("headers", configuration({ exporter } as never)).detail).toBe(
      "Codex sends authorization, monad-pipeline-id",
    );
  });

  it("want a new test of the connection after the exporter was changed, and show what the last one found", () => {
    expect(step("connection", { connection: undefined })).toMatchObject({
      state: "open",
      action: { kind: "test-connection" },
    });
    const refused = { good: false, message: "401: the key was refused" };
    expect(step("connection", { connection: refused })).toMatchObject({ state: "failed", detail: refused.message });
  });

  it("offer free ports when another program holds those of the listener", () => {
    const found = step("listener", { listener: { kind: "failed", message: "Port 4317 is held.", portInUse: true } });
    expect(found).toMatchObject({ state: "failed", action: { kind: "start-listener-on-free-ports" } });
  });

  it("say that Codex sends elsewhere, in place of asking for one more session", () => {
    const exporter = {
      ...wholeSetup.configuration.exporter,
      endpoint: "https://app.monad.com:4317",
      host: "app.monad.com",
    };
    const elsewhere = configuration({ exporter } as never);
    expect(step("first-event", { ...elsewhere, stream: emptySetup.stream })).toMatchObject({
      state: "failed",
      detail: "Codex sends to https://app.monad.com:4317, so nothing arrives here",
      action: { kind: "point-codex-here" },
    });
    expect(
      step("first-event", { ...elsewhere, stream: emptySetup.stream, listener: { kind: "stopped" } }),
    ).toMatchObject({
      state: "open",
      action: { kind: "run-codex" },
    });
    expect(step("first-event", { stream: emptySetup.stream })).toMatchObject({ state: "open" });
    expect(step("first-event", elsewhere).state).toBe("done");
  });

  it("tick each basic event and field by itself", () => {
    const stream = {
      events: 1,
      lastUnixMilliseconds: 1,
      basicEvents: new Set(["codex.user_prompt"]),
      basicFields: new Set(["model", "service"]),
    };
    const seenEvents = step("basic-events", { stream });
    expect(seenEvents).toMatchObject({ state: "open", detail: "1 of 6" });
    expect(seenEvents.children?.filter(({ state }) => state === "done").map(({ id }) => id)).toEqual([
      "codex.user_prompt",
    ]);
    const seenFields = step("basic-fields", { stream });
    expect(seenFields.detail).toBe("2 of 7");
    expect(seenFields.children?.filter(({ state }) => state === "done").map(({ id }) => id)).toEqual([
      "service",
      "model",
    ]);
  });

  it("fail the policy while its newest text is broken, and say where", () => {
    expect(
      step("policy", { policy: { ...wholeSetup.policy, fault: { kind: "mistake", line: 0, message: "Oh." } } }),
    ).toMatchObject({
      state: "failed",
      detail: "The policy is broken in line 1. The last good one stays in force.",
    });
  });

  it("fail a policy and a configuration that are links out of the workspace, and say that they were not read", () => {
    const policy = { ...wholeSetup.policy, fault: { kind: "stray-link" } as const };
    expect(step("policy", { policy })).toMatchObject({
      state: "failed",
      detail:
        "The policy is a link out of this workspace, into .git or to what is no TOML file, and was not read. The last good one stays in force.",
    });
    const configuration = {
      ...emptySetup.configuration,
      path: "/w/.codex/config.toml",
      unread: "is a link into .git",
    } as const;
    expect(step("configuration", { configuration })).toMatchObject({
      state: "failed",
      detail:
        "/w/.codex/config.toml is a link out of this workspace, into .git or to what is no TOML file, and was not read",
    });
  });

  it.each([
    ["is no ordinary file", "is no ordinary file, and was not read"],
    ["is too large", "is too large, and was not read"],
    ["cannot be read", "cannot be read"],
  ] as const)("fail a policy and a configuration that %s", (why, words) => {
    const policy = { ...wholeSetup.policy, fault: { kind: "unread", why } as const };
    expect(step("policy", { policy }).detail).toBe(`The policy ${words}. The last good one stays in force.`);
    const configuration = { ...emptySetup.configuration, path: "/c/config.toml", unread: why };
    expect(step("configuration", { configuration })).toMatchObject({
      state: "failed",
      detail: `/c/config.toml ${words}`,
    });
  });

  it("say that the policy of a workspace that is not trusted does not count", () => {
    const found = step("policy", { policy: { ...emptySetup.policy, ignoredPath: "otel-policy.toml" } });
    expect(found).toMatchObject({ state: "open", action: { kind: "manage-trust" } });
    expect(found.detail).toContain("otel-policy.toml does not count");
    const own = step("policy", {
      policy: { ...wholeSetup.policy, path: "/home/me/.codex/otel-policy.toml", ignoredPath: "otel-policy.toml" },
    });
    expect(own).toMatchObject({ state: "done", action: { kind: "manage-trust" } });
    expect(own.detail).toBe(
      "/home/me/.codex/otel-policy.toml. otel-policy.toml does not count: this workspace is not trusted.",
    );
  });

  it("are not fooled by a backend that has accepted nothing yet, or has refused", () => {
    const [forward] = wholeSetup.forwards;
    if (forward === undefined) throw new Error("no forward");
    expect(step("forwarded", { forwards: [{ ...forward, sent: 0, lastAnswer: undefined }] }).state).toBe("open");
    expect(step("forwarded", { forwards: [{ ...forward, state: "off" }] })).toMatchObject({
      state: "open",
      action: { kind: "open-forward-setting" },
    });
    const refused = { good: false, message: "401: the key was refused" };
    expect(step("forwarded", { forwards: [{ ...forward, lastAnswer: refused }] })).toMatchObject({
      state: "failed",
      detail: "siem: 401: the key was refused",
    });
  });

  it.each([
    ["headers", "set-header-secret"],
    ["endpoint", "open-policy"],
    ["content", "open-policy"],
    ["backend", "show-destinations"],
  ] as const)("offer what helps when a backend refuses because of the %s", (cause, kind) => {
    const [forward] = wholeSetup.forwards;
    if (forward === undefined) throw new Error("no forward");
    const forwards = [{ ...forward, lastAnswer: { good: false, message: "refused" }, cause }];
    expect(step("forwarded", { forwards })).toMatchObject({ state: "failed", action: { kind } });
    const [backend] = troubleshoot({ ...wholeSetup, forwards }, plainLocalizer).filter(({ id }) => id === "backend");
    expect(backend).toMatchObject({ state: "failed", action: { kind } });
  });
});
