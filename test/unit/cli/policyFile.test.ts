import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runDoctor } from "../../../cli/commands/doctor.ts";
import { runExplain } from "../../../cli/commands/explain.ts";
import { runExport } from "../../../cli/commands/export.ts";
import { runRoute } from "../../../cli/commands/route.ts";
import { runTail } from "../../../cli/commands/tail.ts";
import { runCommand } from "./runCommand.ts";

const captures = join(import.meta.dirname, "../../fixtures/captures");
const capture = "plain-answer.logs.otlp.jsonl";

const policyFor = (destination: string) =>
  `version = 1\n[destinations.${destination}]\nreceives = ["*"]\nredact = { unknown = "hash" }\n`;

interface Machine {
  readonly work: string;
  readonly codexHome: string;
  run(
    command: typeof runRoute,
    argv: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** A folder to work in and one of Codex, with the policies that are named. */
async function machine(policies: { readonly work?: string; readonly codexHome?: string }): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "codex-otel-policies-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const folders = { work: join(root, "work"), codexHome: join(root, "codex") };
  for (const [name, folder] of Object.entries(folders)) {
    await mkdir(folder);
    const text = policies[name as keyof typeof folders];
    if (text !== undefined) await writeFile(join(folder, "otel-policy.toml"), text);
  }
  await copyFile(join(captures, capture), join(folders.work, capture));
  return {
    ...folders,
    run: (command, argv, environment = {}) =>
      runCommand(command, argv, {
        environment: { HOME: root, CODEX_HOME: folders.codexHome, ...environment },
        currentDirectory: folders.work,
      }),
  };
}

/** The destinations that each command knows, with or without `--policy`. */
const destinationsKnownTo: Readonly<
  Record<string, (one: Machine, argv: readonly string[]) => Promise<{ names: string; stderr: string; failed?: string }>>
> = {
  route: async (one, argv) => {
    const { stdout, stderr } = await one.run(runRoute, [capture, "--statistics", ...argv]);
    return {
      names: JSON.parse(stdout)
        .map(({ destination }: { destination: string }) => destination)
        .join(),
      stderr,
    };
  },
  explain: async (one, argv) => {
    const { stdout, stderr } = await one.run(runExplain, [capture, "--format", "json", "--event", "1", ...argv]);
    return { names: Object.keys(JSON.parse(stdout).routes).join(), stderr };
  },
  export: async (one, argv) => {
    const { stdout, stderr } = await one.run(runExport, ["--to", "monad", ...argv]);
    const transforms: readonly { readonly name: string }[] = JSON.parse(stdout).transforms;
    return {
      names: transforms
        .slice(1)
        .map(({ name }) => name.replace("Codex OTel: ", ""))
        .join(),
      stderr,
    };
  },
  tail: async (one, argv) => {
    let stderr = "";
    const failed = await runTail(["--view", "nowhere", ...argv], {
      stdout: () => undefined,
      stderr: (text) => {
        stderr += text;
      },
      environment: { HOME: one.work, CODEX_HOME: one.codexHome },
      currentDirectory: one.work,
    }).catch((error: unknown) => (error as Error).message);
    return { names: /\((.*)\)/.exec(String(failed))?.[1]?.replaceAll(", ", ",") ?? "", stderr, failed: String(failed) };
  },
};

const commands = Object.keys(destinationsKnownTo);
const both = { work: policyFor("here"), codexHome: policyFor("home") };

test.each(commands)("%s takes the policy of the folder one works in, and says so", async (command) => {
  const one = await machine(both);
  const known = await destinationsKnownTo[command]?.(one, []);
  expect(known?.names).toBe("here");
  expect(known?.stderr).toContain(`policy: ${join(one.work, "otel-policy.toml")}\n`);
});

test.each(commands)("%s takes the policy of Codex's folder where the one worked in has none", async (command) => {
  const one = await machine({ codexHome: policyFor("home") });
  const known = await destinationsKnownTo[command]?.(one, []);
  expect(known?.names).toBe("home");
  expect(known?.stderr).toContain(`policy: ${join(one.codexHome, "otel-policy.toml")}\n`);
});

test.each(commands)(
  "%s takes the built-in policy where there is no other, and where that is asked for",
  async (command) => {
    const none = await destinationsKnownTo[command]?.(await machine({}), []);
    expect(none?.names).toBe("siem,lake,restricted");
    expect(none?.stderr).toContain("policy: built-in\n");
    const asked = await destinationsKnownTo[command]?.(await machine(both), ["--policy", "built-in"]);
    expect(asked?.names).toBe("siem,lake,restricted");
    expect(asked?.stderr).not.toContain("policy: ");
  },
);

test.each(commands)("%s takes the policy that is named before all others", async (command) => {
  const one = await machine(both);
  await writeFile(join(one.work, "mine.toml"), policyFor("mine"));
  const known = await destinationsKnownTo[command]?.(one, ["--policy", "mine.toml"]);
  expect(known?.names).toBe("mine");
});

test.skipIf(process.platform === "win32").each(commands)(
  "%s reads no policy that is found and leads out of the folder by a link",
  async (command) => {
    const one = await machine({ codexHome: "[default]\naws_secret_access_key = 1\n" });
    const link = join(one.work, "otel-policy.toml");
    await symlink(join(one.codexHome, "otel-policy.toml"), link);
    const said = `The policy ${link} is a link out of this repository, and was not read: name a file with --policy.`;
    const failed = await destinationsKnownTo[command]?.(one, []).then(
      (known) => known.failed,
      (error: Error) => error.message,
    );
    expect(failed).toBe(said);
  },
);

test.skipIf(process.platform === "win32")("doctor says that too", async () => {
  const one = await machine({ codexHome: policyFor("home") });
  await symlink(join(one.codexHome, "otel-policy.toml"), join(one.work, "otel-policy.toml"));
  const { stdout } = await one.run(runDoctor, ["--offline", "--format", "json"]);
  expect(stdout).toContain("is a link out of this repository, and was not read: name a file with --policy.");
});

test.skipIf(process.platform === "win32")("A policy in Codex's folder may be a link to anywhere", async () => {
  const one = await machine({});
  const dotfiles = join(one.work, "../dotfiles.toml");
  await writeFile(dotfiles, policyFor("dotfiles"));
  await symlink(dotfiles, join(one.codexHome, "otel-policy.toml"));
  expect((await destinationsKnownTo.route?.(one, []))?.names).toBe("dotfiles");
});

test("A policy that is found and broken is named with its line", async () => {
  const one = await machine({ work: "version = 1\nwhat = 2\n" });
  await expect(one.run(runRoute, [capture, "--destination", "d"])).rejects.toThrow(
    `The policy ${join(one.work, "otel-policy.toml")} is broken: line 2: `,
  );
});

test("Nothing is forwarded by a policy that only lies in the folder", async () => {
  const one = await machine(both);
  await expect(one.run(runTail, ["--forward"])).rejects.toThrow("--forward needs --policy");
});

test("Nothing is forwarded by a policy whose endpoint a person would misread", async () => {
  const forward = 'forward = { endpoint = "https://app.monad.com:4317@evil.example", protocol = "grpc" }';
  const one = await machine({ work: `${policyFor("here")}${forward}\n` });
  await expect(one.run(runTail, ["--forward", "--policy", "otel-policy.toml"])).rejects.toThrow(
    /broken in line 5: What stands in front of @ in the endpoint looks like a host and is none/,
  );
});

test("route, export and doctor say when hashes have no salt, and are quiet when they have one", async () => {
  const salted = `${policyFor("here")}[hashing]\nsalt_env = "TEAM_SALT"\n`;
  const one = await machine({ work: salted });
  const bare = await machine({ work: policyFor("here") });
  const named = ["--policy", "otel-policy.toml"];
  const route = [capture, "--destination", "here", ...named];
  for (const [command, argv] of [
    [runRoute, route],
    [runExport, ["--to", "otelcol", ...named]],
  ] as const) {
    expect((await one.run(command, argv)).stderr).toMatch(
      /warning: The hashes for here have no salt.* Set TEAM_SALT\./,
    );
    expect((await bare.run(command, argv)).stderr).toMatch(/warning: The hashes for here have no salt.* salt_env\./);
    expect((await one.run(command, argv, { TEAM_SALT: "x" })).stderr).not.toContain("warning: ");
  }
  const doctor = ["--offline", "--format", "json"];
  const line = async (environment?: Readonly<Record<string, string>>) =>
    JSON.parse((await one.run(runDoctor, doctor, environment)).stdout).find(
      ({ id }: { id: string }) => id === "hash-salt",
    );
  expect(await line()).toMatchObject({ state: "open" });
  expect(await line({ TEAM_SALT: "x" })).toMatchObject({
    state: "done",
    detail: "Hashes are salted with the value of TEAM_SALT.",
  });
});

test("No salt is read for a policy that only lies in the folder, and what to do is said", async () => {
  const salted = `${policyFor("here")}[hashing]\nsalt_env = "DB_PASSWORD"\n`;
  const one = await machine({ work: salted });
  const environment = { DB_PASSWORD: "hunter2" };
  const said =
    /^warning: Hashes have no salt, for DB_PASSWORD is not read: .*otel-policy\.toml only lies in this folder\. Name it with --policy to have its salt_env read\.$/m;
  for (const [command, argv] of [
    [runRoute, [capture, "--destination", "here"]],
    [runExplain, [capture, "--format", "json"]],
  ] as const) {
    const found = await one.run(command, argv, environment);
    expect(found.stderr).toMatch(said);
    expect(found.stderr.match(/warning: /g)).toHaveLength(1);
    expect(found.stdout).toBe((await one.run(command, argv)).stdout);
    expect((await one.run(command, [...argv, "--policy", "otel-policy.toml"], environment)).stderr).not.toMatch(said);
  }
  const route = [capture, "--destination", "here"];
  const asked = await one.run(runRoute, [...route, "--policy", "otel-policy.toml"], environment);
  expect(asked.stdout).not.toBe((await one.run(runRoute, route, environment)).stdout);
  const own = await machine({ codexHome: salted });
  expect((await own.run(runRoute, route, environment)).stderr).not.toMatch(said);
});

test.each(["in the folder", "in the folder, by a relative path", "in the repository around it"])(
  "A policy of Codex's folder is not the person's own where CODEX_HOME is %s",
  async (place) => {
    const salted = `${policyFor("home")}[hashing]\nsalt_env = "DB_PASSWORD"\n`;
    const one = await machine({ codexHome: salted });
    const inside = join(one.work, "home");
    await mkdir(inside);
    await writeFile(join(inside, "otel-policy.toml"), salted);
    if (place.includes("repository")) await mkdir(join(one.work, "../.git"));
    const homes = { "in the folder": inside, "in the folder, by a relative path": "home" };
    const CODEX_HOME = homes[place as keyof typeof homes] ?? one.codexHome;
    const route = [capture, "--destination", "home"];
    const found = await one.run(runRoute, route, { CODEX_HOME, DB_PASSWORD: "hunter2" });
    expect(found.stderr).toContain("DB_PASSWORD is not read");
    expect(found.stdout).toBe((await one.run(runRoute, route, { CODEX_HOME })).stdout);
  },
);

test("export says where events would go in the clear, and which variables hold the headers", async () => {
  const to = (endpoint: string) =>
    `version = 1\n[destinations.d]\nreceives = ["*"]\nforward = { endpoint = "${endpoint}", protocol = "grpc", headers_env = { A = "TEAM_KEY" } }\n`;
  const plain = await (await machine({ work: to("http://collector.example.com:4317") })).run(runExport, [
    "--to",
    "otelcol",
  ]);
  expect(plain.stderr).toContain("warning: d would be sent without encryption");
  expect(plain.stdout).toContain("# - d goes to collector.example.com without encryption");
  expect(plain.stdout).toContain("The values of headers come from TEAM_KEY");
  for (const endpoint of ["http://127.0.0.1:4317", "https://collector.example.com:4317"]) {
    const { stderr, stdout } = await (await machine({ work: to(endpoint) })).run(runExport, ["--to", "otelcol"]);
    expect(stderr + stdout).not.toContain("without encryption");
  }
});
