import { describe, expect, it } from "vitest";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import type { HashSalt } from "../../../core/policy/evaluate/hashSalt.ts";
import { configurationFacts } from "../../../core/setup/configurationFacts.ts";
import type { SetupFacts } from "../../../core/setup/setupFacts.ts";
import { troubleshoot } from "../../../core/setup/troubleshooting.ts";
import { plainLocalizer } from "../../../core/text/localizer.ts";
import { emptySetup, wholeSetup } from "./facts.ts";

/** A setup with that configuration, judged as the real one would be. */
const configured = (text: string, changes: Partial<SetupFacts> = {}): SetupFacts => ({
  ...wholeSetup,
  ...changes,
  configuration: {
    ...wholeSetup.configuration,
    ...changes.configuration,
    ...configurationFacts(text, { codexVersion: newestKnownCodexVersion, layer: "user" }),
  },
});

const lines = (facts: SetupFacts) => troubleshoot(facts, plainLocalizer);
const failing = (facts: SetupFacts) =>
  lines(facts)
    .filter(({ state }) => state === "failed")
    .map(({ id }) => id);
const detailOf = (facts: SetupFacts, id: string) => lines(facts).find((line) => line.id === id)?.detail;

const monad = (headers: string) =>
  `[otel]\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", headers = { ${headers} } } }\n`;
const good = 'Authorization = "ApiKey abc", Monad-Pipeline-Id = "00000000-0000-4000-8000-000000000000"';
const here = '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';

