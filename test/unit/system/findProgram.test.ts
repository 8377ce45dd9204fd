import { describe, expect, test } from "vitest";
import { findProgram, safeSearchPath } from "../../../system/programs/findProgram.ts";
import { findSystemProgram, systemRoot } from "../../../system/programs/systemProgram.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

describe("A program is looked for outside of the workspaces only", () => {
  const programs = ["/usr/bin/codex", "/home/me/repo/codex", "/home/me/repo/bin/codex", "codex", "./codex", "/codex"];
  const find = (PATH: string, links: Readonly<Record<string, string>> = {}, workspaces = ["/home/me/repo"]) =>
    findProgram("codex", workspaces, pretendedMachine({ environment: { PATH }, programs, links }));

  test.each([
    ["the current folder", ".:/usr/bin"],
    ["an empty entry", ":/usr/bin"],
    ["an empty entry at the end", "/nothing::/usr/bin:"],
    ["a relative entry", "node_modules/.bin:bin:../repo:/usr/bin"],
    ["a folder of the workspace", "/home/me/repo/bin:/usr/bin"],
    ["the workspace itself", "/home/me/repo:/home/me/repo/:/usr/bin"],
    ["a folder of the workspace, said in another way", "/usr/../home/me/repo/bin:/home/me//repo/./bin:/usr/bin"],
  ])("not in %s", (_, path) => expect(find(path)).toBe("/usr/bin/codex"));

  test("not through a link of a folder into the workspace, nor through one of the program", () => {
    expect(find("/opt/bin:/usr/bin", { "/opt/bin": "/home/me/repo/bin" })).toBe("/usr/bin/codex");
    expect(find("/opt/bin:/usr/bin", { "/opt/bin/codex": "/home/me/repo/bin/codex" })).toBe("/usr/bin/codex");
    expect(find("/opt/bin", { "/opt/bin/codex": "/opt/again", "/opt/again": "/home/me/repo/codex" })).toBeUndefined();
    expect(find("/opt/bin", { "/opt/bin/codex": "/usr/bin/codex" })).toBe("/opt/bin/codex");
  });

  test("not in a workspace that is a link itself, by its real name", () => {
    expect(find("/real/repo/bin:/usr/bin", { "/home/me/repo": "/real/repo" })).toBe("/usr/bin/codex");
  });

  test("nor in one whose name only begins like the workspace's is it left out", () => {
    const surroundings = pretendedMachine({
      environment: { PATH: "/home/me/repository/bin:/home/me/..data" },
      programs: ["/home/me/repository/bin/codex"],
    });
    expect(findProgram("codex", ["/home/me/repo"], surroundings)).toBe("/home/me/repository/bin/codex");
  });

  test("so none is found where all of the machine is open, and none without a PATH", () => {
    expect(find("/home/me/repo/bin")).toBeUndefined();
    expect(findProgram("codex", [], pretendedMachine({ programs }))).toBeUndefined();
    expect(find("/usr/bin", {}, ["/"])).toBeUndefined();
  });

  test("on macOS in whichever case the folder is written", () => {
    const surroundings = pretendedMachine({
      platform: "darwin",
      environment: { PATH: "/Home/Me/REPO/bin" },
      programs: ["/Home/Me/REPO/bin/codex"],
    });
    expect(findProgram("codex", ["/home/me/repo"], surroundings)).toBeUndefined();
  });
});

describe("On Windows", () => {
  const windows = (environment: Readonly<Record<string, string>>, programs: readonly string[]) =>
    pretendedMachine({ platform: "win32", environment, programs });
  const repo = ["C:\\work\\repo"];

  test("codex.exe comes before what npm installs, and the PATH may be called Path", () => {
    const both = ["C:\\npm\\codex.cmd", "C:\\npm\\codex.exe"];
    expect(findProgram("codex", repo, windows({ Path: "C:\\npm" }, both))).toBe("C:\\npm\\codex.exe");
    expect(findProgram("codex", repo, windows({ PATH: '"C:\\npm";' }, both.slice(0, 1)))).toBe("C:\\npm\\codex.cmd");
  });

  test("only what both Windows can start and PATHEXT names is started", () => {
    const programs = ["C:\\npm\\codex.cmd", "C:\\npm\\codex.js", "C:\\npm\\codex", "C:\\npm\\codex.ps1"];
    expect(findProgram("codex", repo, windows({ PATH: "C:\\npm", PATHEXT: ".JS;.PS1" }, programs))).toBeUndefined();
    expect(findProgram("codex", repo, windows({ PATH: "C:\\npm", PATHEXT: ".EXE;.CMD" }, programs))).toBe(
      "C:\\npm\\codex.cmd",
    );
  });

  test("a drive's current folder, another machine and a device are no places to look", () => {
    const path = "npm;C:npm;\\npm;\\\\server\\share;\\\\?\\C:\\npm;//server/share;.;;C:\\Work\\Repo\\bin;c:\\npm";
    expect(safeSearchPath(repo, windows({ PATH: path }, []))).toEqual(["c:\\npm"]);
  });

  test("a program of the system is found in the folder of Windows, when that is a plain path", () => {
    const programs = ["C:\\Windows\\System32\\netstat.exe", "C:\\Windows\\System32\\cmd.exe"];
    expect(findSystemProgram("netstat", windows({ SYSTEMROOT: "C:\\Windows" }, programs))).toBe(programs[0]);
    expect(findSystemProgram("tasklist", windows({ SystemRoot: "C:\\Windows" }, programs))).toBeUndefined();
    expect(findSystemProgram("ps", windows({ SystemRoot: "C:\\Windows" }, programs))).toBeUndefined();
    for (const SystemRoot of [
      ".",
      "",
      "Windows",
      "\\\\server\\share",
      "C:\\Windows\\..\\work",
      "C:\\a&b",
      "C:\\%x%",
      "C:",
    ])
      expect(systemRoot(windows({ SystemRoot }, programs)), SystemRoot).toBeUndefined();
  });
});

test("A program of macOS is found where macOS has it, whatever the PATH says", () => {
  const surroundings = pretendedMachine({
    platform: "darwin",
    environment: { PATH: "/home/me/repo" },
    programs: ["/home/me/repo/lsof", "/usr/sbin/lsof", "/bin/ps"],
  });
  expect(findSystemProgram("lsof", surroundings)).toBe("/usr/sbin/lsof");
  expect(findSystemProgram("ps", surroundings)).toBe("/bin/ps");
  expect(findSystemProgram("netstat", surroundings)).toBeUndefined();
  expect(findSystemProgram("lsof", pretendedMachine({ programs: ["/usr/sbin/lsof"] }))).toBeUndefined();
});
