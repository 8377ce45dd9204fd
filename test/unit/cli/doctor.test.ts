import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDoctor } from "../../../cli/commands/doctor.ts";
import { UsageError } from "../../../cli/output/commandIo.ts";
import { freePort } from "../../../scripts/programs/freePort.mjs";
import { helperFingerprint } from "../../../system/headersHelper.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const configure = (text: string) => {
  mkdirSync(join(home, ".codex"), { recursive: true });
  writeFileSync(join(home, ".codex/config.toml"), text);
};

const doctor = (...argv: readonly string[]) => doctorIn({ HOME: home }, home, ...argv);

async function doctorIn(
  environment: Readonly<Record<string, string>>,
  currentDirectory: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly output: string; readonly errors: string }> {
  let output = "";
  let errors = "";
  const version = argv.includes("--codex-version") ? [] : ["--codex-version", "0.169.0"];
  const code = await runDoctor([...version, "--grpc-port", "1", "--http-port", "2", ...argv], {
    stdout: (text) => {
      output += text;
    },
    stderr: (text) => {
      errors += text;
    },
    environment,
    currentDirectory,
  });
  return { code, output, errors };
}

test("Says first that there is no configuration, and ends with 1", async () => {
  const { code, output } = await doctor("--offline");
  expect(code).toBe(1);
  expect(output).toMatch(/^FAIL {2}The file is where Codex reads it\n {6}There is no file /);
});

test.each(["pretty", "json"])("Shows no credentials that stand in an endpoint, as %s", async (format) => {
  const endpoint = "https://user:CANARY@x.example:4318/v1/logs?key=CANARY";
  configure(`[otel]\nexporter = { otlp-http = { endpoint = "${endpoint}", protocol = "binary" } }\n`);
  const { output, errors } = await doctor("--offline", "--format", format);
  expect(output + errors).not.toContain("CANARY");
});

test("Names the header that is missing, by line, and tells nothing of its value", async () => {
  configure(
    '[otel]\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", headers = { Authorization = "ApiKey abcdef" } } }\n',
  );
  const { code, output } = await doctor("--offline", "--format", "json");
  expect(code).toBe(1);
  const lines = JSON.parse(output) as { id: string; state: string; detail: string }[];
  expect(lines.find(({ id }) => id === "header-missing")).toMatchObject({ state: "failed" });
  expect(output).not.toContain("abcdef");
});

/** Counts those who connect while something is done. */
async function connectionsDuring(act: (endpoint: string) => Promise<void>): Promise<number> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  await act(`http://127.0.0.1:${port}`);
  await new Promise((resolve) => server.close(resolve));
  return connections;
}

describe("A CODEX_HOME that the person did not write", () => {
  const run = (current: string, ...argv: readonly string[]) =>
    connectionsDuring(async (endpoint) => {
      configure(`[otel]\nexporter = { otlp-grpc = { endpoint = "${endpoint}" } }\n`);
      const inside = { HOME: "/nowhere", CODEX_HOME: join(home, ".codex") };
      const { errors } = await doctorIn(inside, join(home, current), ...argv);
      said = errors;
    });
  let said = "";

  test("names an endpoint that is not asked where it lies in the current folder, which is said", async () => {
    expect(await run("")).toBe(0);
    expect(said).toBe(
      "CODEX_HOME is inside of this folder, so its exporter is not contacted: run doctor with --contact for that.\n",
    );
    expect(await run("../elsewhere")).toBeGreaterThan(0);
    expect(said).toBe("");
  });

  test.each([".git", ".hg", ".jj"])("nor where it lies in a repository, wherever one works: %s", async (mark) => {
    mkdirSync(join(home, mark));
    for (const current of ["../elsewhere", ".codex"]) expect(await run(current)).toBe(0);
    expect(await run("../elsewhere")).toBe(0);
    expect(said).toContain(`CODEX_HOME is inside of the repository ${home}, so its exporter is not contacted`);
    expect(await run("../elsewhere", "--offline")).toBe(0);
    expect(said).toBe("");
  });

  test("names one that is asked when the person wants that", async () => {
    mkdirSync(join(home, ".git"));
    for (const current of ["", "../elsewhere"]) expect(await run(current, "--contact")).toBeGreaterThan(0);
    expect(said).toBe("");
    expect(await run("", "--contact", "--offline")).toBe(0);
  });
});

test("Asks the endpoint, and passes on why it could not be reached", async () => {
  const port = await freePort();
  configure(`[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${port}" } }\n`);
  const { code, output } = await doctor();
  expect(code).toBe(1);
  expect(output).toContain(`http://127.0.0.1:${port}: `);
  expect(output).toMatch(/FAIL {2}The backend does not refuse/);
});

