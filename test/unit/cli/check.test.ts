import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCheck } from "../../../cli/commands/check.ts";
import { UsageError } from "../../../cli/output/commandIo.ts";

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
  output = "";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sound = '[otel]\nmetrics_exporter = "none"\n';
const broken = '# mine\n[otel]\r\nexporter = "otlp-grpc" # here\r\nmetrics_exporter = "none"\n';
const dropped =
  '[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { "X Team" = "blue", x-ok = "1" }\n';

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const check = (...argv: readonly string[]) => checkFrom({ home: "", current: "" }, argv);

/** With a home and a current folder below the folder of the test. */
const checkFrom = (
  { home, current, codexHome }: { readonly home: string; readonly current: string; readonly codexHome?: string },
  argv: readonly string[],
) =>
  runCheck(argv, {
    stdout: (text) => {
      output += text;
    },
    stderr: () => {},
    environment: { HOME: join(folder, home), ...(codexHome && { CODEX_HOME: join(folder, codexHome) }) },
    currentDirectory: join(folder, current),
  });

test("A sound file ends with 0, one with which Codex does not start ends with 1, a mere warning with 0", async () => {
  file("sound.toml", sound);
  file("broken.toml", broken);
  file("dropped.toml", dropped);
  expect(await check("sound.toml")).toBe(0);
  expect(await check("dropped.toml")).toBe(0);
  expect(await check("sound.toml", "broken.toml")).toBe(1);
});

describe("--fail-on", () => {
  const noted = '[otel]\nmetrics_exporter = "none"\nlog_user_prompt = true\n';
  test.each([
    [broken, { error: 1, warning: 1, information: 1, hint: 1 }],
    [dropped, { error: 0, warning: 1, information: 1, hint: 1 }],
    [noted, { error: 0, warning: 0, information: 1, hint: 1 }],
    [sound, { error: 0, warning: 0, information: 0, hint: 0 }],
  ])("ends with 1 from the severity on that it names: %j", async (text, codes) => {
    file("config.toml", text);
    for (const [severity, code] of Object.entries(codes))
      expect([severity, await check("--fail-on", severity, "config.toml")]).toEqual([severity, code]);
  });

  test.each(["pretty", "json", "sarif"])("changes nothing of what is printed as %s", async (format) => {
    file("dropped.toml", dropped);
    await check("--format", format, "dropped.toml");
    const without = output;
    output = "";
    expect(await check("--format", format, "--fail-on", "hint", "dropped.toml")).toBe(1);
    expect(output).toBe(without);
  });

  test("goes by what is left after --fix", async () => {
    file("dropped.toml", dropped);
    expect(await check("--fix", "--fail-on", "warning", "dropped.toml")).toBe(0);
    file("project/.codex/config.toml", sound);
    expect(await check("--fix", "--fail-on", "warning", "project/.codex/config.toml")).toBe(1);
  });
});

test("People read file, line, column, severity, message, code and fix", async () => {
  file("broken.toml", broken);
  await check("broken.toml");
  expect(
    output,
  ).toBe(`broken.toml:3:12  error  otlp-grpc needs a table with an endpoint. Codex does not start with the bare word.  [otel/exporter-needs-table]
    fix: Write otlp-grpc as a table with an endpoint
1 file checked: 1 error
`);
});

test("Programs get JSON with positions as in LSP and the edits of each fix", async () => {
  file("dropped.toml", dropped);
  await check("--format", "json", "dropped.toml");
  const [finding] = JSON.parse(output);
  expect(finding).toMatchObject({
    file: "dropped.toml",
    range: { start: { line: 4, character: 12 }, end: { line: 4, character: 20 } },
    severity: "warning",
    code: "otel/header-name-invalid",
    fixes: [
      { edits: [{ range: { start: { line: 4, character: 12 }, end: { line: 4, character: 20 } }, newText: "X-Team" }] },
    ],
  });
  expect(Object.keys(finding)).toEqual(["file", "range", "severity", "code", "message", "fixes"]);
});

