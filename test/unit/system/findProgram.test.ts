import { describe, expect, test } from "vitest";
import { cleanSearchPath, findProgram, safeSearchPath, startingWords } from "../../../system/programs/findProgram.ts";
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

  test("not through a link outside that leads through the workspace, wherever it ends", () => {
    const programs = ["/usr/bin/codex", "/elsewhere/codex"];
    const through = (links: Readonly<Record<string, string>>, path = "/opt/bin:/usr/bin") =>
      findProgram("codex", ["/home/me/repo"], pretendedMachine({ environment: { PATH: path }, programs, links }));
    const inside = "/home/me/repo/link";
    expect(through({ "/opt/bin/codex": inside, [inside]: "/elsewhere/codex" })).toBe("/usr/bin/codex");
    expect(through({ "/opt/bin": inside, [inside]: "/elsewhere" })).toBe("/usr/bin/codex");
    expect(through({ "/opt/bin/codex": `${inside}/codex`, [inside]: "/elsewhere" })).toBe("/usr/bin/codex");
    expect(through({ "/opt/bin/codex": "../way/codex", "/opt/way": inside, [inside]: "/elsewhere" })).toBe(
      "/usr/bin/codex",
    );
    expect(through({ [inside]: "/elsewhere" }, "/home/me/repo/link/../elsewhere:/elsewhere")).toBe("/elsewhere/codex");
    expect(through({ "/opt/bin/codex": "/opt/way", "/opt/way": "/elsewhere/codex" })).toBe("/opt/bin/codex");
  });

  test("not under another name of the workspace: a mount, or another case where that is the same", () => {
    const machine = (identities: Readonly<Record<string, string>>) =>
      pretendedMachine({ environment: { PATH: "/mnt/Repo/bin" }, programs: ["/mnt/Repo/bin/codex"], identities });
    expect(findProgram("codex", ["/home/me/repo"], machine({}))).toBe("/mnt/Repo/bin/codex");
    const same = machine({ "/mnt/Repo": "8:2", "/home/me/repo": "8:2" });
    expect(findProgram("codex", ["/home/me/repo"], same)).toBeUndefined();
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

describe("What may have come together with a workspace is not looked into, though nothing marks it", () => {
  const find = (
    opened: string,
    entries: readonly string[],
    machine: Partial<Parameters<typeof pretendedMachine>[0]> = {},
  ) => {
    const windows = machine.platform === "win32";
    const programs = entries.map((entry) => (windows ? `${entry}\\codex.exe` : `${entry}/codex`));
    const environment = { PATH: entries.join(windows ? ";" : ":") };
    const found = findProgram("codex", [opened], pretendedMachine({ environment, programs, ...machine }));
    return found?.replace(/[\\/]codex(\.exe)?$/, "");
  };

  test.each([
    ["the folder beside the opened one in an unpacked archive", "/home/me/archive/project", "/home/me/archive/bin"],
    ["one deeper in it", "/home/me/Downloads/archive/a/b/project", "/home/me/Downloads/archive/tools/x/bin"],
    ["one in an archive among temporary files", "/tmp/archive/project", "/tmp/archive/bin"],
    ["one in an archive on another disk", "/mnt/disk/archive/project", "/mnt/disk/archive/bin"],
    ["one in an archive beside the home folder", "/data/archive/project", "/data/archive/bin"],
    ["the top of the archive itself", "/srv/archive/project", "/srv/archive"],
    ["a folder for projects, which looks the same", "/home/me/src/project", "/home/me/src/bin"],
    ["a folder of all projects' programs", "/home/me/src/a/project", "/home/me/src/b/node_modules/.bin"],
  ])("%s", (_, opened, entry) => {
    expect(find(opened, [entry])).toBeUndefined();
    expect(find(opened, [entry, "/usr/bin"])).toBe("/usr/bin");
  });

  test.each([
    ["the person's own programs", "/home/me/project", "/home/me/.local/bin"],
    ["the same when the project lies in a folder for projects", "/home/me/src/project", "/home/me/.local/bin"],
    ["the same when dotfiles are open", "/home/me/.local/share/chezmoi", "/home/me/.local/bin"],
    ["pnpm's, when dotfiles are open", "/home/me/.local/share/chezmoi", "/home/me/.local/share/pnpm"],
    ["nvm's", "/home/me/src/project", "/home/me/.nvm/versions/node/v22.0.0/bin"],
    ["a plain folder of programs in the home folder", "/home/me/project", "/home/me/bin"],
    ["those of Go in the home folder", "/home/me/src/project", "/home/me/go/bin"],
    ["the system's, when sources are open that lie there", "/usr/local/src/project", "/usr/local/bin"],
    ["the system's, when a library of it is open", "/usr/lib/node_modules/project", "/usr/bin"],
    ["Homebrew's on Linux", "/home/me/project", "/home/linuxbrew/.linuxbrew/bin"],
    ["what is installed beside an opened folder in /opt", "/opt/project", "/opt/codex/bin"],
    ["those of a session", "/run/user/1000/project", "/run/user/1000/fnm_multishells/1/bin"],
    ["the ones beside a project in a container for development", "/workspaces/project", "/workspaces/tools/bin"],
    ["the ones beside a folder of temporary files", "/tmp/project", "/tmp/tools/bin"],
  ])("but for %s", (_, opened, entry) => expect(find(opened, [entry])).toBe(entry));

  test("by the real name of the opened folder and of the PATH's, too", () => {
    const links = { "/home/me/now": "/home/me/archive/project", "/opt/tools": "/home/me/archive/bin" };
    expect(find("/home/me/now", ["/home/me/archive/bin"], { links })).toBeUndefined();
    expect(find("/home/me/archive/project", ["/opt/tools"], { links })).toBeUndefined();
  });

  test("while a link that the person made in a folder of their own to one program is followed", () => {
    const links = { "/home/me/.local/bin/codex": "/home/me/src/codex/target/release/codex" };
    const programs = ["/home/me/src/codex/target/release/codex"];
    expect(find("/home/me/src/project", ["/home/me/.local/bin"], { links, programs })).toBe("/home/me/.local/bin");
    expect(find("/home/me/src/codex", ["/home/me/.local/bin"], { links, programs })).toBeUndefined();
  });

  test("on macOS and Windows with the places that are common there", () => {
    const mac = { platform: "darwin", accountHome: "/Users/me" } as const;
    expect(find("/Users/me/archive/project", ["/Users/me/Archive/bin"], mac)).toBeUndefined();
    expect(find("/private/var/folders/a/b/T/x/project", ["/private/var/folders/a/b/T/x/bin"], mac)).toBeUndefined();
    expect(find("/Users/me/project", ["/Users/me/Library/pnpm"], mac)).toBe("/Users/me/Library/pnpm");
    expect(find("/Users/me/Library/Caches/x/project", ["/Users/me/Library/pnpm"], mac)).toBe("/Users/me/Library/pnpm");
    expect(find("/opt/homebrew/lib/x", ["/opt/homebrew/bin"], mac)).toBe("/opt/homebrew/bin");
    expect(find("/Volumes/Disk/x/project", ["/Volumes/Disk/x/bin"], mac)).toBeUndefined();
    const windows = { platform: "win32" } as const;
    const npm = "C:\\Users\\me\\AppData\\Roaming\\npm";
    expect(find("C:\\Users\\me\\AppData\\Local\\Temp\\x", [npm], windows)).toBe(npm);
    expect(find("c:\\users\\me\\src\\project", [npm], windows)).toBe(npm);
    expect(find("C:\\Program Files\\project", ["C:\\Program Files\\nodejs"], windows)).toBe(
      "C:\\Program Files\\nodejs",
    );
    expect(find("C:\\Users\\me\\archive\\project", ["C:\\users\\me\\Archive\\bin"], windows)).toBeUndefined();
    expect(find("D:\\archive\\project", ["D:\\archive\\bin"], windows)).toBeUndefined();
    expect(find("D:\\project", ["D:\\tools"], windows)).toBe("D:\\tools");
  });
});

describe("The interpreter of a script is looked for like the program", () => {
  const repo = "/home/me/repo";
  const find = (
    line: string,
    links: Readonly<Record<string, string>> = {},
    texts: Readonly<Record<string, string>> = {},
  ) =>
    findProgram(
      "codex",
      [repo],
      pretendedMachine({
        environment: { PATH: "/opt/bin:/usr/bin", HOME: "/home/me" },
        programs: ["/opt/bin/codex", "/usr/bin/env", "/usr/bin/node", "/bin/sh", `${repo}/node`, "/elsewhere/node"],
        texts: { "/opt/bin/codex": `${line}\n`, ...texts },
        links,
      }),
    );

  test.each([
    "#!/usr/bin/env node",
    "#! /usr/bin/env node ",
    "#!/usr/bin/env -S node --no-warnings",
    "#!/usr/bin/env -S NODE_ENV=production node",
    "#!/usr/bin/node",
    "#!/bin/sh",
    "\u007fELF",
  ])("%s is safe where it is", (line) => expect(find(line)).toBe("/opt/bin/codex"));

  test.each([
    ["that is in the workspace", `#!${repo}/node`],
    ["that env is to start there", `#!/usr/bin/env ${repo}/node`],
    ["without its place", "#!node"],
    ["from the current folder", "#!./node"],
    ["that env is to find from the current folder", "#!/usr/bin/env ./node"],
    ["with another PATH", "#!/usr/bin/env -S PATH=. node"],
    ["with an option that may mean anything", "#!/usr/bin/env --chdir=/home/me/repo node"],
    ["that is nowhere", "#!/usr/bin/env deno"],
    ["that is not there", "#!/opt/node"],
    ["without a name", "#!/usr/bin/env"],
  ])("one %s is not", (_, line) => expect(find(line)).toBeUndefined());

  test("a link into the workspace, or through it, is passed over", () => {
    expect(find("#!/usr/bin/env node", { "/usr/bin/node": `${repo}/node` })).toBeUndefined();
    expect(find("#!/usr/bin/node", { "/usr/bin/node": `${repo}/node` })).toBeUndefined();
    const through = { "/usr/bin/node": `${repo}/link`, [`${repo}/link`]: "/elsewhere/node" };
    expect(find("#!/usr/bin/env node", through)).toBeUndefined();
    expect(find("#!/usr/bin/env node", { "/opt/bin/node": `${repo}/node` })).toBe("/opt/bin/codex");
  });

  test("and so is that of an interpreter which is a script", () => {
    expect(find("#!/usr/bin/env node", {}, { "/usr/bin/node": `#!${repo}/node\n` })).toBeUndefined();
    expect(find("#!/usr/bin/env node", {}, { "/usr/bin/node": "#!/bin/sh\n" })).toBe("/opt/bin/codex");
    expect(find("#!/usr/bin/env node", {}, { "/usr/bin/node": "#!/usr/bin/env node\n" })).toBeUndefined();
  });

  test("and what a wrapper of a package manager starts", () => {
    const wrapper = '#!/bin/sh\nbasedir=$(dirname "$0")\nexec node "$basedir/global/codex/bin/codex.js" "$@"';
    expect(find(wrapper)).toBe("/opt/bin/codex");
    expect(find(wrapper, { "/opt/bin/global/codex": repo })).toBeUndefined();
    expect(find(`#!/bin/sh\nexec "${repo}/codex.js"`)).toBeUndefined();
    for (const named of ['"$HOME/repo/codex.js"', `$\{HOME}/repo/codex.js`, "~/repo/codex.js"])
      expect(find(`#!/bin/sh\nexec ${named}`), named).toBeUndefined();
  });
});

describe("The PATH that a program is given", () => {
  const repo = "/home/me/repo";
  const machine = pretendedMachine({
    environment: { PATH: "/opt/bin:/linked:/usr/bin:node_modules/.bin" },
    programs: ["/usr/bin/node", "/linked/codex", "/linked/node", "/opt/bin/tool", `${repo}/tool`],
    links: { "/linked/tool": `${repo}/tool`, "/opt/bin/notes": `${repo}/notes`, "/usr/bin/nodejs": "/usr/bin/node" },
    texts: { "/linked/codex": "#!/usr/bin/env -S node --no-warnings\n" },
  });

  test("has no folder with a link that makes a program of the workspace a command", async () => {
    expect(safeSearchPath([repo], machine)).toEqual(["/opt/bin", "/linked", "/usr/bin"]);
    expect(await cleanSearchPath([repo], machine)).toEqual(["/opt/bin", "/usr/bin"]);
    expect(await cleanSearchPath(["/else"], machine)).toEqual(["/opt/bin", "/linked", "/usr/bin"]);
  });

  test("leads to the interpreter that was looked at, or that is named with the program", () => {
    const words = (path: readonly string[]) => startingWords("/linked/codex", path, [repo], machine);
    expect(words(["/opt/bin", "/linked"])).toEqual(["/linked/codex"]);
    const named = ["/linked/node", "--no-warnings", "/linked/codex"];
    expect(words(["/opt/bin", "/usr/bin"])).toEqual(named);
    expect(words(["/opt/bin"])).toEqual(named);
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

  test("what a batch file of npm starts is looked at like the program", () => {
    const cmd = "C:\\npm\\codex.cmd";
    const find = (text: string, links: Readonly<Record<string, string>>) =>
      findProgram(
        "codex",
        repo,
        pretendedMachine({
          platform: "win32",
          environment: { Path: "C:\\npm" },
          programs: [cmd],
          texts: { [cmd]: text },
          links,
        }),
      );
    const text = '@ECHO off\r\n"%_prog%" "%dp0%\\node_modules\\@openai\\codex\\bin\\codex.js" %*\r\n';
    expect(find(text, {})).toBe(cmd);
    expect(find(text, { "C:\\npm\\node_modules\\@openai\\codex": "C:\\work\\repo" })).toBeUndefined();
    expect(find('@"C:\\work\\repo\\codex.exe" %*', {})).toBeUndefined();
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