test("Takes the way that Codex takes, to this machine too, and says what to do about the proxy", async () => {
  const asked: string[] = [];
  const proxy = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().once("end", () => response.writeHead(502).end());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const endpoint = "http://127.0.0.1:1/v1/logs";
  configure(`[otel]\nexporter = { otlp-http = { endpoint = "${endpoint}", protocol = "json" } }\n`);
  const HTTP_PROXY = `http://me:nobody-may-see@127.0.0.1:${port}`;
  const through = await doctorIn({ HOME: home, HTTP_PROXY }, home);
  const direct = await doctorIn({ HOME: home, HTTP_PROXY, NO_PROXY: "127.0.0.1" }, home);
  proxy.close();
  expect(asked).toEqual([`POST ${endpoint}`]);
  expect(through.output).toContain(`502: the proxy 127.0.0.1:${port} does not reach the receiver.`);
  expect(through.output).toContain("name 127.0.0.1 in NO_PROXY where Codex is started");
  expect(through.output).not.toContain("nobody-may-see");
  expect(direct.output).toContain("nothing answers (ECONNREFUSED)");
});

test("Wrong use is told from a finding", async () => {
  await expect(doctor("--format", "xml")).rejects.toThrow(UsageError);
  await expect(doctor("--grpc-port", "x")).rejects.toThrow(UsageError);
});

describe("The command of headers_helper", () => {
  const withHelper = async (helper: string, ...argv: readonly string[]) => {
    const seen: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.headers["x-team"] as string | undefined);
      request.resume().on("end", () => {
        response.writeHead(request.headers["x-team"] === "k1" ? 200 : 401).end();
      });
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    const endpoint = `http://127.0.0.1:${port}/v1/logs`;
    configure(
      `[otel]\nheaders_helper = '''${helper}'''\nexporter = { otlp-http = { endpoint = "${endpoint}", protocol = "binary" } }\n`,
    );
    const { output, errors } = await doctorIn(
      { HOME: home },
      "/",
      ...["--codex-version", "0.171.0", "--format", "json", ...argv],
    );
    await new Promise((resolve) => server.close(resolve));
    const lines = JSON.parse(output) as { id: string; state: string; detail: string }[];
    return {
      seen,
      errors,
      ran: existsSync(join(home, "ran")),
      line: lines.find(({ id }) => id === "backend"),
    };
  };
  const print = helperFingerprint;
  const masked = () => `(what looks like a key is masked): ${helper().replace("k1", "[masked]")}`;
  const helper = () => `touch ${join(home, "ran")}; echo '{"X-Team":"k1"}'`;

  test("is shown and not run, and what it would bring is no finding", async () => {
    const { seen, errors, ran, line } = await withHelper(helper());
    expect(ran).toBe(false);
    expect(seen).toEqual([undefined]);
    expect(errors).toBe(
      `headers_helper is not run without --run-headers-helper ${print(helper())}. Its command is ${masked()}\n`,
    );
    expect(line).toMatchObject({ state: "unknown" });
    expect(line?.detail).toContain("headers_helper was not run, so the headers that it brings were not checked.");
  });

  test("is run where the person says so, after it is shown, and its headers are sent", async () => {
    const { seen, errors, ran, line } = await withHelper(helper(), "--run-headers-helper", print(helper()));
    expect(ran).toBe(true);
    expect(seen).toEqual(["k1"]);
    expect(errors).toBe(`Running headers_helper ${masked()}\n`);
    expect(line).toMatchObject({ state: "done" });
  });

  test("is not run where another one was agreed to, which is told in one sentence", async () => {
    const run = withHelper(`${helper()} `, "--run-headers-helper", print(helper()));
    await expect(run).rejects.toThrow(
      `headers_helper is not run: its command has the fingerprint ${print(`${helper()} `)} now, not ${print(helper())}; doctor without --run-headers-helper shows it.`,
    );
    await expect(run).rejects.toThrow(UsageError);
    expect(existsSync(join(home, "ran"))).toBe(false);
  });

  test("is named by a fingerprint and nothing else", async () => {
    await expect(doctor("--run-headers-helper", "yes")).rejects.toThrow(UsageError);
    expect(print("a")).toBe("ca978112ca1b");
  });

  test("is shown without a key that stands in it, run or not", async () => {
    const command = `printf '{"x-api-key":"SECRETVALUE123"}'`;
    const shown = await withHelper(command);
    const run = await withHelper(command, "--run-headers-helper", print(command));
    for (const { errors } of [shown, run]) {
      expect(errors).toContain(`(what looks like a key is masked): printf '{"x-api-key":"[masked]"}'\n`);
      expect(errors).not.toContain("SECRETVALUE123");
    }
  });

  test("is not run of a CODEX_HOME in a repository, whatever the person says", async () => {
    mkdirSync(join(home, ".git"));
    const { ran, errors } = await withHelper(helper(), "--run-headers-helper", print(helper()), "--contact");
    expect(ran).toBe(false);
    expect(errors).toContain("headers_helper is not run, because CODEX_HOME is inside of the repository ");
    expect(errors).not.toContain("--run-headers-helper");
  });
});
