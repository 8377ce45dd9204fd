import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitTracks } from "../../../system/git/gitTracks.ts";
import { lookUpInIndex } from "../../../system/git/indexEntry.ts";
import { readBounded } from "../../../system/git/readBounded.ts";
import { resolveLocally } from "../../../system/localPath.ts";
import fc from "../seededCheck.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "git-index-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
  });

function put(name: string, text = "x"): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const names = [".codex/config.toml", "a", "a/b".padEnd(200, "c"), "src/é/日本.toml", "src/main.ts", "z z"];

describe("What git itself wrote is read as git reads it", () => {
  test.each([
    ["version 2", []],
    ["version 3", ["--version=3"]],
    ["version 4", ["--version=4"]],
  ])("%s", async (_, version) => {
    git("init");
    for (const name of names.slice(0, 1).concat(names.slice(2))) put(name.replace("a/", "d/"));
    put("untracked.toml");
    git("add", ".");
    git("rm", "-q", "--cached", "untracked.toml");
    // an entry that needs version 3
    put("intended.toml");
    if (version[0] !== undefined) git("add", "-N", "intended.toml");
    const shown = version[0]?.slice(-1);
    if (shown !== undefined) git("update-index", "--index-version", shown);
    expect(readFileSync(join(folder, ".git/index"))[7]).toBe(Number(shown ?? 2));
    const tracked = git("ls-files", "-z").split("\0").slice(0, -1);
    expect(tracked.length).toBeGreaterThan(4);
    for (const name of tracked) expect(await gitTracks(join(folder, name)), name).toBe("tracked");
    for (const name of ["untracked.toml", ".codex/config", ".codex/config.toml2", ".codex", "src", "z"])
      expect(await gitTracks(join(folder, name)), name).toBe("untracked");
  });

  test("a repository with SHA-256", async () => {
    git("init", "--object-format=sha256");
    const file = put(".codex/config.toml");
    git("add", ".");
    expect(await gitTracks(file)).toBe("tracked");
    expect(await gitTracks(put("other"))).toBe("untracked");
  });

  test("one whose index has no checksum", async () => {
    git("init");
    git("config", "index.skipHash", "true");
    const file = put("a");
    git("add", ".");
    expect(await gitTracks(file)).toBe("tracked");
  });

  test("a file in conflict", async () => {
    git("init", "-b", "main");
    const file = put("a");
    git("add", ".");
    git("commit", "-qm", "one");
    git("checkout", "-qb", "other");
    put("a", "other");
    git("commit", "-qam", "two");
    git("checkout", "-q", "main");
    put("a", "main");
    git("commit", "-qam", "three");
    expect(() => git("merge", "other")).toThrow();
    expect(await gitTracks(file)).toBe("tracked");
  });

  test("a work tree beside others, and a submodule", async () => {
    git("init", "main");
    put("main/.codex/config.toml");
    git("-C", "main", "add", ".");
    git("-C", "main", "commit", "-qm", "x");
    git("-C", "main", "worktree", "add", "-q", "../beside");
    expect(await gitTracks(join(folder, "beside/.codex/config.toml"))).toBe("tracked");
    expect(await gitTracks(put("beside/new"))).toBe("untracked");
    git("init", "outer");
    git("-C", "outer", "submodule", "--quiet", "add", join(folder, "main"), "inner");
    expect(readFileSync(join(folder, "outer/inner/.git"), "utf8")).toContain("gitdir: ../");
    expect(await gitTracks(join(folder, "outer/inner/.codex/config.toml"))).toBe("tracked");
    expect(await gitTracks(put("outer/inner/new"))).toBe("untracked");
  });

  test("a repository around a folder that is a bare one itself", async () => {
    git("init");
    const file = put(".codex/config.toml");
    put(".codex/HEAD", "ref: refs/heads/main\n");
    mkdirSync(join(folder, ".codex/objects"));
    mkdirSync(join(folder, ".codex/refs"));
    git("add", "-f", ".codex/HEAD");
    expect(await gitTracks(file)).toBe("untracked");
    git("add", "-f", ".codex/config.toml");
    expect(await gitTracks(file)).toBe("tracked");
  });

  test("nothing, where there is no repository or nothing was added", async () => {
    const file = put("a");
    expect(await gitTracks(file)).toBe("untracked");
    git("init");
    expect(await gitTracks(file)).toBe("untracked");
  });
});

describe("What the index does not tell is not said", () => {
  test("the files of a folder that stands in it as a whole", async () => {
    git("init");
    put("small/.codex/config.toml");
    put("big/f");
    git("add", ".");
    git("commit", "-qm", "x");
    git("sparse-checkout", "init", "--cone", "--sparse-index");
    git("sparse-checkout", "set", "big");
    expect(git("ls-files", "--sparse")).toContain("small/\n");
    expect(await gitTracks(put("small/.codex/config.toml"))).toBe("unknown");
    expect(await gitTracks(join(folder, "big/f"))).toBe("tracked");
    expect(await gitTracks(put("smaller"))).toBe("untracked");
  });

  test("an index that goes on in another file", async () => {
    git("init");
    const file = put("a");
    git("add", ".");
    git("update-index", "--split-index");
    expect(await gitTracks(file)).toBe("unknown");
  });
});

