import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { obtainStrace } from "../../scripts/programs/strace.mjs";
import { installedCodexVersionRequest } from "../../server/requests.ts";
import { startedPrograms } from "../../system/programs/startedPrograms.ts";
import {
  type HostileForm,
  type HostileRepository,
  hostileForms,
  makeHostileRepository,
} from "../programs/hostileRepository.ts";
import { readWatched, startedBy, type WatchedProgram, watchedBy } from "../programs/watchedPrograms.ts";
import { bundles } from "./bundles.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

const strace = await obtainStrace();
const isWatched = "path" in strace;
const capture = join(import.meta.dirname, "../fixtures/captures/plain-answer.logs.otlp.jsonl");

let place: string;
const server = useLanguageServer();
let commandLine: string;
beforeAll(async () => {
  place = realpathSync(mkdtempSync(join(tmpdir(), "hostile-")));
  commandLine = join(await bundles(), "cli.js");
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const log = () => join(place, "strace.log");
const wrapper = (): readonly string[] => ("path" in strace ? watchedBy(strace.path, log()) : []);

/** Resolves when Codex was asked, and its folder is gone. */
async function asked(repository: HostileRepository): Promise<void> {
  await expect.poll(() => repository.codexRuns().some(({ folder }) => !existsSync(folder))).toBe(true);
}

/** What the product itself started; empty where nobody can watch. */
function started(): readonly WatchedProgram[] {
  if (!isWatched) return [];
  const processes = readWatched(log());
  const [product] = processes;
  expect(product?.programs.length).toBe(1);
  expect(processes.length, "Codex starts nothing").toBe(startedBy(product, processes).length + 1);
  return startedBy(product, processes);
}

/** Nothing of the repository ran; the person's own Codex did so often, outside of it, and nothing else was started. */
function expectOnlyCodex(repository: HostileRepository, times: number): void {
  expectOnlyCodexUnwatched(repository, times);
  if (!isWatched) return;
  const programs = started();
  expect(programs.map(({ path }) => path)).toEqual(Array(times).fill(repository.codex));
  const { program } = startedPrograms.codexVersion;
  expect(programs.map(({ path, args }) => [basename(path), ...args.slice(1)].join(" "))).toEqual(
    Array(times).fill(program),
  );
}

/** The same as far as the programs themselves tell. */
function expectOnlyCodexUnwatched(repository: HostileRepository, times: number): void {
  expect(repository.ran()).toEqual([]);
  const runs = repository.codexRuns();
  expect(runs.map(({ args }) => args)).toEqual(Array(times).fill(["--version"]));
  for (const { folder, path } of runs) {
    const isForeign = (name: string) => repository.foreign.some((one) => `${name}/`.startsWith(`${one}/`));
    expect(isForeign(folder)).toBe(false);
    expect(existsSync(folder), "its empty folder is removed").toBe(false);
    for (const entry of path.split(":")) {
      expect(entry).toMatch(/^\//);
      expect(isForeign(entry), entry).toBe(false);
      if (existsSync(entry)) expect(isForeign(realpathSync(entry)), entry).toBe(false);
    }
  }
}

/** One form is tried in every way, the others in the ways that people take most; CODEX_OTEL_HOSTILE=all tries them all. */
const isTriedInEveryWay = (form: HostileForm): boolean =>
  form === "an unpacked archive with its .git" || process.env.CODEX_OTEL_HOSTILE === "all";

describe.skipIf(process.platform === "win32").each(hostileForms)("A repository with %s", (form) => {
  let repository: HostileRepository;
  let home: string;
  /** Nothing tells that it came from somebody else while one works elsewhere: see SECURITY.md. */
  const isUnmarked = form === "a folder of an unpacked archive without any mark";
  beforeAll(() => {
    const folder = join(place, form.replaceAll(" ", "-"));
    mkdirSync(folder);
    repository = makeHostileRepository(folder, form);
    home = repository.home;
  });
  afterAll(() => repository.remove());
  beforeEach(() => repository.forget());

  describe("opened in the language server", () => {
    const openIn = async (options: {
      readonly folder: string;
      readonly rootUri?: string;
      readonly environment?: Record<string, string>;
      readonly files?: readonly string[];
    }) => {
      const { files = [repository.config, join(repository.folder, "otel-policy.toml")] } = options;
      const environment = { ...repository.environment, ...options.environment };
      const client = await server.start({ ...options, environment, wrapper: wrapper() });
      try {
        for (const file of files) {
          const uri = pathToFileURL(file).href;
          await client.open(uri, readFileSync(file, "utf8"));
          await client.pushed(uri);
          const position = { line: 3, character: 20 };
          const start = { line: 0, character: 0 };
          for (const method of ["hover", "completion"])
            await client.request(`textDocument/${method}`, uri, { position });
          for (const method of ["codeLens", "documentLink"]) await client.request(`textDocument/${method}`, uri);
          await client.edit(uri, [{ range: { start, end: start }, newText: "\n" }]);
          await client.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
          await client.settled(uri);
        }
        // it is asked beside everything else
        await asked(repository);
        await sleep(300);
        return client.diagnostics.get(pathToFileURL(repository.config).href)?.items.map(({ code }) => code);
      } finally {
        await client.stop();
      }
    };

    test("starts the person's own Codex once and nothing else, whatever the folder is opened as", async () => {
      const rootUri = pathToFileURL(repository.folder).href;
      await openIn({ folder: repository.folder, rootUri });
      expectOnlyCodex(repository, 1);
    });

    test("with its folder as that of Codex", async () => {
      const environment = { CODEX_HOME: join(repository.folder, ".codex") };
      const codes = await openIn({ folder: repository.folder, environment });
      expectOnlyCodex(repository, 1);
      // and still knows that git tracks the file with the key
      if (!isUnmarked) expect(codes).toContain("otel/credential-exposed");
    });

    if (!isTriedInEveryWay(form)) return;

    test("starts nothing at all where the client asks Codex itself", async () => {
      const options = { folder: repository.folder, environment: repository.environment, wrapper: wrapper() };
      const client = server.launch(options);
      const wasAsked = new Promise<void>((resolve) => {
        client.connection.onRequest(installedCodexVersionRequest, () => {
          resolve();
          return "0.169.0";
        });
      });
      await client.initialize({ initializationOptions: { answersCodexVersion: true } });
      await client.open(pathToFileURL(repository.config).href, readFileSync(repository.config, "utf8"));
      await wasAsked;
      await client.settled(pathToFileURL(repository.config).href);
      await client.stop();
      expectOnlyCodex(repository, 0);
    });

    test("on a machine where git itself can be found", async () => {
      await openIn({ folder: home, environment: { PATH: repository.honestPath } });
      expectOnlyCodex(repository, 1);
    });

    test("as a single file, with the server in another folder", async () => {
      await openIn({ folder: home });
      expectOnlyCodex(repository, 1);
    });

    test("as its policy alone, beside the person's own configuration", async () => {
      const own = join(home, ".codex", "config.toml");
      mkdirSync(dirname(own), { recursive: true });
      writeFileSync(own, "[otel]\nlog_user_prompt = false\n");
      await openIn({ folder: home, files: [join(repository.folder, "otel-policy.toml"), own] });
      expectOnlyCodex(repository, 1);
    });

    if (!isUnmarked)
      test("with its folder as that of Codex, while one works elsewhere", async () => {
        const environment = { CODEX_HOME: join(repository.folder, ".codex") };
        await openIn({ folder: home, environment, files: [repository.config] });
        expectOnlyCodex(repository, 1);
      });

    test("through a link of a folder, as a file that is not there yet", async () => {
      const link = join(place, form.replaceAll(" ", "-"), "notes");
      symlinkSync(repository.folder, link);
      const options = { folder: home, environment: repository.environment, wrapper: wrapper() };
      const client = await server.start(options);
      const uri = pathToFileURL(join(link, "new/.codex/config.toml")).href;
      await client.open(uri, "[otel]\n");
      await client.settled(uri);
      await asked(repository);
      await client.stop();
      expectOnlyCodex(repository, 1);
    });

    test("after the person's own file, for which its program answered: that counts no more", async () => {
      const options = { folder: home, environment: repository.environment };
      const client = await server.start(options);
      const own = join(home, ".codex", "config.toml");
      const text = "[otel]\nlog_user_prompt = false\n";
      mkdirSync(dirname(own), { recursive: true });
      writeFileSync(own, text);
      await client.open(pathToFileURL(own).href, text);
      await expect
        .poll(() => repository.ran(), { message: "nothing tells yet that this folder of the PATH is somebody's" })
        .toHaveLength(1);
      repository.forget();
      await client.open(pathToFileURL(repository.config).href, readFileSync(repository.config, "utf8"));
      await asked(repository);
      await client.stop();
      expectOnlyCodexUnwatched(repository, 1);
    });
  });

  describe("looked at from the command line", () => {
    const runIn = (
      args: readonly string[],
      { folder = repository.folder, environment = repository.environment } = {},
    ) =>
      new Promise<{ readonly code: number | null; readonly output: string }>((resolve, reject) => {
        const [program = "", ...before] = [...wrapper(), process.execPath];
        const child = spawn(program, [...before, commandLine, ...args], {
          cwd: folder,
          env: environment,
          stdio: ["ignore", "pipe", "pipe"],
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding("utf8").on("data", (text: string) => {
            output += text;
          });
        child.once("error", reject);
        child.once("close", (code) => resolve({ code, output }));
      });

    const commands = [
      ["check", 1, ["check"]],
      ["check FILE", 1, ["check", ".codex/config.toml", "otel-policy.toml", "--format", "json"]],
      ["check FILE with a version", 0, ["check", ".codex/config.toml", "--codex-version", "0.169.0"]],
      ["doctor", 1, ["doctor", "--offline"]],
      ["route", 0, ["route", capture, "--destination", "siem"]],
      ["explain", 0, ["explain", capture]],
      ["export", 0, ["export", "--to", "otelcol"]],
    ] as const;
    const tried = isTriedInEveryWay(form) ? commands : commands.slice(0, 2);
    test.each(tried)("%s starts Codex %i times and nothing else", async (_, times, args) => {
      const { output, code } = await runIn(args);
      expect(output, output).not.toMatch(/should not have happened|See "codex-otel/);
      expect([0, 1]).toContain(code);
      expectOnlyCodex(repository, times);
    });

    if (!isTriedInEveryWay(form)) return;

    test("check of a file from another folder, and with its folder as that of Codex", async () => {
      await runIn(["check", repository.config], { folder: home });
      expectOnlyCodex(repository, 1);
      const environment = { ...repository.environment, CODEX_HOME: join(repository.folder, ".codex") };
      await runIn(["check"], { environment });
      expect(repository.ran()).toEqual([]);
      expect(repository.codexRuns().length).toBe(2);
      if (isUnmarked) return;
      repository.forget();
      await runIn(["doctor", "--offline"], { folder: home, environment });
      expectOnlyCodex(repository, 1);
      repository.forget();
      await runIn(["check"], { folder: home, environment });
      expectOnlyCodex(repository, 1);
    });

    test("check on a machine where git itself can be found", async () => {
      const environment = { ...repository.environment, PATH: repository.honestPath };
      await runIn(["check", ".codex/config.toml"], { environment });
      expectOnlyCodex(repository, 1);
    });

    test("tail that finds its port taken", async () => {
      const taken = createServer();
      const port = await new Promise<number>((resolve) => {
        taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
      });
      const { output } = await runIn(["tail", "--grpc-port", String(port), "--http-port", "0"]);
      await new Promise((resolve) => taken.close(resolve));
      expect(output).toContain(`(process ${process.pid})`);
      expectOnlyCodex(repository, 0);
    });

    test("starts nothing at all where the only Codex is the repository's", async () => {
      const { PATH = "" } = repository.environment;
      const [ofRepository = ""] = PATH.split(dirname(repository.codex));
      await runIn(["check"], { environment: { ...repository.environment, PATH: `${ofRepository}/usr/bin:/bin` } });
      expectOnlyCodex(repository, 0);
    });
  });
});

describe.skipIf("unobtainable" in strace)("What strace tells", () => {
  test("is every program that is started, also by a thread, a shell and a program in between", async () => {
    const script = `
      const { spawn, execFileSync } = require("node:child_process");
      new (require("node:worker_threads").Worker)('require("node:child_process").execFileSync("/bin/echo", ["thread"])', { eval: true });
      execFileSync("/bin/sh", ["-c", "/bin/echo 'a \\" b'; /bin/echo second"]);
      spawn("/no/such/program").on("error", () => undefined);`;
    const [program = "", ...before] = wrapper();
    const child = spawn(program, [...before, process.execPath, "-e", script], { stdio: "ignore" });
    await new Promise((resolve) => child.once("close", resolve));
    const processes = readWatched(log());
    expect(new Set(startedBy(processes[0], processes).map(({ path }) => path))).toEqual(
      new Set(["/bin/echo", "/bin/sh"]),
    );
    expect(processes.flatMap(({ programs }) => programs.map(({ args }) => args.at(-1)))).toEqual(
      expect.arrayContaining(["thread", 'a " b', "second"]),
    );
  });
});
