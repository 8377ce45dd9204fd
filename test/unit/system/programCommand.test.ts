import { describe, expect, test } from "vitest";
import { commandOf } from "../../../system/programs/programCommand.ts";
import { programEnvironment } from "../../../system/programs/programEnvironment.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

const windows = pretendedMachine({
  platform: "win32",
  environment: { SystemRoot: "C:\\Windows", ComSpec: "C:\\work\\repo\\cmd.exe" },
  programs: ["C:\\Windows\\System32\\cmd.exe"],
});

describe("How a program is started", () => {
  test("as it is, where it is a program", () => {
    expect(commandOf("/usr/bin/codex", ["--version"], pretendedMachine({}))).toEqual({
      file: "/usr/bin/codex",
      args: ["--version"],
      isCommandLine: false,
    });
    expect(commandOf("C:\\codex.exe", ["--version"], windows)?.file).toBe("C:\\codex.exe");
  });

  test("a batch file by the cmd.exe of the system, not the one that ComSpec names", () => {
    expect(commandOf("C:\\Program Files (x86)\\a & b\\codex.cmd", ["--version"], windows)).toEqual({
      file: "C:\\Windows\\System32\\cmd.exe",
      args: ["/d", "/s", "/v:off", "/c", '""C:\\Program Files (x86)\\a & b\\codex.cmd" --version"'],
      isCommandLine: true,
    });
  });

  test("with the overrides of a terminal in quotes of their own", () => {
    const override = "otel.exporter={otlp-http={endpoint='http://127.0.0.1:4318/v1/logs',protocol='binary'}}";
    expect(commandOf("C:\\npm\\codex.CMD", ["-c", override], windows, true)?.args.at(-1)).toBe(
      `""C:\\npm\\codex.CMD" -c "${override}""`,
    );
    expect(commandOf("C:\\npm\\codex.CMD", ["-c", override], windows, true)?.args).toContain("/k");
  });

  test.each(["C:\\100%\\codex.cmd", 'C:\\"&calc&"\\codex.cmd', "C:\\%PATH%\\codex.bat", "C:\\a\nb\\codex.cmd"])(
    "and not at all when cmd.exe would read more into its path: %j",
    (path) => expect(commandOf(path, ["--version"], windows)).toBeUndefined(),
  );

  test.each(["&calc", '"', "%PATH%", "a b", "^", "|", "\n", "!x!"])("nor with the argument %j", (argument) =>
    expect(commandOf("C:\\npm\\codex.cmd", [argument], windows)).toBeUndefined(),
  );

  test("nor where the system has no cmd.exe", () => {
    expect(commandOf("C:\\codex.cmd", [], pretendedMachine({ platform: "win32" }))).toBeUndefined();
  });
});

describe("The environment of a program that is started unasked", () => {
  test("has a PATH without the workspace, nothing that loads code and nothing that names the workspace", () => {
    const surroundings = pretendedMachine({
      environment: {
        PATH: ".:/home/me/repo/node_modules/.bin::/usr/bin:/opt/link",
        HOME: "/home/me",
        LANG: "C",
        EMPTY: "",
        NODE_OPTIONS: "--require ./evil.js",
        LD_PRELOAD: "/home/me/repo/evil.so",
        DYLD_INSERT_LIBRARIES: "evil.dylib",
        BASH_ENV: "evil.sh",
        GIT_DIR: "/home/me/repo/.codex",
        CODEX_HOME: "/home/me/repo/.codex",
        PWD: "/home/me/repo",
        INIT_CWD: "/home/me/repo/deep",
        ASDF_DIR: "/opt/link/asdf",
        MANPATH: "/usr/man:/home/me/repo/man",
      },
      links: { "/opt/link": "/home/me/repo/bin" },
    });
    expect(programEnvironment(["/home/me/repo"], "/tmp/empty", surroundings)).toEqual({
      PATH: "/usr/bin",
      HOME: "/home/me",
      LANG: "C",
      EMPTY: "",
      PWD: "/tmp/empty",
    });
  });

  test("keeps Windows from looking into the current folder first", () => {
    const environment = { Path: "C:\\npm;C:\\work\\repo", SystemRoot: "C:\\Windows" };
    expect(
      programEnvironment(["C:\\work\\repo"], "C:\\empty", pretendedMachine({ platform: "win32", environment })),
    ).toEqual({
      PATH: "C:\\npm",
      SystemRoot: "C:\\Windows",
      PWD: "C:\\empty",
      NoDefaultCurrentDirectoryInExePath: "1",
    });
  });
});