test("Code scanning gets SARIF 2.1.0 with one-based positions and a help page for each rule", async () => {
  file("broken.toml", broken);
  await check("--format", "sarif", "broken.toml");
  const { version, runs } = JSON.parse(output);
  expect(version).toBe("2.1.0");
  expect(runs[0].results[0]).toMatchObject({ ruleId: "otel/exporter-needs-table", level: "error" });
  expect(runs[0].results[0].locations[0].physicalLocation.region).toMatchObject({ startLine: 3, startColumn: 12 });
  for (const rule of runs[0].tool.driver.rules) expect(rule.helpUri).toMatch(/diagnostics\.md#[a-z0-9-]+$/);
});

test.each(["javascript:alert(1).config.toml", "command:open.config.toml", "https:x.config.toml", "a:b/config.toml"])(
  "No file name becomes an address for code scanning: %s",
  async (name) => {
    file(name, broken);
    await check("--format", "sarif", name);
    const { uri } = JSON.parse(output).runs[0].results[0].locations[0].physicalLocation.artifactLocation;
    expect(uri).not.toContain(":");
    expect(decodeURIComponent(uri)).toBe(name);
  },
);

test("--fix writes nothing over what somebody else has written meanwhile, and says so", async () => {
  const path = file("broken.toml", broken + Array.from({ length: 3000 }, (_, i) => `[x${i}]\n`).join(""));
  const fixing = check("--fix", "broken.toml");
  // what was read, is read by now or will be: what is on disk is Codex's own addition in either case
  const changed = setInterval(() => writeFileSync(path, `${broken}added_by_codex = 1\n`), 1);
  const outcome = await fixing.then(
    () => "fixed",
    (error: unknown) => String(error),
  );
  clearInterval(changed);
  if (outcome !== "fixed") expect(outcome).toMatch(/was changed by somebody else meanwhile/);
  else expect(readFileSync(path, "utf8")).not.toContain("[x1]");
});

test("--fix fixes the file, keeps comments, line ends and mode, and says what is left", async () => {
  const path = file("broken.toml", broken);
  chmodSync(path, 0o600);
  expect(await check("--fix", "broken.toml")).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(
    '# mine\n[otel]\r\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } } # here\r\nmetrics_exporter = "none"\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(output).toBe("1 file checked: no findings\n");
});

test("Without a file it checks those that Codex reads: the user's, profiles beside it, and the project's", async () => {
  file(".codex/config.toml", broken);
  file(".codex/work.config.toml", sound);
  file(".codex/other.toml", broken);
  expect(await check()).toBe(1);
  expect(output).toContain(".codex/config.toml:3:12");
  expect(output).toContain("2 files checked: 1 error");
});

test("A certificate that a file names on another machine is taken to be there, and not looked up", async () => {
  const exporter = (ca: string) =>
    `[otel]\nexporter = { otlp-grpc = { endpoint = "https://otel.example.com:4317", tls = { ca-certificate = "${ca}" } } }\n`;
  const codes = async (ca: string) => {
    output = "";
    await check(file(`${ca.replaceAll("/", "_")}.toml`, exporter(ca)), "--format", "json");
    return (JSON.parse(output) as { code: string }[]).map(({ code }) => code);
  };
  expect(await codes("missing.pem")).toContain("otel/tls-file-missing");
  for (const ca of ["//server/share/ca.pem", "/net/server/ca.pem"])
    expect(await codes(ca)).not.toContain("otel/tls-file-missing");
});

describe.skipIf(process.platform === "win32")("A link out of the repository, in files that nobody named", () => {
  const secret = "[default]\naws_secret_access_key = wJalrXUtnFEMI\n";
  const link = (target: string, name: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    symlinkSync(join(folder, target), join(folder, name));
  };
  const checkIn = (current: string, ...argv: readonly string[]) => checkFrom({ home: "home", current }, argv);

  test.each([
    ["otel-policy.toml", "home/.aws/credentials", "repo/otel-policy.toml"],
    [".codex/config.toml", "home/.aws/credentials", "repo/.codex/config.toml"],
    [".codex/config.toml", "home/.aws", "repo/.codex"],
  ])("%s, which leads to %s, is neither read nor fixed", async (name, target, place) => {
    const credentials = file("home/.aws/credentials", secret);
    file("home/.aws/config.toml", secret);
    mkdirSync(join(folder, "repo/.git"), { recursive: true });
    link(target, place);
    for (const argv of [["--fix"], ["--format", "json"], []]) {
      const failed = checkIn("repo", ...argv);
      await expect(failed).rejects.toThrow(
        `${name} is a link out of this repository, and was not read: name a file to check it.`,
      );
      await expect(failed).rejects.toThrow(UsageError);
    }
    expect(output).toBe("");
    expect(readFileSync(credentials, "utf8")).toBe(secret);
    expect(readFileSync(join(folder, "home/.aws/config.toml"), "utf8")).toBe(secret);
  });

  test.each([
    ["otel-policy.toml", "repo/.git/config", "is a link into .git"],
    ["otel-policy.toml", "repo/.env", "is a link to a file that is no TOML file"],
    [".codex/config.toml", "repo/.env", "is a link to a file that is no TOML file"],
  ])(
    "%s, which leads to %s inside of it, is not read when it is found, and not changed when it is named",
    async (name, target, says) => {
      const victim = file(target, unversioned);
      mkdirSync(join(folder, "repo/.git"), { recursive: true });
      link(target, `repo/${name}`);
      await expect(checkIn("repo")).rejects.toThrow(`${name} ${says}, and was not read`);
      await expect(checkIn("repo", "--fix")).rejects.toThrow(`${name} ${says}, and was not read`);
      if (name === "otel-policy.toml")
        await expect(checkIn("repo", "--fix", name)).rejects.toThrow(`${name} ${says}, ${victim}, and was not changed`);
      expect(readFileSync(victim, "utf8")).toBe(unversioned);
    },
  );

  const unversioned = '[destinations.siem]\nreceives = ["*"]\n';

  test.each(["repo", "elsewhere"])(
    "is not read together with a profile that is named, from %s, and that is said",
    async (current) => {
      const mine =
        '[otel]\nexporter = { otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "json" } }\n';
      file("home/mine.toml", mine);
      mkdirSync(join(folder, "repo/.git"), { recursive: true });
      mkdirSync(join(folder, "elsewhere"));
      link("home/mine.toml", "repo/codex/config.toml");
      const profile = file("repo/codex/work.config.toml", dropped);
      const checked = async () => {
        output = "";
        await checkFrom({ home: "home", current, codexHome: "repo/codex" }, [profile, "--format", "json"]);
        return JSON.parse(output) as { code: string; message: string }[];
      };
      const found = await checked();
      expect(found.map(({ code }) => code)).toEqual(["otel/layer-unread", "otel/header-name-invalid"]);
      expect(found[0]?.message).toContain("config.toml is a link out of this repository, and was not read here");
      rmSync(join(folder, "repo/codex/config.toml"));
      file("repo/codex/config.toml", mine);
      expect((await checked()).map(({ code }) => code)).toContain("otel/layer-conflict");
    },
  );

  test("is read when the person names it, and not written through: where it leads is said", async () => {
    const mine = file("home/\u001b[31m\u202e.otel-policy.toml", unversioned);
    link("home/\u001b[31m\u202e.otel-policy.toml", "repo/otel-policy.toml");
    link("home", "repo/sub");
    mkdirSync(join(folder, "repo/.git"), { recursive: true });
    await checkIn("repo", "otel-policy.toml");
    expect(output).toContain("version");
    for (const [current, name] of [
      ["repo", "otel-policy.toml"],
      ["repo", "sub/\u001b[31m\u202e.otel-policy.toml"],
      ["home", "../repo/otel-policy.toml"],
    ] as const) {
      const said = await checkIn(current, "--fix", name).catch((error: Error) => error.message);
      expect(said).toContain(` is a link out of ${folder}/repo, to ${folder}/home/`);
      expect(said).toMatch(/\.otel-policy\.toml, and was not changed: name that file to fix it\.$/);
      expect(said).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
    }
    expect(readFileSync(mine, "utf8")).toBe(unversioned);
    expect(await checkIn("repo", "--fix", mine)).toBe(0);
    expect(readFileSync(mine, "utf8")).toContain("version = 1");
  });

  test("is followed where the person's own folder of Codex has one to their dotfiles, though it is named", async () => {
    mkdirSync(join(folder, "dotfiles/.git"), { recursive: true });
    const config = file("dotfiles/codex/config.toml", broken);
    link("dotfiles/codex/config.toml", "home/.codex/config.toml");
    await checkIn("repo", "--fix", join(folder, "home/.codex/config.toml"));
    expect(readFileSync(config, "utf8")).not.toBe(broken);
  });

  test("is followed in the person's own folder of Codex, and so is one that stays in the repository", async () => {
    const config = file("dotfiles/config.toml", broken);
    link("dotfiles/config.toml", "home/.codex/config.toml");
    mkdirSync(join(folder, "repo/.git"), { recursive: true });
    const policy = file("repo/shared/otel-policy.toml", unversioned);
    mkdirSync(join(folder, "repo/sub"));
    link("repo/shared/otel-policy.toml", "repo/sub/otel-policy.toml");
    await checkIn("repo/sub", "--fix");
    expect(output).toContain("2 files checked");
    expect(readFileSync(config, "utf8")).not.toBe(broken);
    expect(readFileSync(policy, "utf8")).toContain("version = 1");
  });
});

test("[otel] in a project's configuration is a warning: Codex ignores it", async () => {
  file("project/.codex/config.toml", sound);
  expect(await check("project/.codex/config.toml")).toBe(0);
  expect(output).toContain("[otel/project-layer]");
});

test("A file that is not UTF-8 is said to be so", async () => {
  file("latin1.toml", Buffer.from("# caf\u00e9\n", "latin1"));
  expect(await check("latin1.toml")).toBe(1);
  expect(output).toContain("[toml/not-utf8]");
});

test.each([
  [["--format", "xml", "sound.toml"], "--format must be pretty, json or sarif."],
  [["--fail-on", "note", "sound.toml"], "--fail-on must be one of error, warning, information, hint."],
  [["--codex-version", "newest", "sound.toml"], "--codex-version must be a version such as 0.169.0."],
  [["missing.toml"], "missing.toml cannot be read."],
  [[], /There is no config.toml in .* name the file to check\./],
])("Wrong use %j is explained", async (argv, message) => {
  file("sound.toml", sound);
  await expect(check(...argv)).rejects.toThrow(message);
  await expect(check(...argv)).rejects.toThrow(UsageError);
});
