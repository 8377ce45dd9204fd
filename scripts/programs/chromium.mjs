// The browser that shows code-server's window in tests.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { exists, run, say } from "./programCache.mjs";

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const aptInstall = ["install", "-y", "--no-install-recommends", "chromium"];

/** Path of a Chromium or Chrome; installs Debian's as root, else rejects with the command that brings one. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const onDebian = await exists("/etc/debian_version");
  if (!onDebian || process.getuid?.() !== 0) {
    throw new Error(
      "The editor tests need Chromium or Google Chrome on the PATH (or CHROMIUM_PATH).\n" +
        `  Debian, Ubuntu: sudo apt-get update && sudo apt-get ${aptInstall.join(" ")}\n` +
        "  Fedora: sudo dnf install chromium      macOS: brew install --cask chromium",
    );
  }
  say("Installing chromium with apt-get");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { env });
  await run("apt-get", aptInstall, { env });
  const installed = findChromium();
  if (!installed) throw new Error("apt-get installed chromium, but no chromium is on the PATH");
  return installed;
}

function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...candidates, ...(process.platform === "darwin" ? macApplications : [])].find((path) => existsSync(path));
}