describe.skipIf(process.platform === "win32")("A repository cannot make more be touched than its own files", () => {
  const index = (): Uint8Array => {
    git("init");
    put("a");
    git("add", ".");
    return readFileSync(join(folder, ".git/index"));
  };

  test.each([
    ["another machine", "gitdir: //server/share"],
    ["another machine, as Windows writes it", "gitdir: \\\\server\\share"],
    ["a device", "gitdir: /dev/fd"],
    ["the kernel", "gitdir: /proc/self/cwd/.git"],
    ["nothing", "gitdir: "],
    ["two lines", "gitdir: a\ngitdir: b"],
    ["a long path", `gitdir: ${"a/".repeat(100_000)}`],
    ["no pointer", "hello"],
  ])("not %s that a .git file names", async (_, text) => {
    const file = put("a");
    put(".git", `${text}\n`);
    expect(await gitTracks(file)).toBe("unknown");
  });

  test("not what a link leads to outside of files, nor a pipe, nor a circle of links", async () => {
    const bytes = index();
    const file = join(folder, "a");
    const place = join(folder, ".git/index");
    const becomes = async (make: () => void) => {
      rmSync(place, { force: true });
      make();
      return gitTracks(file);
    };
    expect(await becomes(() => symlinkSync("/dev/zero", place))).toBe("unknown");
    expect(await becomes(() => symlinkSync("/proc/self/environ", place))).toBe("unknown");
    expect(await becomes(() => symlinkSync("index", place))).toBe("unknown");
    expect(await becomes(() => execFileSync("mkfifo", [place]))).toBe("unknown");
    expect(await becomes(() => mkdirSync(place))).toBe("unknown");
    rmSync(place, { recursive: true });
    expect(await becomes(() => symlinkSync(put("elsewhere"), place))).toBe("unknown");
    writeFileSync(join(folder, "elsewhere"), bytes);
    expect(await gitTracks(file)).toBe("tracked");
  });

  test("a link is followed when each step stays among files", async () => {
    put("real/inner/file");
    symlinkSync("real", join(folder, "one"));
    symlinkSync("/proc/self", join(folder, "proc"));
    symlinkSync("../one/inner", join(folder, "real/again"));
    expect(resolveLocally(join(folder, "one/again/file"))).toBe(join(folder, "real/inner/file"));
    expect(resolveLocally(join(folder, "proc/cwd"))).toBeUndefined();
    expect(resolveLocally("//server/share")).toBeUndefined();
    expect(resolveLocally("relative")).toBeUndefined();
  });

  test("no more than a bound is read, and of a file only", async () => {
    const file = put("a", "12345");
    expect(await readBounded(file, 5)).toEqual(new TextEncoder().encode("12345"));
    expect(await readBounded(file, 4)).toBeUndefined();
    expect(await readBounded(folder, 5)).toBeUndefined();
    expect(await readBounded("/dev/zero", 5)).toBeUndefined();
  });
});

describe("A hostile index is only bytes", () => {
  const real = (version: string): Uint8Array => {
    git("init");
    for (const name of [".codex/config.toml", "b/c", "f"]) put(name);
    git("add", ".");
    // longer than the two bytes of the flags can say
    const [blob = ""] = git("hash-object", "-w", "f").split("\n");
    git("update-index", "--add", "--cacheinfo", `100644,${blob},${"d".padEnd(5000, "e")}`);
    git("update-index", "--index-version", version);
    return readFileSync(join(folder, ".git/index"));
  };

  test.each(["2", "4"])("changed, cut and doubled bytes of version %s give an answer", (version) => {
    const bytes = real(version);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(bytes.length),
        fc.boolean(),
        (changes, length, isDoubled) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, value] of changes) changed[at] = value;
          const index = isDoubled ? Buffer.concat([changed, changed]) : changed.subarray(0, length);
          expect(["tracked", "untracked", "unknown"]).toContain(lookUpInIndex(index, ".codex/config.toml"));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("any bytes give an answer", () => {
    const header = fc.constantFrom([], [0x44, 0x49, 0x52, 0x43, 0, 0, 0, 2], [0x44, 0x49, 0x52, 0x43, 0, 0, 0, 4]);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        expect(["tracked", "untracked", "unknown"]).toContain(lookUpInIndex(Uint8Array.of(...start, ...rest), "a"));
      }),
    );
  });

  test.each(["2", "4"])("an index of version %s that ends early tells nothing", (version) => {
    const bytes = real(version);
    for (let length = 0; length < bytes.length; length += 7)
      expect(lookUpInIndex(bytes.subarray(0, length), "nothing"), String(length)).toBe("unknown");
    expect(lookUpInIndex(bytes, "nothing")).toBe("untracked");
  });

  test("names that go on from one another for ever cost no more than the bytes they are written in", () => {
    // version 4: each entry takes over all of the name before and adds one letter
    const entries = 50_000;
    const index = new Uint8Array(12 + entries * 65 + 20);
    index.set([0x44, 0x49, 0x52, 0x43, 0, 0, 0, 4, 0, 0, entries >> 8, entries & 0xff]);
    for (let count = 1; count <= entries; count++) {
      const said = Math.min(count, 0xfff);
      index.set([said >> 8, said & 0xff, 0, 0x61, 0], 12 + count * 65 - 5);
    }
    expect(lookUpInIndex(index, "a".repeat(entries))).toBe("tracked");
    expect(lookUpInIndex(index, "a".repeat(entries + 1))).toBe("untracked");
  });
});