describe("the troubleshooting list", () => {
  it("finds nothing wrong with a setup that works", () => {
    expect(lines(wholeSetup).map(({ state }) => state)).toEqual(lines(wholeSetup).map(() => "done"));
    expect(failing(configured(monad(good)))).toEqual([]);
    expect(failing(configured(here))).toEqual([]);
  });

  it("says first that there is no file, and does not guess about the rest", () => {
    expect(failing(emptySetup)).toEqual(["file-place"]);
  });

  it("names the file in which somebody put [otel] where Codex does not read it", () => {
    const facts: SetupFacts = {
      ...emptySetup,
      configuration: {
        ...emptySetup.configuration,
        ignored: [{ kind: "misplaced", path: "/home/me/.config/codex/config.toml", line: 4 }],
      },
    };
    expect(failing(facts)).toContain("file-place");
    expect(detailOf(facts, "file-place")).toContain("/home/me/.config/codex/config.toml");
  });

  it("says that Codex ignores [otel] of a project", () => {
    const facts = configured("", {
      configuration: {
        ...wholeSetup.configuration,
        ignored: [{ kind: "project", path: "/project/.codex/config.toml", line: 0 }],
      },
    });
    expect(failing(facts)).toEqual(["layer", "endpoint"]);
  });

  it.each([
    ["header-missing", monad('Authorization = "ApiKey abc"'), /Monad-Pipeline-Id/],
    ["header-missing", monad('Authorization = "ApiKey <key>", Monad-Pipeline-Id = "x"'), /Line 2/],
    ["header-dropped", monad(`${good}, "X Team" = "blue"`), /X Team/],
    [
      "endpoint",
      '[otel]\nexporter = { otlp-http = { endpoint = "http://127.0.0.1:4318", protocol = "json" } }\n',
      /v1/,
    ],
    ["endpoint", here.replace("4317", "9999"), /the listener is at 127\.0\.0\.1:4317/],
    ["endpoint", '[otel]\nexporter = "none"\n', /no exporter/],
    ["accepted", '[otel]\nexporter = "otlp-grpc"\n', /Line 2/],
  ])("names the line %s", (id, text, words) => {
    const facts = configured(text, { connection: undefined });
    expect(failing(facts)).toContain(id);
    expect(detailOf(facts, id)).toMatch(words);
  });

  it("lets a backend on this machine be another one than the listener, once it has accepted something", () => {
    const facts = configured(here.replace("4317", "9999"));
    expect(failing(facts)).toEqual([]);
  });

  it("says that the exporter sends elsewhere while the listener waits for events in vain", () => {
    const silent = { stream: emptySetup.stream } as Partial<SetupFacts>;
    const facts = configured(monad(good), silent);
    expect(failing(facts)).toContain("endpoint");
    expect(lines(facts).find(({ id }) => id === "endpoint")).toMatchObject({
      detail: "Codex sends to https://app.monad.com:4317, so nothing arrives here",
      action: { kind: "point-codex-here" },
    });
    expect(failing(configured(here.replace("4317", "9999"), silent))).toContain("endpoint");
    expect(failing(configured(monad(good), { ...silent, listener: { kind: "stopped" } }))).not.toContain("endpoint");
    expect(failing(configured(here, silent))).not.toContain("endpoint");
  });

  it("lets the exporter send elsewhere while events arrive all the same, as those of a terminal with overrides do", () => {
    const arrived = { ...wholeSetup.stream, lastUnixMilliseconds: 1500 } as SetupFacts["stream"];
    expect(failing(configured(monad(good), { stream: arrived }))).toEqual([]);
    const before = { ...wholeSetup.stream, lastUnixMilliseconds: 500 } as SetupFacts["stream"];
    expect(failing(configured(monad(good), { stream: before }))).toContain("endpoint");
  });

  it("tells a session that must be started anew from one that never was", () => {
    const silent = { ...wholeSetup, stream: { ...emptySetup.stream } as SetupFacts["stream"] };
    const used = (session: number, wrote: number): SetupFacts => ({
      ...silent,
      codex: { ...wholeSetup.codex, lastSessionUnixMilliseconds: session, lastActivityUnixMilliseconds: wrote },
    });
    expect(detailOf(used(500, 600), "activity")).toContain("It has not");
    expect(detailOf(used(500, 1500), "activity")).toContain("from before is still running");
    expect(failing(used(500, 1500))).toEqual(["activity"]);
    const justSaved = { ...used(500, 600), nowUnixMilliseconds: 1000 + 30_000 };
    expect(lines(justSaved).find(({ id }) => id === "activity")).toMatchObject({ state: "open" });
    expect(failing(used(1200, 1500))).toEqual([]);
    expect(detailOf(used(1200, 1500), "activity")).toContain("nothing has arrived here");
  });

  it("passes on what the backend said, to the test or to what was forwarded", () => {
    const refused = { good: false, message: "401: the key was refused" };
    expect(failing({ ...wholeSetup, connection: refused })).toEqual(["backend"]);
    const [forward] = wholeSetup.forwards;
    if (forward === undefined) throw new Error("no forward");
    const stopped = { ...forward, state: "stopped", problem: "The header Authorization has no value" } as const;
    const facts = { ...wholeSetup, forwards: [stopped] };
    expect(failing(facts)).toEqual(["backend"]);
    expect(detailOf(facts, "backend")).toBe("siem: The header Authorization has no value");
  });

  it("says who holds the ports", () => {
    const listener = { kind: "failed", portInUse: true, message: "Port 4317 is held by otelcol (process 7)." } as const;
    expect(failing({ ...wholeSetup, listener })).toEqual(["port"]);
    expect(detailOf({ ...wholeSetup, listener }, "port")).toBe(listener.message);
  });

  it("never shows a header value", () => {
    const everything = JSON.stringify(lines(configured(monad('Authorization = "Bearer top-secret"'))));
    expect(everything).not.toContain("top-secret");
  });

  describe("looks at the salt of hashes", () => {
    const hashSalt = (changes: Partial<SetupFacts>) =>
      lines({ ...wholeSetup, ...changes }).find(({ id }) => id === "hash-salt");
    const siem = (salt: HashSalt) => ({ hashes: [{ destination: "siem", salt }] });
    const off = { forwards: wholeSetup.forwards.map((forward) => ({ ...forward, state: "off" as const })) };

    it.each([
      [{ kind: "none" } as const, "Name a variable for it in [hashing] salt_env."],
      [{ kind: "unset", variable: "TEAM_SALT" } as const, "Set TEAM_SALT."],
    ])("and fails where hashes without one are forwarded: %j", (salt, advice) => {
      const detail = `The hashes for siem have no salt: whoever knows a value can look for its hash. ${advice}`;
      expect(hashSalt(siem(salt))).toMatchObject({ state: "failed", detail });
      expect(hashSalt({ ...siem(salt), ...off })).toMatchObject({ state: "open", detail });
    });

    it("and says that there is one, that nothing is hashed, or that nobody knows", () => {
      expect(hashSalt(siem({ kind: "salted", variable: "TEAM_SALT" }))).toMatchObject({
        state: "done",
        detail: "Hashes are salted with the value of TEAM_SALT.",
      });
      expect(hashSalt({ hashes: [] })).toMatchObject({ state: "done", detail: "Nothing is hashed." });
      expect(hashSalt({ hashes: undefined })?.state).toBe("unknown");
    });
  });
});
