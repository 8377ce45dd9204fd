import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inEmptyFolder } from "../../../system/programs/emptyFolder.ts";

const day = 24 * 60 * 60 * 1000;

let place: string;
beforeEach(() => {
  // temporary files of others lie where anybody may write
  place = mkdtempSync(join(homedir(), "codex-otel-test-"));
  chmodSync(place, 0o700);
  vi.stubEnv("XDG_RUNTIME_DIR", place);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
});

const at = (name: string) => join(place, name);
function age(name: string, milliseconds: number): void {
  const time = new Date(Date.now() - milliseconds);
  utimesSync(at(name), time, time);
}

test.skipIf(process.platform === "win32")("A folder for a program is empty, and gone afterwards", async () => {
  const used = await inEmptyFolder([], async (folder) => {
    expect(dirname(folder)).toBe(place);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, "written"), "x");
    return folder;
  });
  expect(existsSync(used)).toBe(false);
  await expect(inEmptyFolder([], () => Promise.reject(new Error("fails")))).rejects.toThrow("fails");
  expect(readdirSync(place)).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "What a process left that was killed goes with the next one: empty folders of its kind, older than a day, and nothing else",
  async () => {
    mkdirSync(at("codex-otel-aB3xY9"));
    age("codex-otel-aB3xY9", day + 60_000);
    const stays = ["codex-otel-new123", "codex-otel-full12", "codex-otel-other-aB3xY9", "codex-otel-aB3", "other"];
    for (const name of stays) mkdirSync(at(name));
    writeFileSync(join(at("codex-otel-full12"), "kept"), "x");
    for (const name of stays.slice(1)) age(name, 30 * day);
    mkdirSync(at("target"));
    age("target", 30 * day);
    symlinkSync(at("target"), at("codex-otel-link12"));
    writeFileSync(at("codex-otel-file12"), "");
    age("codex-otel-file12", 30 * day);
    await inEmptyFolder([], async () => undefined);
    expect(readdirSync(place).toSorted()).toEqual(
      [...stays, "target", "codex-otel-link12", "codex-otel-file12"].toSorted(),
    );
    expect(lstatSync(at("codex-otel-link12")).isSymbolicLink()).toBe(true);
    expect(readdirSync(at("codex-otel-full12"))).toEqual(["kept"]);
  },
);
